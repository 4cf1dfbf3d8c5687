"""Which entry a question belongs to, each with the probability that it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.classifier import fit
from knowledge.confidence import Confidence, calibrate
from knowledge.likeness import BIG, SIDES, WEIGHTS, Likeness
from knowledge.vectors.word_vectors import Matrix, WordVectors, shipped_vectors

RANKED = 8  # entries that are returned
# Without a fitted model (too many examples) only likeness counts: an entry this like is as likely right.
UNFITTED = Confidence(bias=-5.0, of_score=8.0, of_lead=6.0)
SEED = 2026  # of the folds that the confidence is learned on: the same files, the same figures


@dataclass(frozen=True, slots=True)
class Match:
    """probability: that this entry answers; example: its nearest question; signals: each side's share
    of the entry's score, in the order of likeness.SIDES."""

    entry: str
    probability: float
    example: str
    signals: tuple[tuple[str, float], ...]


class Matcher:
    """examples: entry → its questions, already in the form in which questions will be asked."""

    def __init__(self, examples: Mapping[str, Sequence[str]], vectors: WordVectors | None = None) -> None:
        self._entries = [entry for entry, texts in examples.items() if texts]
        self._texts = [text for entry in self._entries for text in dict.fromkeys(examples[entry])]
        counts = [len(dict.fromkeys(examples[entry])) for entry in self._entries]
        self._entry_of = np.repeat(np.arange(len(counts)), counts)
        self._starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp)
        self._likeness = Likeness(self._texts, vectors or shipped_vectors())
        self._fit()

    def _fit(self) -> None:
        self._weights: Matrix | None = None
        self._confidence = UNFITTED
        if len(self._texts) > BIG or len(self._entries) < 2:
            return
        alike = np.stack([WEIGHTS @ self._likeness(text) for text in self._texts])
        self._weights = fit(alike, self._entry_of, len(self._entries))
        rng = np.random.default_rng(SEED)
        self._confidence = calibrate(alike, self._entry_of, len(self._entries), rng)

    def knows(self, word: str) -> bool:
        """Whether any example holds the word or character."""
        return self._likeness.knows(word)

    def rank(self, question: str) -> list[Match]:
        """The likeliest entries, likeliest first; empty when nothing is shared with any example."""
        sides = self._likeness(question)
        if not sides[:2].any():
            return []
        alike = WEIGHTS @ sides
        scores = self._scores(alike)
        probabilities = self._confidence(scores)
        best = np.argsort(-scores, kind="stable")[:RANKED]
        return [self._match(int(entry), float(probabilities[entry]), sides, alike) for entry in best]

    def _scores(self, alike: Matrix) -> Matrix:
        if self._weights is None:
            return np.maximum.reduceat(alike, self._starts)
        return np.asarray(alike @ self._weights)

    def _match(self, entry: int, probability: float, sides: Matrix, alike: Matrix) -> Match:
        own = np.flatnonzero(self._entry_of == entry)
        nearest = int(own[np.argmax(alike[own])])
        if self._weights is None:
            shares = WEIGHTS * sides[:, nearest]
        else:
            shares = WEIGHTS * (sides @ self._weights[:, entry])
        signals = tuple((side, round(float(share), 3)) for side, share in zip(SIDES, shares, strict=True))
        return Match(self._entries[entry], probability, self._texts[nearest], signals)
