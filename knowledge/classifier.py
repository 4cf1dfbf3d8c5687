"""Softmax regression over likenesses, fitted when the knowledge is loaded.

The objective is the usual one, log-likelihood less a ridge. Its Hessian is replaced by a constant, so that
one inverse serves every step (Böhning, Annals of the Institute of Statistical Mathematics 44, 1992); his
bound of a half is far above what many entries give, and a fifth of it converges in a third of the steps.
The inverse is of what some examples, the landmarks, span (Nyström; Woodbury's identity): its cost grows
with the examples, not with their third power. Steps are accelerated (Nesterov), and few: stopping early is
part of the ridge.

Regressions on parts of the same examples are fitted side by side: the product with all likenesses, nearly
the whole work, is hardly dearer for four than for one.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from knowledge.vectors.word_vectors import Matrix

RIDGE = 0.03
CURVATURE = 0.1
STEPS, STEPS_OF_MANY = 15, 10  # beyond so many examples as there are landmarks the last teach little
LANDMARKS = 1_000  # with all of thousands it is hardly better, and five times as slow
BEYOND = 2.0  # likeness taken to be left where no landmark reaches; with less, steps there are too long
LEAST = RIDGE + CURVATURE * BEYOND  # curvature there
SLIGHT = 1e-5  # of the longest axis: a shorter one is noise
SEED = 1  # of the choice of landmarks

Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]


def fit(alike: Matrix, entry_of: Indices, entries: int, known: Mask) -> Matrix:
    """alike: likeness of every example to every other; entry_of: the entry's number of each; known: (part,
    example) → whether it is learned from there.
    (part, example, entry) → weight: an entry's score is the likeness of a question to each example times
    it. Nothing for what is not known."""
    parts, count = known.shape
    wanted, heed = wanted_of(entry_of, entries), np.stack([_heed(entry_of, entries, part) for part in known])
    absent = np.stack([np.bincount(entry_of[part], minlength=entries) == 0 for part in known])[:, None]
    preconditioned = _preconditioner(alike, known)

    def step(weights: Matrix) -> Matrix:
        scores = _side_by_side(lambda columns: alike @ columns, weights)
        np.copyto(scores, -np.inf, where=absent)
        return preconditioned(gradient_of(weights, scores, wanted, heed))

    return accelerated(step, (parts, count, entries), STEPS if count <= LANDMARKS else STEPS_OF_MANY)


def accelerated(step: Callable[[Matrix], Matrix], shape: tuple[int, ...], steps: int) -> Matrix:
    """Where steps lead to that begin at nothing. step: place → the step from there."""
    here = before = np.zeros(shape, dtype=np.float32)
    for number in range(steps):
        ahead = here + np.float32(number / (number + 3)) * (here - before)
        before, here = here, ahead + step(ahead)
    return here


def gradient_of(weights: Matrix, scores: Matrix, wanted: Matrix, heed: Matrix) -> Matrix:
    """Of the objective, for examples with these weights and scores; all (…, example, entry)."""
    return np.asarray(heed * (wanted - softmax(scores)) - RIDGE * weights)


def wanted_of(entry_of: Indices, entries: int) -> Matrix:
    """(example, entry): 1 for its own."""
    wanted = np.zeros((len(entry_of), entries), dtype=np.float32)
    wanted[np.arange(len(entry_of)), entry_of] = 1
    return wanted


def heed_of(entry_of: Indices, entries: int) -> Matrix:
    """(example, 1): how much each counts. An entry of many examples must not swallow the others."""
    return _heed(entry_of, entries, np.ones(len(entry_of), dtype=np.bool_))


def inverse_of_curvature(alike: Matrix, least: float = RIDGE) -> Matrix:
    """Gradient to step, for few examples."""
    return np.asarray(np.linalg.inv(CURVATURE * alike + least * np.eye(len(alike), dtype=np.float32)))


def softmax(scores: Matrix) -> Matrix:
    """Along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    raised /= raised.sum(axis=-1, keepdims=True)
    return np.asarray(raised)


def _heed(entry_of: Indices, entries: int, known: Mask) -> Matrix:
    sizes = np.bincount(entry_of[known], minlength=entries)
    typical = sizes[sizes > 0].mean()
    counts = np.sqrt(typical / np.maximum(sizes[entry_of], 1)) * known
    return np.asarray(counts[:, None], dtype=np.float32)


def _side_by_side(product: Callable[[Matrix], Matrix], of: Matrix) -> Matrix:
    """The product with every part's columns, in one."""
    parts, _, entries = of.shape
    done = product(of.transpose(1, 0, 2).reshape(of.shape[1], parts * entries))
    return np.ascontiguousarray(done.reshape(-1, parts, entries).transpose(1, 0, 2))


def _preconditioner(alike: Matrix, known: Mask) -> Callable[[Matrix], Matrix]:
    """gradient → step: the inverse of each part's own curvature, times it. Another's would do harm: the steps
    only lead somewhere because it has the same axes as the likenesses."""
    if len(alike) <= LANDMARKS:
        inverses = np.stack([_inverse_among(alike, part) for part in known])
        return lambda gradient: np.asarray(inverses @ gradient)
    spanned = _spanned(alike, np.sort(np.random.default_rng(SEED).permutation(len(alike))[:LANDMARKS]))
    inverses = np.stack(list(_inverses_within(spanned, known)))

    def step(gradient: Matrix) -> Matrix:
        inner = inverses @ _side_by_side(lambda columns: spanned.T @ columns, gradient)
        reached = _side_by_side(lambda columns: spanned @ columns, inner)
        return np.asarray((gradient - reached) * (known[:, :, None] / np.float32(LEAST)))

    return step


def _inverse_among(alike: Matrix, known: Mask) -> Matrix:
    inverse = np.zeros_like(alike)
    among = np.ix_(known, known)
    inverse[among] = inverse_of_curvature(alike[among])
    return inverse


def _inverses_within(spanned: Matrix, known: Mask) -> Iterator[Matrix]:
    whole = spanned.T @ spanned + np.float32(LEAST / CURVATURE) * np.eye(spanned.shape[1], dtype=np.float32)
    for part in known:
        unknown = spanned[~part]
        yield np.linalg.inv(whole - unknown.T @ unknown).astype(np.float32)


def _spanned(alike: Matrix, landmarks: Indices) -> Matrix:
    """(example, axis): places of the examples among the landmarks, whose products are the likenesses."""
    sizes, axes = np.linalg.eigh(alike[np.ix_(landmarks, landmarks)])
    solid = sizes > SLIGHT * sizes[-1]
    return np.asarray(alike[:, landmarks] @ (axes[:, solid] / np.sqrt(sizes[solid])))
