"""Softmax regression over likenesses, fitted when the knowledge is loaded.

The objective is the usual one, log-likelihood less a ridge; its Hessian is replaced by Böhning's constant
bound (Annals of the Institute of Statistical Mathematics 44, 1992), so that one inverse serves every step.
Steps are few and accelerated (Nesterov): stopping early is part of the ridge.
"""

import numpy as np

from knowledge.vectors.word_vectors import Matrix

RIDGE = 0.03
STEPS = 40


def fit(alike: Matrix, entry_of: "np.ndarray[tuple[int], np.dtype[np.intp]]", entries: int) -> Matrix:
    """alike: likeness of every example to every other; entry_of: the entry's number of each.
    (example, entry) → weight: an entry's score is the likeness of a question to each example times it."""
    count = len(alike)
    wanted = np.zeros((count, entries), dtype=np.float32)
    wanted[np.arange(count), entry_of] = 1
    step = np.linalg.inv(0.5 * alike + RIDGE * np.eye(count, dtype=np.float32)).astype(np.float32)
    weights = before = np.zeros_like(wanted)
    for number in range(STEPS):
        ahead = weights + number / (number + 3) * (weights - before)
        before, weights = weights, ahead + step @ (wanted - softmax(alike @ ahead) - RIDGE * ahead)
    return weights


def softmax(scores: Matrix) -> Matrix:
    """Along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))
