"""Meaning of single words, Chinese and English in one space, as vectors shipped with the program."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_FILE = Path(__file__).parent / "words.npz"
_LONGEST_CHINESE_WORD = 4
Matrix = NDArray[np.float32]


class WordVectors:
    """words.npz (its making: distil.py): English words first; a word's row holds what it shares with the
    words of the other language, then, for English, what its own encoder knows of it."""

    def __init__(self, file: Path = _FILE) -> None:
        with np.load(file) as stored:
            self._row = {word: row for row, word in enumerate(stored["words"].tobytes().decode().split("\n"))}
            self._shared: NDArray[np.int8] = stored["shared"]
            self._english: NDArray[np.int8] = stored["english"]

    @property
    def dimensions(self) -> int:
        return int(self._shared.shape[1] + self._english.shape[1])

    def __contains__(self, word: str) -> bool:
        return word in self._row

    def words_in(self, tokens: Iterable[str]) -> Iterator[str]:
        """The words that have a vector; runs of single Chinese characters are cut into the longest."""
        run = ""
        for token in tokens:
            if token.isascii():
                yield from self._cut(run)
                run = ""
                if token in self._row:
                    yield token
            else:
                run += token
        yield from self._cut(run)

    def _cut(self, run: str) -> Iterator[str]:
        at = 0
        while at < len(run):
            for length in range(min(_LONGEST_CHINESE_WORD, len(run) - at), 0, -1):
                if (word := run[at : at + length]) in self._row:
                    yield word
                    break
            at += length

    def sum(self, weights: Mapping[str, float]) -> Matrix:
        """The weighted sum of words that have a vector, not normalised."""
        total = np.zeros(self.dimensions, dtype=np.float32)
        rows = np.fromiter((self._row[word] for word in weights), dtype=np.intp, count=len(weights))
        weight = np.fromiter(weights.values(), dtype=np.float32, count=len(weights))
        width = self._shared.shape[1]
        total[:width] = weight @ self._shared[rows]
        english = rows < len(self._english)
        total[width:] = weight[english] @ self._english[rows[english]]
        return total


@cache
def shipped_vectors() -> WordVectors:
    return WordVectors()
