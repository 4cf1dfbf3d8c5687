"""Chinese words in general use, and how well a text falls apart into them."""

from collections.abc import Iterable
from weakref import finalize

import rjieba
from rjieba import Jieba

CONTEXT = 4  # characters on either side that a wrong one can have formed a word with
# What people type on purpose, and what stands alone without being garbled.
EVERYWHERE = frozenset(
    "的了是在有我你他她它这那哪不没还也都就要会能可以上下个一和与吗呢啊吧么嘛说去来到给对把被让从为很太多少大小好想请"
    "问先后里外中天年月日时分家人计找出见几"
)

Span = tuple[int, int]


class _Segmenter:
    """A jieba and the words that were ever added to it, which it cannot forget."""

    def __init__(self) -> None:
        self.jieba = Jieba()
        self.added: set[str] = set()

    def add(self, words: Iterable[str]) -> None:
        for word in words:
            if self.jieba.cut(word, False) != [word]:
                self.jieba.add_word(word, None, None)
                self.added.add(word)


_spare: list[_Segmenter] = []  # one at most


def have_one_spare() -> None:
    """A jieba takes a tenth of a second to set up, in one step in which no other thread runs: for a process
    that takes in lexicons while it answers. From then on each takes the one that another left."""
    if not _spare:
        _spare.append(_Segmenter())


class Lexicon:
    """jieba's dictionary (350,000 words) and the words given."""

    def __init__(self, words: Iterable[str], segmenter: _Segmenter | None = None) -> None:
        self._given = tuple(words)
        segmenter = segmenter or _Segmenter()
        segmenter.add(self._given)
        self._jieba = segmenter.jieba
        self._of_others = segmenter.added.difference(self._given)
        finalize(self, _leave, segmenter).atexit = False

    def __reduce__(self) -> tuple[object, ...]:
        return _taken_in, (self._given,)

    def __contains__(self, word: str) -> bool:
        return word not in self._of_others and self._jieba.has_word(word)

    def reads_better(self, text: str, span: Span, word: str) -> bool:
        """Whether with the word in place of the span the text falls apart into longer words than before, and
        none is torn for it: 宝宝午睡 speaks of no 宝宝屋."""
        before, typed, after = _around(text, span)
        now, then = self._words(before + typed + after), self._words(before + word + after)
        return _fluency(then) > _fluency(now) and _odd_ones(then) <= _odd_ones(now)

    def stands_in_word(self, text: str, at: int) -> bool:
        """Whether the character at `at` belongs to a word of several."""
        before, typed, after = _around(text, (at, at + 1))
        end = 0
        for word in self._words(before + typed + after):
            end += len(word)
            if end > len(before):
                return len(word) > 1
        return False

    def _words(self, text: str) -> list[str]:
        words = self._jieba.cut(text, False)
        if self._of_others.isdisjoint(words):
            return words
        return [
            part
            for word in words
            for part in (rjieba.cut(word, False) if word in self._of_others else [word])
        ]


def _taken_in(words: tuple[str, ...]) -> Lexicon:
    return Lexicon(words, _spare.pop() if _spare else None)


def _leave(segmenter: _Segmenter) -> None:
    if not _spare:
        _spare.append(segmenter)


def _around(text: str, span: Span) -> tuple[str, str, str]:
    start, end = span
    return text[max(0, start - CONTEXT) : start], text[start:end], text[end : end + CONTEXT]


def _fluency(words: Iterable[str]) -> int:
    """Garbled text falls apart into single characters."""
    return sum(len(word) ** 2 for word in words)


def _odd_ones(words: Iterable[str]) -> int:
    return sum(len(word) == 1 and word not in EVERYWHERE for word in words)


def in_dictionary(word: str) -> bool:
    return rjieba.has_word(word)
