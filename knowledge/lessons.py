"""What is learned from examples, and its file."""

import hashlib
import json
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.confidence import Confidence
from knowledge.kept import read_arrays, write_arrays
from knowledge.vectors.word_vectors import Matrix

_ARRAYS = ("examples", "weights", "confidence", "leads", "left")


@dataclass(frozen=True, slots=True)
class Examples:
    """entries: names; counts: of the texts of each; texts: in their order."""

    entries: tuple[str, ...]
    counts: tuple[int, ...]
    texts: tuple[str, ...]

    @property
    def entry_of(self) -> NDArray[np.intp]:
        """(example,) → number of its entry."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    def each(self) -> list[tuple[str, str]]:
        """(entry, text)"""
        return [(self.entries[entry], text) for entry, text in zip(self.entry_of, self.texts, strict=True)]

    def encoded(self) -> bytes:
        return json.dumps([self.entries, self.counts, self.texts], ensure_ascii=False).encode()

    def digest(self) -> str:
        return hashlib.sha256(self.encoded()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Fitted:
    """weights: (example, entry), see classifier.fit. leads: of each example its own entry's score less the
    best other one, negative where another entry takes it."""

    weights: Matrix
    confidence: Confidence
    leads: Matrix


@dataclass(frozen=True, slots=True)
class Lesson:
    """left: (example, entry), the gradient where the regression was left."""

    examples: Examples
    fitted: Fitted
    left: Matrix


def write_lesson(file: Path, lesson: Lesson) -> None:
    fitted = lesson.fitted
    write_arrays(
        file,
        examples=np.frombuffer(lesson.examples.encoded(), dtype=np.uint8),
        weights=fitted.weights,
        confidence=np.array(astuple(fitted.confidence)),
        leads=fitted.leads,
        left=lesson.left,
    )


def read_lesson(file: Path) -> Lesson | None:
    stored = read_arrays(file, _ARRAYS)
    if stored is None:
        return None
    examples, weights, confidence, leads, left = stored
    fitted = Fitted(np.asarray(weights), Confidence(*map(float, confidence)), np.asarray(leads))
    return Lesson(_examples(examples), fitted, np.asarray(left))


def read_examples(file: Path) -> Examples | None:
    """Only of what it was learned."""
    stored = read_arrays(file, _ARRAYS[:1])
    return _examples(stored[0]) if stored else None


def _examples(stored: NDArray[np.generic]) -> Examples:
    return Examples(*map(tuple, json.loads(stored.tobytes())))
