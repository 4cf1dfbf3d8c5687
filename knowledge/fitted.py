"""What is learned from the examples, kept in a file: learned once for each state of the knowledge."""

import hashlib
import logging
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.classifier import fit
from knowledge.confidence import Confidence, calibrate, leads
from knowledge.vectors.word_vectors import Matrix

FORM = 2  # to be raised when what is learned from the same examples changes
SEED = 2026  # of the folds that the confidence is learned on: the same files, the same figures
log = logging.getLogger(__name__)


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
    folder: Path | None,
) -> Fitted:
    """alike: the likeness of every example to every other. folder: where to keep it; a file that cannot be
    read or written only costs the time to learn again."""
    file = folder / f"matching-{_digest(texts, entry_of)}.npz" if folder else None
    if file and (kept := _read(file)):
        return kept
    likeness = alike()
    confidence = calibrate(likeness, entry_of, entries, np.random.default_rng(SEED))
    weights = fit(likeness, entry_of, entries)
    own = np.take_along_axis(leads(likeness @ weights), entry_of[:, None], axis=1)[:, 0]
    fitted = Fitted(weights, confidence, own)
    if file:
        _write(file, fitted)
    return fitted


def _digest(texts: Sequence[str], entry_of: NDArray[np.intp]) -> str:
    lines = "\n".join(f"{entry} {text}" for entry, text in zip(entry_of, texts, strict=True))
    return hashlib.sha256(f"{FORM}\n{lines}".encode()).hexdigest()[:24]


def _read(file: Path) -> Fitted | None:
    try:
        with np.load(file) as stored:
            return Fitted(stored["weights"], Confidence(*map(float, stored["confidence"])), stored["leads"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as fault:
        log.warning("what was learned before cannot be read (%s): learning again", type(fault).__name__)
        return None


def _write(file: Path, fitted: Fitted) -> None:
    """Whole or not at all."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
            confidence = np.array(astuple(fitted.confidence))
            np.savez(part, weights=fitted.weights, confidence=confidence, leads=fitted.leads)
        Path(part.name).replace(file)
    except OSError as fault:
        log.warning("what was learned cannot be kept (%s)", type(fault).__name__)
