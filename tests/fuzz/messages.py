"""Messages no parent would send: pieces of every grammar, names and questions, odd Unicode, repetitions."""

from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

Below = Callable[[int], int]  # a number from 0 to less than its argument

FRAGMENTS: tuple[str, ...] = tuple(
    yaml.safe_load((Path(__file__).parent / "fragments.yaml").read_text(encoding="utf-8"))
)
# Characters that normalising, case or length may stumble over.
ODD = (
    "\0", "\u200b", "\u200d", "\u202e", "\ufeff", "\ufffd", "\ud800", "\udfff", "\ue000", "\ue011", "\uf8ff",
    "\U000f0000", "\U0010ffff", "ϓ", "ﷺ", "ẞ", "ŉ", "İ", "ﬁ", "Ⅻ", "㍿", "①", "½", "٣", "๓", "𝟗", "９", "㋊",
    "e\u0301", "\u0301", "👨‍👩‍👧", "🇨🇳", "𠮷", "〇", "々", "ゟ", "ー", "한", "ا",
    "\u3000", "\xa0", "\x85", "\u2028",
)  # fmt: skip
MOST_PIECES = 8
LONGEST_RUN = 120  # characters; tests.fuzz.growth goes further
RUNS = 40  # one message of so many holds a run


def message(below: Below, words: Sequence[str]) -> str:
    """words: of the knowledge, e.g. names and example questions."""
    pieces = [_PIECES[below(len(_PIECES))](below, words) for _ in range(1 + below(MOST_PIECES))]
    if below(RUNS) == 0:
        pieces.insert(below(len(pieces)), _run(below, words))
    return "".join(pieces)


def _fragment(below: Below, _: Sequence[str]) -> str:
    return FRAGMENTS[below(len(FRAGMENTS))]


def _word(below: Below, words: Sequence[str]) -> str:
    return words[below(len(words))]


def _cut_word(below: Below, words: Sequence[str]) -> str:
    """A known word with one character gone, doubled or replaced."""
    word = _word(below, words)
    at = below(len(word))
    instead = ("", word[at] * 2, _any_character(below, words))[below(3)]
    return word[:at] + instead + word[at + 1 :]


def _odd(below: Below, _: Sequence[str]) -> str:
    return ODD[below(len(ODD))]


def _any_character(below: Below, _: Sequence[str]) -> str:
    return chr(below((0x80, 0x3000, 0xFFFF, 0x10FFFF)[below(4)]))


def _han(below: Below, _: Sequence[str]) -> str:
    return "".join(chr(0x4E00 + below(0x5200)) for _ in range(1 + below(6)))


def _number(below: Below, _: Sequence[str]) -> str:
    return str(below(10 ** (1 + below(18))))


def _run(below: Below, words: Sequence[str]) -> str:
    """The same two pieces over and over."""
    pair = _fragment(below, words) + _PIECES[below(4)](below, words)
    return (pair * LONGEST_RUN)[: 1 + below(LONGEST_RUN)]


# Fragments and words are wanted most.
_PIECES: tuple[Callable[[Below, Sequence[str]], str], ...] = (
    _fragment, _fragment, _fragment, _word, _word, _cut_word, _odd, _any_character, _han, _number,
)  # fmt: skip
