"""Which place of the gazetteer a message means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.names import Named, NameIndex
from bot.understanding.spans import Span
from knowledge.nearby import distance_m
from knowledge.pinyin.readings import spellings
from knowledge.schema import Place
from knowledge.text import normalise

SAME_SPOT_M = 2_000  # places of one name closer than this are one answer
_METRO_CUE = re.compile(r"^(?:地铁)?站|^ ?(?:metro|station)")
_CUE_AFTER_LENGTH = 8
_KIND_ORDER = ("district", "street", "landmark", "metro")
_NAME_SUFFIXES = ("街道", "镇", "站")
_EVERYDAY_WORDS = frozenset({"平安", "友谊", "书院"})  # also words of common speech


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """choices: more than one when the name is borne by places too far apart to be one answer."""

    choices: tuple[Place, ...]
    span: Span


class PlaceReader:
    def __init__(self, places: Iterable[Place]) -> None:
        self._index = NameIndex(_names(places))

    def __contains__(self, name: str) -> bool:
        return name in self._index

    def read(self, text: str, taken: Iterable[Span] = ()) -> list[PlaceMention]:
        """text: normalised."""
        return [
            PlaceMention(_choose(named, text), _with_suffix(named.span, text))
            for named in self._index.find(text, taken)
            if not _is_everyday_word(named, text)
        ]


def _names(places: Iterable[Place]) -> Iterable[tuple[str, Place]]:
    for place in places:
        for name in (place.name, *place.aliases):
            if not name.isdigit():
                yield normalise(name), place


def _choose(named: Named[Place], text: str) -> tuple[Place, ...]:
    after = text[named.span[1] : named.span[1] + _CUE_AFTER_LENGTH]
    before = text[max(0, named.span[0] - 3) : named.span[0]]
    things = named.things
    if _METRO_CUE.match(after) or "地铁" in before or "号线" in before:
        things = tuple(p for p in things if p.kind == "metro") or things
    # What bears the very name comes before what is only called so for short, a district before all.
    ranked = sorted(
        things,
        key=lambda p: (p.kind != "district", not _bears(p, named.name), _KIND_ORDER.index(p.kind)),
    )
    if ranked[0].kind == "district":
        return (ranked[0],)
    distinct: list[Place] = []
    for place in ranked:
        if all(distance_m((place.lat, place.lon), (p.lat, p.lon)) > SAME_SPOT_M for p in distinct):
            distinct.append(place)
    return tuple(distinct)


def _bears(place: Place, name: str) -> bool:
    """Whether it is the very name, in Chinese or in pinyin."""
    own = normalise(place.name)
    return name == own or (name.isascii() and name in map("".join, spellings(own)))


def _with_suffix(span: Span, text: str) -> Span:
    for suffix in ("地铁站", *_NAME_SUFFIXES):
        if text.startswith(suffix, span[1]):
            return (span[0], span[1] + len(suffix))
    return span


def _is_everyday_word(named: Named[Place], text: str) -> bool:
    if named.name not in _EVERYDAY_WORDS:
        return False
    return not text.startswith(_NAME_SUFFIXES, named.span[1]) and len(text) > len(named.name)
