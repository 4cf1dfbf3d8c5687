"""The conditions and small words that a message holds, from the word lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from bot.understanding.corrections import weigh
from bot.understanding.spans import Span, Taken
from knowledge.schema import Kind, Service
from knowledge.text import Synonyms, normalise

_CONDITIONS = ("inclusive", "cheap", "rated", "has-places", "open-now", "nearer", "more")
_THINKS_IT_OVER = re.compile(r"算了|想了想|还是|改成?|排不上|\bactually\b|\binstead\b")
_NEGATION_REACH = 4  # characters between a "not" and what it denies
# Where the letters of a "not" mean something else, and where its reach ends: 特别便宜, 不是民办是公办.
_NO_DENIAL = re.compile("特别|级别|区别|分别|个别|别(?=[的人处家])|非常|除非|[是要]不[是要]|不要[钱紧求]")
_REACH_ENDS = re.compile(r"[,，.。;；!?！？]|[是要找选约]|\bbut\b")
_EITHER = re.compile(r"(?:都|均|皆)(?:可|行|好|要|看|接受|ok|没问题|无所谓)")  # 公办民办都可以
_AROUND_CONDITIONS = re.compile("不对|不考虑|不想?要|都(?:可以|行|好)|[太最更很]|非常|特别|比较|一?点")
_NEGATED = re.compile(r"(?<!有)(?:不|没有?|无)$")  # 没有位置, 不便宜; 有没有位置 asks


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

    def read(self, text: str, taken: Taken) -> Wishes:
        """text: canonical; taken: names, in which no wish is seen."""
        kinds, excluded = self._chosen("kind-", text, taken)
        services, _ = self._chosen("service-", text, taken)
        inclusive = self._first("inclusive", text, taken)
        return Wishes(
            kind=_settled(text, kinds),  # type: ignore[arg-type]
            excluded_kinds=excluded,  # type: ignore[arg-type]
            service=_settled(text, services),  # type: ignore[arg-type]
            inclusive=None if inclusive is None else not self._denied(text, inclusive),
            **{flag: self._stated(flag.replace("_", "-"), text, taken) for flag in _FLAGS},
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
        for name in ("not", "asks-for-some", "yes"):
            text = self.without(name, _AROUND_CONDITIONS.sub(" ", text))
        return not re.search(r"\w", text)

    def is_exactly(self, name: str, text: str) -> bool:
        bare = re.sub(r"[^\w/]+", " ", text).strip()
        return self._patterns[name].fullmatch(bare) is not None

    def _chosen(self, prefix: str, text: str, taken: Taken) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Those wanted, in order and after corrections, and those denied."""
        told: list[tuple[Span, str]] = []
        excluded: list[str] = []
        for name in self._patterns:
            span = self._first(name, text, taken) if name.startswith(prefix) else None
            if span is not None and self._denied(text, span):
                excluded.append(name.removeprefix(prefix))
            elif span is not None:
                told.append((span, name.removeprefix(prefix)))
        weighed = weigh(text, sorted(told), lambda one: one[0])
        wanted = tuple(name for _, name in weighed.standing)
        excluded += [name for _, name in weighed.left_out]
        return () if len(wanted) > 1 and _EITHER.search(text) else wanted, tuple(excluded)

    def _first(self, name: str, text: str, taken: Taken) -> Span | None:
        for match in self._patterns[name].finditer(text):
            if taken.is_free(match.span()):
                return match.span()
        return None

    def _stated(self, name: str, text: str, taken: Taken) -> bool:
        """Said, and not with a "not" right before it."""
        span = self._first(name, text, taken)
        return span is not None and not _NEGATED.search(text[max(0, span[0] - 3) : span[0]])

    def _denied(self, text: str, span: Span) -> bool:
        start = max(0, span[0] - _NEGATION_REACH - 2)
        before = text[start : span[0]]
        innocent = Taken(
            span[0], (match.span() for match in _NO_DENIAL.finditer(text, max(0, start - 1), span[0]))
        )
        return any(
            len(before) - match.end() <= _NEGATION_REACH
            and innocent.is_free((start + match.start(), start + match.end()))
            and not _REACH_ENDS.search(before, match.end())
            for match in self._patterns["not"].finditer(before)
        )


def _settled(text: str, wanted: tuple[str, ...]) -> str | None:
    """Of several the first, or the last where the parent thinks it over: 公办…算了，看民办的吧."""
    if not wanted:
        return None
    return wanted[-1 if _THINKS_IT_OVER.search(text) else 0]


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(set(words), key=len, reverse=True)
    return re.compile(
        "|".join(
            rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
            for word in longest_first
        )
    )
