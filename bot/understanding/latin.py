"""Latin letters: pinyin becomes Chinese (fujin you tuoban ma → 附近有托班吗), initials too (bbw), and
misspelt English words are mended."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.spans import Span, Taken
from bot.understanding.spelt import PinyinReader, Spelt
from bot.understanding.vocabulary import Vocabulary
from knowledge.text import has_han

SURELY_PINYIN_FROM = 3  # words in a row that are pinyin, whether or not they are English too
FIRM_SHARE = 3  # one letter in so many must belong to a longer Chinese word where all could be English
MENDED_FROM, TWO_ERRORS_FROM = 5, 10  # letters of an English word
SEEN = 2  # examples that an English word must stand in to be guessed at
_RUN = re.compile(r"[a-z]+(?:[ '’]+[a-z]+)*")
_WORD = re.compile(r"[a-z]+")
_ASCII_RUN = re.compile("[!-~]+")
_IN_ADDRESS = re.compile(r"://|@|www\.")

Found = tuple[int, int, str]


class LatinRepairs:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._pinyin = PinyinReader(vocabulary.chinese, vocabulary.abbreviations)
        counted = {word: n for word, n in vocabulary.english.items() if not self._is_only_pinyin(word)}
        self._own_english = counted.keys() - vocabulary.latin_names
        # By first letter, which is hardly ever wrong, and length; the most frequent first.
        self._english: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for word, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
            if count >= SEEN:
                self._english[word[0], len(word)].append(word)
        self._nearest = lru_cache(maxsize=2048)(self._find_nearest)

    def find(self, text: str) -> Iterator[Found]:
        """(start, end, what was meant), from left to right, none overlapping."""
        addresses = Taken(
            len(text), (run.span() for run in _ASCII_RUN.finditer(text) if _IN_ADDRESS.search(run.group()))
        )
        chinese = has_han(text)
        for run in _RUN.finditer(text):
            if addresses.is_free((run.start(), run.start() + 1)):
                spans = [
                    (run.start() + m.start(), run.start() + m.end()) for m in _WORD.finditer(run.group())
                ]
                yield from self._in_run(text, spans, chinese)

    def _in_run(self, text: str, spans: Sequence[Span], chinese: bool) -> Iterator[Found]:
        """chinese: whether the rest of the message is."""
        stretch: list[Span] = []
        for span in spans:
            if self._pinyin.read([text[slice(*span)]]):
                stretch.append(span)
                continue
            yield from self._stretch(text, stretch, False, chinese)
            yield from self._mended(text, [span])
            stretch = []
        yield from self._stretch(text, stretch, len(stretch) == len(spans), chinese)

    def _stretch(self, text: str, spans: Sequence[Span], alone: bool, chinese: bool) -> Iterator[Found]:
        """Words that all can be pinyin: they are when they are many and stand alone, or when one of them
        cannot be English; then English ones at the edges stay."""
        english = [self._is_english(text[slice(*span)], chinese) for span in spans]
        if not alone and not all(english) and not self._is_one_name(text, spans):
            kept = slice(english.index(False), len(english) - english[::-1].index(False))
            spans, english = spans[kept], english[kept]
        typed = [text[slice(*span)] for span in spans]
        # Typed with a space after each syllable or each word: the whole is read as one.
        meant = self._pinyin.read(typed) if typed else None
        if meant and self._is_chinese(meant, typed, all(english), alone):
            yield spans[0][0], spans[-1][1], meant.words
        else:
            yield from self._mended(text, spans)

    def _is_one_name(self, text: str, spans: Sequence[Span]) -> bool:
        meant = self._pinyin.read([text[slice(*span)] for span in spans])
        return meant is not None and meant.words in self._vocabulary.names

    def _is_only_pinyin(self, word: str) -> bool:
        """Pinyin also stands in English examples: how do I get to the baobaowu."""
        if word in self._vocabulary.latin_names or self._vocabulary.is_widely_known(word):
            return False
        spelt = self._pinyin.read([word])
        return spelt is not None and spelt.firm > 0

    def _is_english(self, word: str, chinese: bool) -> bool:
        """A name is at home in either language."""
        if word in self._vocabulary.latin_names:
            return not chinese
        if word in self._vocabulary.abbreviations:
            return False
        return word in self._own_english or self._vocabulary.is_widely_known(word)

    def _is_chinese(self, meant: Spelt, typed: Sequence[str], english: bool, alone: bool) -> bool:
        many = len(typed) >= SURELY_PINYIN_FROM
        if not english:
            return many or meant.firm > 0
        if not alone or meant.firm * FIRM_SHARE < sum(map(len, typed)):
            return False
        return many or (len(typed) > 1 and self._own_english.isdisjoint(typed))

    def _mended(self, text: str, spans: Sequence[Span]) -> Iterator[Found]:
        for start, end in spans:
            word = text[start:end]
            if len(word) < MENDED_FROM or self._is_english(word, chinese=False):
                continue
            if mended := self._nearest(word):
                yield start, end, mended

    def _find_nearest(self, word: str) -> str | None:
        allowed = 2 if len(word) >= TWO_ERRORS_FROM else 1
        lengths = range(len(word) - allowed, len(word) + allowed + 1)
        known = [candidate for length in lengths for candidate in self._english.get((word[0], length), ())]
        hit = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=allowed)
        return str(hit[0]) if hit else None
