"""Reads pinyin without tones, with or without spaces, as the likeliest words of the vocabulary."""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from knowledge.pinyin.readings import Syllables, spellings

LONGEST_SPELLING = 24  # letters of one word
LONGEST_READ = 120  # letters; nobody writes a longer sentence in pinyin without a stop
A_WORD = 2.0  # what each word costs beside its rarity: few long ones are likelier than many short
AN_ABBREVIATION = 6.0  # nats
_VOWEL = re.compile(r"[aeiou]")
_NONE: dict[frozenset[int], "_Word"] = {}


@dataclass(frozen=True, slots=True)
class Spelt:
    """cost: of the likeliest reading, in nats; firm: how many letters belong to words of several
    characters, which hardly come about by chance."""

    words: str
    cost: float
    firm: int


@dataclass(frozen=True, slots=True)
class _Word:
    """ends: after how many letters its syllables end."""

    spelt: Spelt
    ends: frozenset[int]

    def fits(self, start: int, end: int, stops: set[int]) -> bool:
        """Whether none of the stops between start and end falls into a syllable."""
        return all(at - start in self.ends for at in range(start + 1, end) if at in stops)


class PinyinReader:
    """chinese: word → how often it stands in examples; abbreviations: letters → word."""

    def __init__(self, chinese: Mapping[str, int], abbreviations: Mapping[str, str]) -> None:
        self._words: defaultdict[str, dict[frozenset[int], _Word]] = defaultdict(dict)
        total = sum(chinese.values())
        for word, count in sorted(chinese.items(), key=lambda pair: (pair[1], pair[0])):
            for spelling in spellings(word):  # the most frequent is written last
                if all(map(_VOWEL.search, spelling)):
                    self._add(word, spelling, A_WORD - math.log(count / total))
        for letters, word in abbreviations.items():
            self._add(word, (letters,), AN_ABBREVIATION, firm=True)

    def _add(self, word: str, spelling: Syllables, cost: float, firm: bool = False) -> None:
        letters, ends = "".join(spelling), frozenset(accumulate(map(len, spelling)))
        solid = len(letters) if firm or len(spelling) > 1 else 0
        self._words[letters][ends] = _Word(Spelt(word, cost, solid), ends)

    def read(self, typed: Sequence[str]) -> Spelt | None:
        """typed: what stood between spaces; a syllable ends at each. None when it is no pinyin of known
        words."""
        letters, stops = "".join(typed), set(accumulate(map(len, typed)))
        if len(letters) > LONGEST_READ:
            return None
        best: list[Spelt | None] = [Spelt("", 0.0, 0)] + [None] * len(letters)
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - LONGEST_SPELLING), end):
                before = best[start]
                if before is None:
                    continue
                for word in self._words.get(letters[start:end], _NONE).values():
                    cost, known = before.cost + word.spelt.cost, best[end]
                    if (known is None or cost < known.cost) and word.fits(start, end, stops):
                        best[end] = Spelt(
                            before.words + word.spelt.words, cost, before.firm + word.spelt.firm
                        )
        return best[-1]
