"""What is learned from the examples, kept in a file: learned once for each state of the knowledge."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.classifier import fit
from knowledge.confidence import Confidence, calibrate, leads
from knowledge.kept import read_arrays, write_arrays
from knowledge.vectors.word_vectors import Matrix

FORM = 5  # to be raised when what is learned from the same examples changes
SEED = 2026  # of the folds that the confidence is learned on: the same files, the same figures


@dataclass(frozen=True, slots=True)
class Fitted:
    """weights: (example, entry), see classifier.fit. leads: of each example its own entry's score less the
    best other one, negative where another entry takes it."""

    weights: Matrix
    confidence: Confidence
    leads: Matrix


def learned(
    texts: Sequence[str],
    entry_of: NDArray[np.intp],
    entries: int,
    alike: Callable[[], Matrix],
    told_by: str,
    folder: Path | None,
) -> Fitted:
    """alike: the likeness of every example to every other; told_by: what it is made of. folder: where to
    keep what is learned."""
    file = folder / f"matching-{_digest(told_by, texts, entry_of)}.npz" if folder else None
    if file and (kept := _read(file)):
        return kept
    likeness = alike()
    confidence = calibrate(likeness, entry_of, entries, np.random.default_rng(SEED))
    weights = fit(likeness, entry_of, entries)
    own = np.take_along_axis(leads(likeness @ weights), entry_of[:, None], axis=1)[:, 0]
    fitted = Fitted(weights, confidence, own)
    if file:
        confidence_of = np.array(astuple(fitted.confidence))
        write_arrays(file, weights=fitted.weights, confidence=confidence_of, leads=fitted.leads)
    return fitted


def _digest(told_by: str, texts: Sequence[str], entry_of: NDArray[np.intp]) -> str:
    lines = "\n".join(f"{entry} {text}" for entry, text in zip(entry_of, texts, strict=True))
    return hashlib.sha256(f"{FORM} {told_by}\n{lines}".encode()).hexdigest()[:24]


def _read(file: Path) -> Fitted | None:
    stored = read_arrays(file, ("weights", "confidence", "leads"))
    if stored is None:
        return None
    weights, confidence, own = stored
    return Fitted(np.asarray(weights), Confidence(*map(float, confidence)), np.asarray(own))
