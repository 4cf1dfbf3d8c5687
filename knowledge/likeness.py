"""How alike two short texts are, from three sides: their words, their letters, what their words mean; from a
fourth, what the sentence means, where there is a model that tells.

Words in pairs carry order, letters forgive typing errors, meaning joins "fee" and "费用". Each side is a
cosine from 0 to 1 (meaning: -1 to 1) of TF-IDF vectors over the examples.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, count, pairwise
from pathlib import Path
from typing import Any

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
A_LINE = 500  # features; no other thread runs while one is read
OFTEN = 100  # examples; a feature of more is cheaper to compare in a matrix than pair by pair
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
        self._terms = (_Terms(examples, word_features), _Terms(examples, letter_features))
        self._sides: tuple[_Terms | _Meaning | _Sentences, ...] = (*self._terms, _Meaning(examples, vectors))
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

    def whole(self, text: str) -> Matrix:
        """(example,) → likeness, all sides weighed together. NoVectors."""
        return np.asarray(self.weights @ self(text))

    def to_each_other(self) -> Matrix:
        """(example, example) → likeness, all sides weighed together."""
        scales = np.sqrt(self.weights)
        plain = np.hstack([scale * side.dense() for side, scale in zip(self._sides, scales, strict=True)])
        alike = plain @ np.ascontiguousarray(plain.T)  # a copy: with itself, numpy takes twice as long
        for terms, weight in zip(self._terms, self.weights, strict=False):
            terms.add_rare(alike, float(weight))
        return np.asarray(alike)

    def has_something_in_common(self, sides: Matrix) -> bool:
        """Whether there is a reason to compare at all: a word, a piece of one, or a sentence's meaning."""
        return bool(sides[:2].any() or sides[len(SIDES) :].any())


class _Terms:
    """An inverted index of unit TF-IDF vectors."""

    def __init__(self, examples: Sequence[str], features: Callable[[str], Iterable[str]]) -> None:
        self._features = features
        self.ids: dict[str, int] = {}
        self._count = len(examples)
        found = [list(features(text)) for text in examples]
        for feature in chain.from_iterable(found):
            self.ids.setdefault(feature, len(self.ids))
        ids = np.fromiter(map(self.ids.__getitem__, chain.from_iterable(found)), dtype=np.int64)
        rows = np.repeat(np.arange(self._count), list(map(len, found)))
        self._index(*np.unique(ids * max(1, self._count) + rows, return_counts=True))

    def __getstate__(self) -> dict[str, object]:
        """Features many to a line: to read a hundred thousand one by one takes a second."""
        features = list(self.ids)
        lines = ["\n".join(features[at : at + A_LINE]) for at in range(0, len(features), A_LINE)]
        return vars(self) | {"ids": lines}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.ids = {}
        for line in state["ids"]:
            self.ids.update(zip(line.split("\n"), count(len(self.ids))))

    def _index(self, places: NDArray[np.int64], counts: Indices) -> None:
        """places: feature and row in one number, ascending; counts: how often it stands there."""
        ids, rows = np.divmod(places, max(1, self._count))
        seen_in = np.bincount(ids, minlength=len(self.ids))
        self._rarity = np.log((1 + self._count) / (1 + seen_in)) + 1
        values = (1 + np.log(counts)) * self._rarity[ids]
        length = np.sqrt(np.bincount(rows, values**2, minlength=self._count))
        values /= np.maximum(length[rows], 1e-9)
        self._rows, self._values = rows.astype(np.int32), values.astype(np.float32)
        self._starts = np.concatenate([[0], np.cumsum(seen_in)])
        self._followed = seen_in <= max(COMMON_SHARE * self._count, COMMON)
        self._often = self._followed & (seen_in > OFTEN)

    def dense(self) -> Matrix:
        """(example, feature), only features of many examples: with a column each their products are one of
        matrices."""
        column = np.cumsum(self._often) - 1
        ids = np.repeat(np.arange(len(self.ids)), np.diff(self._starts))
        often = self._often[ids]
        matrix = np.zeros((self._count, int(self._often.sum())), dtype=np.float32)
        matrix[self._rows[often], column[ids[often]]] = self._values[often]
        return matrix

    def add_rare(self, alike: Matrix, weight: float) -> None:
        """To the likeness of all examples to each other, what features of few make of it."""
        lengths = np.diff(self._starts) * self._followed * ~self._often
        for length in np.unique(lengths[lengths > 0]).tolist():
            at = self._starts[:-1][lengths == length, None] + np.arange(length)
            rows, values = self._rows[at], self._values[at]
            pairs = rows[:, :, None] * self._count + rows[:, None, :].astype(np.int64)
            products = values[:, :, None] * values[:, None, :] * np.float32(weight)
            np.add.at(alike.reshape(-1), pairs.reshape(-1), products.reshape(-1))

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
        units = [_unit(row - self._common) if bag else row for row, bag in zip(raw, words, strict=True)]
        self._examples = np.array(units, dtype=np.float32).reshape(-1, vectors.dimensions)

    def dense(self) -> Matrix:
        """(example, dimension)"""
        return self._examples

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

    def dense(self) -> Matrix:
        """(example, dimension)"""
        return self._examples

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
