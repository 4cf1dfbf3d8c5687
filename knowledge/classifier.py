"""Softmax regression over likenesses, fitted when the knowledge is loaded.

The objective is the usual one, log-likelihood less a ridge. Its Hessian is replaced by a constant, so that
one inverse serves every step (Böhning, Annals of the Institute of Statistical Mathematics 44, 1992); his
bound of a half is far above what many entries give, and a fifth of it converges in a third of the steps.
The inverse is of what some examples, the landmarks, span (Nyström; Woodbury's identity): its cost grows
with the examples, not with their third power. Steps are accelerated (Nesterov), and few: stopping early is
part of the ridge.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from knowledge.vectors.word_vectors import Matrix

RIDGE = 0.03
CURVATURE = 0.1
STEPS = 15
LANDMARKS = 1_000  # with all of thousands it is hardly better, and five times as slow
BEYOND = 2.0  # likeness taken to be left where no landmark reaches; with less, steps there are too long
SLIGHT = 1e-5  # of the longest axis: a shorter one is noise
SEED = 1  # of the choice of landmarks


def fit(alike: Matrix, entry_of: NDArray[np.intp], entries: int) -> Matrix:
    """alike: likeness of every example to every other; entry_of: the entry's number of each.
    (example, entry) → weight: an entry's score is the likeness of a question to each example times it."""
    count = len(alike)
    wanted = np.zeros((count, entries), dtype=np.float32)
    wanted[np.arange(count), entry_of] = 1
    sizes = np.bincount(entry_of, minlength=entries)
    # An entry of many examples must not swallow the others.
    heed = np.sqrt(sizes.mean() / sizes[entry_of])[:, None].astype(np.float32)
    step = _stepper(alike)
    weights = before = np.zeros_like(wanted)
    for number in range(STEPS):
        ahead = weights + number / (number + 3) * (weights - before)
        before, weights = weights, ahead + step(heed * (wanted - softmax(alike @ ahead)) - RIDGE * ahead)
    return weights


def _stepper(alike: Matrix) -> Callable[[Matrix], Matrix]:
    """gradient → step: the inverse of the curvature, times it."""
    count = len(alike)
    if count <= LANDMARKS:
        inverse = np.linalg.inv(CURVATURE * alike + RIDGE * np.eye(count, dtype=np.float32))
        return lambda gradient: np.asarray(inverse @ gradient, dtype=np.float32)
    spanned = _spanned(alike, np.sort(np.random.default_rng(SEED).permutation(count)[:LANDMARKS]))
    least = RIDGE + CURVATURE * BEYOND
    inner = spanned.T @ spanned + (least / CURVATURE) * np.eye(spanned.shape[1], dtype=np.float32)
    inverse = np.linalg.inv(inner)
    return lambda gradient: np.asarray((gradient - spanned @ (inverse @ (spanned.T @ gradient))) / least)


def _spanned(alike: Matrix, landmarks: NDArray[np.intp]) -> Matrix:
    """(example, axis): places of the examples among the landmarks, whose products are the likenesses."""
    sizes, axes = np.linalg.eigh(alike[np.ix_(landmarks, landmarks)])
    solid = sizes > SLIGHT * sizes[-1]
    return np.asarray(alike[:, landmarks] @ (axes[:, solid] / np.sqrt(sizes[solid])))


def softmax(scores: Matrix) -> Matrix:
    """Along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))
