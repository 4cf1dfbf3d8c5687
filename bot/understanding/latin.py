"""Latin letters: pinyin becomes Chinese (fujin you tuoban ma → 附近有托班吗), initials too (bbw), and
misspelt English words are mended."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.vocabulary import Vocabulary
from knowledge.pinyin.readings import spellings

LONGEST_SPELLING = 24  # letters of one word in pinyin
INITIALS_FROM, LONGEST_WORD_OF_INITIALS = 2, 4
SURELY_PINYIN_FROM = 3  # words in a row that are pinyin, whether or not they are English too
MENDED_FROM, TWO_ERRORS_FROM = 5, 10  # letters of an English word
_RUN = re.compile(r"[a-z]+(?:[ '’]+[a-z]+)*")
_WORD = re.compile(r"[a-z]+")
_VOWEL = re.compile(r"[aeiouv]")

Span = tuple[int, int]
Found = tuple[int, int, str]


class LatinRepairs:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._by_spelling: dict[str, str] = {}
        self._by_initials: defaultdict[str, set[str]] = defaultdict(set)
        for word, _ in sorted(vocabulary.chinese.items(), key=lambda pair: pair[1]):
            for spelling in spellings(word):
                self._by_spelling["".join(spelling)] = word  # the most frequent is written last
                if word in vocabulary.listed and INITIALS_FROM <= len(word) <= LONGEST_WORD_OF_INITIALS:
                    self._by_initials["".join(syllable[0] for syllable in spelling)].add(word)
        self._by_spelling |= vocabulary.abbreviations
        self._all_words = sum(vocabulary.chinese.values())
        self._english = sorted(word for word in vocabulary.latin if len(word) >= MENDED_FROM - 1)

    def find(self, text: str) -> Iterator[Found]:
        """(start, end, what was meant), from left to right, none overlapping."""
        for run in _RUN.finditer(text):
            words = [(run.start() + m.start(), run.start() + m.end()) for m in _WORD.finditer(run.group())]
            yield from self._in_run(text, words)

    def _in_run(self, text: str, words: Sequence[Span]) -> Iterator[Found]:
        stretch: list[Span] = []
        for span in [*words, None]:
            if span is not None and self._chinese(text[slice(*span)]) is not None:
                stretch.append(span)
                continue
            if stretch:
                yield from self._stretch(text, stretch, alone=len(stretch) == len(words))
            stretch = []
            if span is not None and (mended := self._mended(text[slice(*span)])):
                yield (*span, mended)

    def _stretch(self, text: str, spans: Sequence[Span], *, alone: bool) -> Iterator[Found]:
        """Words that all can be pinyin: they are, when they are many and stand alone, or when one of them
        cannot be English; then English ones at the edges stay."""
        english = [self._vocabulary.is_common(text[slice(*span)]) for span in spans]
        if not (alone and len(spans) >= SURELY_PINYIN_FROM):
            if all(english):
                return
            if not alone:
                spans = spans[english.index(False) : len(english) - english[::-1].index(False)]
        typed = [text[slice(*span)] for span in spans]
        # Typed with a space after each syllable or each word: the whole is read as one.
        words = self._chinese("".join(typed))
        if words is not None and _mostly_long(words):
            yield spans[0][0], spans[-1][1], "".join(words)

    def _chinese(self, letters: str) -> tuple[str, ...] | None:
        """The likeliest words that are spelt so; None when the letters are no pinyin of known words."""
        if not _VOWEL.search(letters):
            word = self._of_initials(letters)
            return (word,) if word else None
        best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())] + [None] * len(letters)
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - LONGEST_SPELLING), end):
                before = best[start]
                word = self._by_spelling.get(letters[start:end]) if before else None
                if before is None or word is None:
                    continue
                cost = before[0] - math.log(max(1, self._vocabulary.chinese[word]) / self._all_words)
                known = best[end]
                if known is None or cost < known[0]:
                    best[end] = (cost, (*before[1], word))
        found = best[-1]
        return found[1] if found else None

    def _of_initials(self, letters: str) -> str | None:
        words = self._by_initials.get(letters, set())
        return next(iter(words)) if len(words) == 1 else self._vocabulary.abbreviations.get(letters)

    def _mended(self, word: str) -> str | None:
        if len(word) < MENDED_FROM or self._vocabulary.is_common(word):
            return None
        return _nearest(word, tuple(self._english))


def _mostly_long(words: Sequence[str]) -> bool:
    """Single characters can be read into any name: at least half must stand in longer words."""
    return 2 * sum(len(word) for word in words if len(word) > 1) >= sum(map(len, words))


@lru_cache(maxsize=2048)
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    allowed = 2 if len(word) >= TWO_ERRORS_FROM else 1
    hit = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=allowed)
    return str(hit[0]) if hit else None
