"""Brings what was dictated, misspelt or typed in pinyin back to the words of the field."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.latin import LatinRepairs
from bot.understanding.lexicon import Lexicon
from bot.understanding.misspelt import NameRepairs
from bot.understanding.sounds import SoundRepairs
from bot.understanding.vocabulary import Vocabulary

SEEN_OFTEN, SEEN = (
    5,
    2,
)  # examples in which a word of two characters, a longer one must stand to be guessed at

Found = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Repaired:
    """changes: (typed, understood), in the order in which they were made."""

    text: str
    changes: tuple[tuple[str, str], ...]


class Repairs:
    def __init__(self, vocabulary: Vocabulary) -> None:
        words = [
            word
            for word, count in vocabulary.chinese.items()
            if len(word) > 1 and count >= (SEEN_OFTEN if len(word) == 2 else SEEN)
        ]
        lexicon = Lexicon(words)
        self._steps = (
            LatinRepairs(vocabulary),
            SoundRepairs(vocabulary, words, lexicon),
            NameRepairs(vocabulary.places, vocabulary.names, lexicon),
        )

    def __call__(self, text: str) -> Repaired:
        """text: normalised."""
        changes: list[tuple[str, str]] = []
        for step in self._steps:
            text = _applied(text, step.find(text), changes)
        return Repaired(text, tuple(changes))


def _applied(text: str, found: Iterable[Found], changes: list[tuple[str, str]]) -> str:
    pieces, at = [], 0
    for start, end, meant in found:
        changes.append((text[start:end], meant))
        pieces += [text[at:start], meant]
        at = end
    return "".join([*pieces, text[at:]])
