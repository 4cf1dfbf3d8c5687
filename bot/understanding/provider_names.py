"""What parents call a provider: its names, and any part of one that tells it from others."""

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.understanding.lexicon import in_dictionary
from knowledge.pinyin.readings import spellings
from knowledge.schema import Place, Provider
from knowledge.text import count_han, has_han, normalise

_BRACKETED = re.compile(r"[(（〔\[].*?[)）〕\]]")
SHORTEST_PART = 2  # characters of Chinese
SHORTEST_LATIN_PART = 5  # letters


class ProviderNames:
    """words: the knowledge's word lists, of which "name-kind" holds what names end in (宝宝屋, nursery)."""

    def __init__(self, places: Iterable[Place], words: Mapping[str, tuple[str, ...]]) -> None:
        self._streets = [place for place in places if place.kind in ("street", "district")]
        self._kinds = sorted(map(normalise, words["name-kind"]), key=len, reverse=True)
        self._baby_house = words["synonym-baby-house"][0]
        self._care = (words["synonym-toddler-class"][0], "托育")

    def full(self, provider: Provider) -> Iterator[str]:
        for name in (provider.name, provider.name_en or "", *provider.aliases, *self._by_street(provider)):
            yield from {normalise(name), _plain(name)} - {""}

    def parts(self, provider: Provider) -> Iterator[str]:
        """小桔灯 of 半淞园路街道小桔灯宝宝屋, also with another word for the kind. What is a word of its own,
        such as 糖果, needs one."""
        for core, tail in self._cores(provider):
            if not in_dictionary(core):
                yield core
            yield from (core + kind for kind in (tail, *self._care) if kind)
            yield from (place + core for place in self._places_of(provider))
            if core[0] == "小" and len(core) > SHORTEST_PART and tail:
                yield core[1:] + tail
        yield from self._latin_parts(provider)

    def everyday_parts(self, provider: Provider) -> Iterator[str]:
        """Those that are words of their own: a name only where nothing else can be meant."""
        return (core for core, _ in self._cores(provider) if in_dictionary(core))

    def _cores(self, provider: Provider) -> Iterator[tuple[str, str]]:
        """What is left of a Chinese name without its place and kind, and the kind."""
        whole = _plain(provider.name)
        for name in (whole, *map(_plain, provider.aliases)):
            core = self._without_kind(self._without_place(name, provider))
            if len(core) >= SHORTEST_PART and count_han(core) == len(core) and core in whole:
                yield core, name[name.index(core) + len(core) :]

    def _latin_parts(self, provider: Provider) -> Iterator[str]:
        """little lantern of Little Lantern Baby House; of single words those that are Chinese in pinyin."""
        core = self._without_kind(_plain(provider.name_en or ""))
        words = core.split()
        if len(words) > 1:
            yield core
        spelt = ["".join(spelling) for spelling in spellings(_plain(provider.name))]
        for word in words:
            if len(word) >= SHORTEST_LATIN_PART and any(word in letters for letters in spelt):
                yield word

    def _without_place(self, name: str, provider: Provider) -> str:
        for place in sorted(self._places_of(provider), key=len, reverse=True):
            if name.startswith(place):
                return name.removeprefix(place)
        return name

    def _places_of(self, provider: Provider) -> Iterator[str]:
        for place in self._streets:
            if place.name in (provider.street, provider.district):
                yield from (normalise(name) for name in (place.name, *place.aliases) if has_han(name))

    def _without_kind(self, name: str) -> str:
        while kind := next((kind for kind in self._kinds if name.endswith(kind)), None):
            name = name.removesuffix(kind).strip()
        return name

    def _by_street(self, provider: Provider) -> Iterator[str]:
        """ "南码头宝宝屋": a community point by the short names of its street."""
        if provider.kind != "community":
            return
        for place in self._streets:
            if (place.name, place.district) == (provider.street, provider.district):
                yield from (n + self._baby_house for n in (place.name, *place.aliases) if not n.isdigit())


def _plain(name: str) -> str:
    return normalise(_BRACKETED.sub("", name))
