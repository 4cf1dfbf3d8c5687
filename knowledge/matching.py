"""Which entry a question belongs to, each with the probability that it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.confidence import Confidence
from knowledge.fitted import Fitted, learned
from knowledge.likeness import BIG, SIDES, WEIGHTS, Likeness
from knowledge.vectors.word_vectors import Matrix, WordVectors, shipped_vectors

RANKED = 6  # entries that are returned
# Without a fitted model (too many examples) only likeness counts: an entry this like is as likely right.
UNFITTED = Confidence(bias=-5.0, of_score=8.0, of_lead=6.0)


@dataclass(frozen=True, slots=True)
class Match:
    """probability: that this entry answers; example: its nearest question; signals: each side's share
    of the entry's score, in the order of likeness.SIDES."""

    entry: str
    probability: float
    example: str
    signals: tuple[tuple[str, float], ...]


class Matcher:
    """examples: entry → its questions, already in the form in which questions will be asked. keep_in: a
    folder for what is learned from them."""

    def __init__(
        self,
        examples: Mapping[str, Sequence[str]],
        vectors: WordVectors | None = None,
        keep_in: Path | None = None,
    ) -> None:
        self._entries = [entry for entry, texts in examples.items() if texts]
        self._texts = [text for entry in self._entries for text in dict.fromkeys(examples[entry])]
        counts = [len(dict.fromkeys(examples[entry])) for entry in self._entries]
        self._entry_of = np.repeat(np.arange(len(counts)), counts)
        self._ends = np.cumsum(counts, dtype=np.intp)
        self._starts = self._ends - counts
        self._likeness = Likeness(self._texts, vectors or shipped_vectors())
        self._fitted = self._learned(keep_in)

    def _learned(self, keep_in: Path | None) -> Fitted | None:
        """None for so many examples that only likeness counts."""
        if len(self._texts) > BIG or len(self._entries) < 2:
            return None

        def alike() -> Matrix:
            return np.stack([WEIGHTS @ self._likeness(text) for text in self._texts])

        return learned(self._texts, self._entry_of, len(self._entries), alike, keep_in)

    def least_certain(self, most: int) -> list[tuple[str, str]]:
        """(entry, example) whose entry is least ahead of the others, or behind, worst first; empty where only
        likeness counts: every example is then most like itself."""
        if self._fitted is None:
            return []
        rows = np.argsort(self._fitted.leads, kind="stable")[:most]
        return [(self._entries[int(self._entry_of[row])], self._texts[int(row)]) for row in rows]

    def rank(self, question: str) -> list[Match]:
        """The likeliest entries, likeliest first; empty when nothing is shared with any example."""
        sides = self._likeness(question)
        if not sides[:2].any():
            return []
        alike = WEIGHTS @ sides
        scores = self._scores(alike)
        probabilities = (self._fitted.confidence if self._fitted else UNFITTED)(scores)
        best = np.argsort(-scores, kind="stable")[:RANKED]
        return [self._match(int(entry), float(probabilities[entry]), sides, alike) for entry in best]

    def _scores(self, alike: Matrix) -> Matrix:
        if self._fitted is None:
            return np.maximum.reduceat(alike, self._starts)
        return np.asarray(alike @ self._fitted.weights)

    def _match(self, entry: int, probability: float, sides: Matrix, alike: Matrix) -> Match:
        first, last = self._starts[entry], self._ends[entry]
        nearest = int(first + np.argmax(alike[first:last]))
        if self._fitted is None:
            shares = WEIGHTS * sides[:, nearest]
        else:
            shares = WEIGHTS * (sides @ self._fitted.weights[:, entry])
        signals = tuple((side, round(float(share), 3)) for side, share in zip(SIDES, shares, strict=True))
        return Match(self._entries[entry], probability, self._texts[nearest], signals)
