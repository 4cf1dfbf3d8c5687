"""Chinese that was dictated or typed by sound: 拖班 → 托班, 普会 → 普惠, 许会 → 徐汇.

A run of characters that is no known word but sounds like one becomes it when the sentence then falls apart
into longer words than before. Words must sound exactly alike; in names of three characters and more, and in
any word of four, zh and z, l and n, final ng and n may be confused.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from bot.understanding.lexicon import EVERYWHERE, Lexicon
from bot.understanding.vocabulary import Vocabulary
from knowledge.pinyin.readings import Syllables, as_spoken, readings, spellings
from knowledge.text import count_han

SHORTEST, LONGEST = 2, 8  # characters of a word
TOLERANT_FROM = 3
# A place of which no character is right is only seen where a place is spoken of: 许会有吗, not 穿啥好.
_LEADS_TO_PLACE = re.compile(r"[在住到去离来]$")
_FOLLOWS_PLACE = re.compile(r"[区镇]|附近|周边|[这那]|有|哪|的?(?:托|宝宝|公办|民办|普惠)")

Found = tuple[int, int, str]
Heard = tuple[Syllables, Syllables]  # exactly, and as the south tells it


class SoundRepairs:
    def __init__(self, vocabulary: Vocabulary, words: Iterable[str], lexicon: Lexicon) -> None:
        """words: those of the vocabulary that a homophone may be brought back to."""
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._exact: defaultdict[Syllables, set[str]] = defaultdict(set)
        self._tolerant: defaultdict[Syllables, set[str]] = defaultdict(set)
        self._beginnings: set[Syllables] = set()
        for word in words:
            if SHORTEST <= len(word) <= LONGEST:
                for spelling in spellings(word):
                    self._add(word, spelling)

    def _add(self, word: str, spelling: Syllables) -> None:
        spoken = tuple(map(as_spoken, spelling))
        self._exact[spelling].add(word)
        if len(word) > TOLERANT_FROM or (len(word) == TOLERANT_FROM and word in self._vocabulary.names):
            self._tolerant[spoken].add(word)
        self._beginnings.update(spoken[:length] for length in range(1, len(spoken) + 1))

    def find(self, text: str) -> Iterator[Found]:
        """(start, end, what was meant), from left to right, none overlapping."""
        at = 0
        while at < len(text):
            found = self._longest_at(text, at) if count_han(text[at]) else None
            if found is None:
                at += 1
                continue
            if text[found[0] : found[1]] != found[2]:
                yield found
            at = found[1]

    def _longest_at(self, text: str, at: int) -> Found | None:
        for end, heard in reversed(list(self._heard_from(text, at))):
            if word := self._meant(text, at, end, heard):
                return at, end, word
        return None

    def _heard_from(self, text: str, at: int) -> Iterator[tuple[int, list[Heard]]]:
        """Where words may end that begin here, and how they may sound."""
        heard: list[Heard] = [((), ())]
        for end in range(at + 1, min(at + LONGEST, len(text)) + 1):
            heard = [
                ((*exact, syllable), longer)
                for exact, spoken in heard
                for syllable in readings(text[end - 1])
                if (longer := (*spoken, as_spoken(syllable))) in self._beginnings
            ]
            if not heard:
                return
            if end - at >= SHORTEST:
                yield end, heard

    def _meant(self, text: str, at: int, end: int, heard: list[Heard]) -> str | None:
        typed = text[at:end]
        if typed in self._vocabulary.chinese:
            return typed
        words: set[str] = set()
        for exact, spoken in heard:
            words |= self._exact.get(exact, set())
            words |= self._tolerant.get(spoken, set())
        words = {word for word in words if self._is_homophone_error(word, typed)}
        if not words or typed in self._lexicon:
            return None
        best = max(sorted(words), key=lambda word: (_same(word, typed), self._vocabulary.chinese[word]))
        if len(best) == SHORTEST and not _same(best, typed) and not _speaks_of_place(text, at, end):
            return None
        return best if self._lexicon.reads_better(text, (at, end), best) else None

    def _is_homophone_error(self, word: str, typed: str) -> bool:
        """Two characters may by chance sound like a word: one of them is right, or it is a name."""
        if word in self._vocabulary.names:
            return True
        wrong = [pair for pair in zip(typed, word, strict=True) if pair[0] != pair[1]]
        return len(wrong) < len(typed) and EVERYWHERE.isdisjoint(chain.from_iterable(wrong))


def _speaks_of_place(text: str, at: int, end: int) -> bool:
    return (
        _LEADS_TO_PLACE.search(text[max(0, at - 1) : at]) is not None
        or _FOLLOWS_PLACE.match(text, end) is not None
    )


def _same(word: str, typed: str) -> int:
    return sum(a == b for a, b in zip(word, typed, strict=True))
