"""Names, dates and numbers give way to signs of their kind, so that only their kind counts in matching."""

import re
from collections.abc import Callable, Iterable, Mapping

from bot.understanding.spans import Span, Taken
from knowledge.loader import Knowledge

SIGNS = {
    "provider": "\ue000", "place": "\ue001", "when": "\ue002", "age": "\ue003",
    "money": "\ue004", "ordinal": "\ue005", "radius": "\ue006", "district": "\ue007",
}  # fmt: skip
ANY_SIGN = re.compile("[\ue000-\ue0ff]")
_FIRST_DISTRICT_SIGN = 0xE010
_BOUNDARY = re.compile(
    r"[。！？!?；;，,、\n]+|(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])|\.(?=\s|$)|(?:另外|还有|顺便问|对了)(?=\S{2})"
)


class Masking:
    """canonical: brings names to the form in which text arrives."""

    def __init__(self, knowledge: Knowledge, canonical: Callable[[str], str]) -> None:
        self._districts = _signs_of_districts(knowledge, canonical)

    def __call__(self, text: str, spans: Iterable[tuple[str, Span]], part: Span) -> str:
        """The part with each name replaced by the sign of its kind; a district of which there are answers
        also keeps a sign of its own."""
        pieces, at = [], part[0]
        for kind, (start, end) in spans:
            if start < at or end > part[1]:
                continue
            pieces += [text[at:start], SIGNS[kind]]
            if kind == "district":
                pieces += [sign for name, sign in self._districts.items() if name in text[start:end]][:1]
            at = end
        pieces.append(text[at : part[1]])
        return "".join(pieces).strip()


def parts(text: str, spans: Iterable[tuple[str, Span]]) -> list[Span]:
    """Where the message falls apart into questions; never inside a name or a date."""
    cuts, start = [], 0
    inside = Taken(len(text), (span for _, span in spans))
    for boundary in _BOUNDARY.finditer(text):
        if inside.is_free(boundary.span()):
            cuts.append((start, boundary.start()))
            start = boundary.end()
    cuts.append((start, len(text)))
    return [(a, b) for a, b in cuts if text[a:b].strip()]


def _signs_of_districts(knowledge: Knowledge, canonical: Callable[[str], str]) -> Mapping[str, str]:
    """Every name of a district that has answers of its own → a private character."""
    districts = sorted({entry.district for entry in knowledge.faq.values() if entry.district})
    return {
        canonical(name): chr(_FIRST_DISTRICT_SIGN + districts.index(place.name))
        for place in knowledge.places
        if place.kind == "district" and place.name in districts
        for name in (place.name, *place.aliases)
    }
