"""Brings what was dictated, misspelt or typed in pinyin back to the words of the field."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.latin import LatinRepairs
from bot.understanding.sounds import SoundRepairs
from bot.understanding.vocabulary import Vocabulary

Found = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Repaired:
    """changes: (typed, understood), in the order of the message."""

    text: str
    changes: tuple[tuple[str, str], ...]


class Repairs:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._latin = LatinRepairs(vocabulary)
        self._sounds = SoundRepairs(vocabulary)

    def __call__(self, text: str) -> Repaired:
        """text: normalised."""
        changes: list[tuple[str, str]] = []
        for repair in (self._latin, self._sounds):
            text = _applied(text, repair.find(text), changes)
        return Repaired(text, tuple(changes))


def _applied(text: str, found: Iterable[Found], changes: list[tuple[str, str]]) -> str:
    pieces, at = [], 0
    for start, end, meant in found:
        changes.append((text[start:end], meant))
        pieces += [text[at:start], meant]
        at = end
    return "".join([*pieces, text[at:]])
