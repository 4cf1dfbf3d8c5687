"""Which entry a question belongs to, each with the probability that it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.confidence import Confidence
from knowledge.embedding import NoVectors, SentenceVectors
from knowledge.fitted import learned
from knowledge.lessons import Examples, Fitted
from knowledge.likeness import BIG, Likeness
from knowledge.vectors.word_vectors import Matrix, WordVectors, shipped_vectors

RANKED = 6  # entries that are returned
# Without a fitted model (too many examples) only likeness counts: an entry this like is as likely right.
UNFITTED = Confidence(bias=-5.0, of_score=8.0, of_lead=6.0)


@dataclass(frozen=True, slots=True)
class Match:
    """probability: that this entry answers; example: its nearest question; signals: each side's share
    of the entry's score, in the order of Likeness.names."""

    entry: str
    probability: float
    example: str
    signals: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class _Learned:
    """fitted: None for so many examples that only likeness counts."""

    likeness: Likeness
    fitted: Fitted | None


class Matcher:
    """examples: entry → its questions, already in the form in which questions will be asked. keep_in: a
    folder for what is learned from them. sentences: a model of what they mean; without it, or when it fails,
    matching goes on by words."""

    def __init__(
        self,
        examples: Mapping[str, Sequence[str]],
        vectors: WordVectors | None = None,
        keep_in: Path | None = None,
        sentences: SentenceVectors | None = None,
    ) -> None:
        self._entries = [entry for entry, texts in examples.items() if texts]
        self._texts = [text for entry in self._entries for text in dict.fromkeys(examples[entry])]
        counts = [len(dict.fromkeys(examples[entry])) for entry in self._entries]
        self._entry_of = np.repeat(np.arange(len(counts)), counts)
        self._ends = np.cumsum(counts, dtype=np.intp)
        self._starts = self._ends - counts
        self._vectors = vectors or shipped_vectors()
        self._keep_in = keep_in
        few = self._texts and len(self._texts) <= BIG
        self._learned = self._learn(sentences if few else None)

    def _learn(self, sentences: SentenceVectors | None) -> _Learned:
        try:
            likeness = Likeness(self._texts, self._vectors, sentences, self._keep_in)
            if len(self._texts) > BIG or len(self._entries) < 2:
                return _Learned(likeness, None)
            counts = (self._ends - self._starts).tolist()
            examples = Examples(tuple(self._entries), tuple(counts), tuple(self._texts))
            return _Learned(likeness, learned(examples, likeness, self._keep_in))
        except NoVectors:
            return self._learn(None)

    def least_certain(self, most: int) -> list[tuple[str, str]]:
        """(entry, example) whose entry is least ahead of the others, or behind, worst first; empty where only
        likeness counts: every example is then most like itself."""
        if self._learned.fitted is None:
            return []
        rows = np.argsort(self._learned.fitted.leads, kind="stable")[:most]
        return [(self._entries[int(self._entry_of[row])], self._texts[int(row)]) for row in rows]

    def rank(self, question: str) -> list[Match]:
        """The likeliest entries, likeliest first; empty when nothing is shared with any example."""
        learned_now = self._learned
        try:
            sides = learned_now.likeness(question)
        except NoVectors:
            self._learned = self._learn(None)
            return self.rank(question)
        return self._ranked(sides, learned_now) if learned_now.likeness.has_something_in_common(sides) else []

    def _ranked(self, sides: Matrix, by: _Learned) -> list[Match]:
        weighed = by.likeness.weights[:, None] * sides
        alike = weighed.sum(axis=0)
        by_entry = np.asarray(weighed @ by.fitted.weights) if by.fitted else None
        scores = np.maximum.reduceat(alike, self._starts) if by_entry is None else by_entry.sum(axis=0)
        probabilities = (by.fitted.confidence if by.fitted else UNFITTED)(scores)
        found = []
        for entry in np.argsort(-scores, kind="stable")[:RANKED].tolist():
            nearest = self._nearest(alike, entry)
            shares = weighed[:, nearest] if by_entry is None else by_entry[:, entry]
            signals = tuple(zip(by.likeness.names, (round(float(share), 3) for share in shares), strict=True))
            found.append(
                Match(self._entries[entry], float(probabilities[entry]), self._texts[nearest], signals)
            )
        return found

    def _nearest(self, alike: Matrix, entry: int) -> int:
        first, last = self._starts[entry], self._ends[entry]
        return int(first + np.argmax(alike[first:last]))
