"""The conditions and small words that a message holds, from the word lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from bot.understanding.names import Span, overlaps
from knowledge.schema import Kind, Service
from knowledge.text import Synonyms, normalise

_CONDITIONS = ("inclusive", "cheap", "rated", "has-places", "open-now", "nearer", "more")
_NEGATION_REACH = 4  # characters between a "not" and what it denies


@dataclass(frozen=True, slots=True)
class Wishes:
    """kind and excluded_kinds, service, inclusive: what the provider must (not) be; the flags: what
    else was said."""

    kind: Kind | None = None
    excluded_kinds: tuple[Kind, ...] = ()
    service: Service | None = None
    inclusive: bool | None = None
    open_now: bool = False
    cheap: bool = False
    rated: bool = False
    has_places: bool = False
    compare: bool = False
    more: bool = False
    nearer: bool = False
    telephone: bool = False
    address: bool = False
    restart: bool = False
    near_me: bool = False
    asks_for_some: bool = False

    @property
    def states_conditions(self) -> bool:
        """Whether it says what the provider must be."""
        return bool(self.kind or self.excluded_kinds or self.service or self.cheap or self.rated) or (
            self.inclusive is not None
        )


_FLAGS = tuple(field.name for field in fields(Wishes) if field.type in (bool, "bool"))


class WishReader:
    """words: the knowledge's word lists; synonyms: brings them to the form in which text arrives."""

    def __init__(self, words: Mapping[str, tuple[str, ...]], synonyms: Synonyms) -> None:
        self._patterns = {
            name: _any_of(tuple(synonyms.canonical(normalise(word)).strip() for word in listed))
            for name, listed in words.items()
            if not name.startswith("synonym-")
        }

    def read(self, text: str, taken: list[Span]) -> Wishes:
        """text: canonical; taken: spans of names, in which no wish is seen."""
        kinds, excluded = self._chosen("kind-", text, taken)
        services, _ = self._chosen("service-", text, taken)
        inclusive = self._first("inclusive", text, taken)
        return Wishes(
            kind=kinds[0] if kinds else None,  # type: ignore[arg-type]
            excluded_kinds=excluded,  # type: ignore[arg-type]
            service=services[0] if services else None,  # type: ignore[arg-type]
            inclusive=None if inclusive is None else not self._denied(text, inclusive),
            **{flag: self._first(flag.replace("_", "-"), text, taken) is not None for flag in _FLAGS},
        )

    def is_all(self, name: str, text: str) -> bool:
        """True when text holds nothing but words of the list."""
        rest = self._patterns[name].sub(" ", text)
        return rest != text and not re.search(r"\w", rest)

    def without(self, name: str, text: str) -> str:
        return self._patterns[name].sub(" ", text)

    def has(self, name: str, text: str) -> bool:
        return self._patterns[name].search(text) is not None

    def is_only_wishes(self, text: str) -> bool:
        """Nothing but conditions on a provider, such as "要公办的"."""
        for name in self._patterns:
            if name.startswith(("kind-", "service-", *_CONDITIONS)):
                text = self._patterns[name].sub(" ", text)
        return not re.search(
            r"\w", self.without("yes", self.without("not", self.without("asks-for-some", text)))
        )

    def is_exactly(self, name: str, text: str) -> bool:
        bare = re.sub(r"[^\w/]+", " ", text).strip()
        return self._patterns[name].fullmatch(bare) is not None

    def _chosen(self, prefix: str, text: str, taken: list[Span]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        wanted: list[tuple[int, str]] = []
        excluded: list[str] = []
        for name in self._patterns:
            span = self._first(name, text, taken) if name.startswith(prefix) else None
            if span is None:
                continue
            if self._denied(text, span):
                excluded.append(name.removeprefix(prefix))
            else:
                wanted.append((span[0], name.removeprefix(prefix)))
        return tuple(name for _, name in sorted(wanted)), tuple(excluded)

    def _first(self, name: str, text: str, taken: list[Span]) -> Span | None:
        for match in self._patterns[name].finditer(text):
            if not overlaps(match.span(), taken):
                return match.span()
        return None

    def _denied(self, text: str, span: Span) -> bool:
        before = text[max(0, span[0] - _NEGATION_REACH - 2) : span[0]]
        return any(
            len(before) - match.end() <= _NEGATION_REACH for match in self._patterns["not"].finditer(before)
        )


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(set(words), key=len, reverse=True)
    return re.compile(
        "|".join(
            rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
            for word in longest_first
        )
    )
