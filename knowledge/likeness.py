"""How alike two short texts are, from three sides: their words, their letters, what their words mean; from a
fourth, what the sentence means, where there is a model that tells.

Words in pairs carry order, letters forgive typing errors, meaning joins "fee" and "费用". Each side is a
cosine from 0 to 1 (meaning: -1 to 1) of TF-IDF vectors over the examples.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import SentenceVectors, encoded, of_examples
from knowledge.text import tokens
from knowledge.vectors.word_vectors import Matrix, WordVectors

SIDES = ("words", "letters", "meaning")
WEIGHTS = (0.35, 0.2, 0.45)
WITH_SENTENCES = (0.1, 0.1, 0.1, 0.7)
SHORTEST_PIECE, LONGEST_PIECE = 2, 5
COMMON_SHARE, COMMON = 0.02, 4_000  # a feature of more examples than both is not followed
BIG = 8_000  # examples; beyond, the likeness of each to each is too much to hold
Indices = NDArray[np.intp]


class Likeness:
    """Of any text to every example; a row or column per example, in the order given. names: of the sides;
    weights: of each in the whole; told_by: what it is made of."""

    def __init__(
        self,
        examples: Sequence[str],
        vectors: WordVectors,
        sentences: SentenceVectors | None = None,
        keep_in: Path | None = None,
    ) -> None:
        """keep_in: a folder for the vectors of sentences. NoVectors, only of sentences."""
        self._sides: tuple[Callable[[str], Matrix], ...] = (
            _Terms(examples, word_features),
            _Terms(examples, letter_features),
            _Meaning(examples, vectors),
        )
        self.names: tuple[str, ...] = SIDES
        self.told_by, weights = "words", np.array(WEIGHTS, dtype=np.float32)
        if sentences:
            self._sides += (_Sentences(examples, sentences, keep_in),)
            self.names = (*SIDES, "sentence")
            self.told_by, weights = sentences.name, np.array(WITH_SENTENCES, dtype=np.float32)
        self.weights = weights

    def __call__(self, text: str) -> Matrix:
        """(side, example) → likeness. NoVectors."""
        return np.stack([side(text) for side in self._sides])

    def has_something_in_common(self, sides: Matrix) -> bool:
        """Whether there is a reason to compare at all: a word, a piece of one, or a sentence's meaning."""
        return bool(sides[:2].any() or sides[len(SIDES) :].any())


class _Terms:
    """An inverted index of unit TF-IDF vectors."""

    def __init__(self, examples: Sequence[str], features: Callable[[str], Iterable[str]]) -> None:
        self._features = features
        self.ids: dict[str, int] = {}
        self._count = len(examples)
        entries: list[tuple[int, int, float]] = []
        for row, text in enumerate(examples):
            entries += [
                (self.ids.setdefault(feature, len(self.ids)), row, _damped(n))
                for feature, n in Counter(features(text)).items()
            ]
        self._index(entries)

    def _index(self, entries: list[tuple[int, int, float]]) -> None:
        columns = np.array(entries, dtype=np.float64).reshape(-1, 3)
        ids, rows = columns[:, 0].astype(np.intp), columns[:, 1].astype(np.intp)
        seen_in = np.bincount(ids, minlength=len(self.ids))
        self._rarity = np.log((1 + self._count) / (1 + seen_in)) + 1
        values = columns[:, 2] * self._rarity[ids]
        length = np.sqrt(np.bincount(rows, values**2, minlength=self._count))
        values /= np.maximum(length[rows], 1e-9)
        order = np.argsort(ids, kind="stable")
        self._rows, self._values = rows[order].astype(np.int32), values[order].astype(np.float32)
        self._starts = np.concatenate([[0], np.cumsum(seen_in)])
        self._followed = seen_in <= max(COMMON_SHARE * self._count, COMMON)

    def __call__(self, text: str) -> Matrix:
        known = [(self.ids[f], _damped(n)) for f, n in Counter(self._features(text)).items() if f in self.ids]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        ids = np.array([i for i, _ in known], dtype=np.intp)
        weights = np.array([w for _, w in known]) * self._rarity[ids]
        weights /= math.sqrt(float(weights @ weights))
        followed = self._followed[ids]
        return self._gathered(ids[followed], weights[followed])

    def _gathered(self, ids: Indices, weights: NDArray[np.float64]) -> Matrix:
        """The weighted sum of the lists of these features, without a loop over them."""
        starts, lengths = self._starts[ids], self._starts[ids + 1] - self._starts[ids]
        place_in_list = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        at = np.repeat(starts, lengths) + place_in_list
        sums = np.bincount(self._rows[at], self._values[at] * np.repeat(weights, lengths), self._count)
        return sums.astype(np.float32)


class _Meaning:
    """Sums of word vectors, each word by its rarity, less what all examples have in common."""

    def __init__(self, examples: Sequence[str], vectors: WordVectors) -> None:
        self._vectors = vectors
        self._count = len(examples)
        words = [Counter(vectors.words_in(tokens(text))) for text in examples]
        self._seen_in = Counter(word for bag in words for word in bag)
        self._common = np.zeros(vectors.dimensions, dtype=np.float32)
        raw = np.array([self._unit(bag) for bag in words], dtype=np.float32).reshape(-1, vectors.dimensions)
        self._common = raw.mean(axis=0) if len(raw) else self._common
        self._examples = np.array([_unit(row - self._common) for row in raw], dtype=np.float32)

    def _unit(self, words: Counter[str]) -> Matrix:
        return _unit(
            self._vectors.sum(
                {
                    word: n * math.log(1 + self._count / (self._seen_in.get(word, 0) + 0.5))
                    for word, n in words.items()
                }
            )
        )

    def __call__(self, text: str) -> Matrix:
        words = Counter(self._vectors.words_in(tokens(text)))
        if not words or not self._count:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._examples @ _unit(self._unit(words) - self._common))


class _Sentences:
    """Less what all examples have in common, which is most of it."""

    def __init__(self, examples: Sequence[str], model: SentenceVectors, keep_in: Path | None) -> None:
        self._model = model
        rows = of_examples(model, examples, keep_in)
        self._common = rows.mean(axis=0)
        self._examples = np.stack([_unit(row - self._common) for row in rows])
        self._row = {text: row for row, text in enumerate(examples)}

    def __call__(self, text: str) -> Matrix:
        if not text.strip():
            return np.zeros(len(self._examples), dtype=np.float32)
        row = self._row.get(text)
        own = (
            self._examples[row] if row is not None else _unit(encoded(self._model, [text])[0] - self._common)
        )
        return np.asarray(self._examples @ own)


def word_features(text: str) -> list[str]:
    """Words and single Chinese characters, and neighbouring pairs of them."""
    words = tokens(text)
    return words + [f"{a}_{b}" for a, b in pairwise(words)]


def letter_features(text: str) -> list[str]:
    """Every piece of 2 to 5 characters of each word, and of runs of Chinese; words end in a space."""
    pieces = []
    for word in text.split():
        padded = f" {word} "
        for length in range(SHORTEST_PIECE, min(LONGEST_PIECE, len(padded)) + 1):
            pieces += [padded[i : i + length] for i in range(len(padded) - length + 1)]
    return pieces


def _damped(count: int) -> float:
    return 1 + math.log(count)


def _unit(vector: Matrix) -> Matrix:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 1e-9 else vector
