"""Softmax regression over likenesses, fitted when the knowledge is loaded.

The objective is the usual one, log-likelihood less a ridge. Its Hessian is replaced by a constant, so that
one inverse serves every step (Böhning, Annals of the Institute of Statistical Mathematics 44, 1992); his
bound of a half is far above what many entries give, and a fifth of it converges in a third of the steps.
They are accelerated (Nesterov), and few: stopping early is part of the ridge.
"""

import numpy as np
from numpy.typing import NDArray

from knowledge.vectors.word_vectors import Matrix

RIDGE = 0.03
CURVATURE = 0.1
STEPS = 15


def fit(alike: Matrix, entry_of: NDArray[np.intp], entries: int) -> Matrix:
    """alike: likeness of every example to every other; entry_of: the entry's number of each.
    (example, entry) → weight: an entry's score is the likeness of a question to each example times it."""
    count = len(alike)
    wanted = np.zeros((count, entries), dtype=np.float32)
    wanted[np.arange(count), entry_of] = 1
    sizes = np.bincount(entry_of, minlength=entries)
    # An entry of many examples must not swallow the others.
    heed = np.sqrt(sizes.mean() / sizes[entry_of])[:, None].astype(np.float32)
    step = np.linalg.inv(CURVATURE * alike + RIDGE * np.eye(count, dtype=np.float32)).astype(np.float32)
    weights = before = np.zeros_like(wanted)
    for number in range(STEPS):
        ahead = weights + number / (number + 3) * (weights - before)
        before, weights = weights, ahead + step @ (heed * (wanted - softmax(alike @ ahead)) - RIDGE * ahead)
    return weights


def softmax(scores: Matrix) -> Matrix:
    """Along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))
