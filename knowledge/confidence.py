"""From scores to probabilities: how often an entry with such a score, so far ahead, was the right one.

Learned from the examples themselves: some are held out, and some entries are taken away altogether, so
that their questions show what a question looks like that nothing answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.classifier import Indices, Mask
from knowledge.vectors.word_vectors import Matrix

FOLDS, TRIED = 5, 3  # of the examples of each entry, and of the entries; three tell enough
OUT_OF_SCOPE = 0.2  # their weight among what is asked, beside 1 for questions that have an answer
NEWTON_STEPS, PENALTY = 20, 1e-2
LOOKED_AT = 3  # best entries of a question


@dataclass(frozen=True, slots=True)
class Confidence:
    """Logistic in an entry's score and in its lead over the best other one (negative: it is behind)."""

    bias: float
    of_score: float
    of_lead: float

    def __call__(self, scores: Matrix) -> Matrix:
        """scores of all entries → probability of each to be the right answer."""
        return np.asarray(_logistic(self.bias + self.of_score * scores + self.of_lead * leads(scores)))


def leads(scores: Matrix) -> Matrix:
    """Along the last axis: the distance of each to the best other."""
    best_two = np.partition(scores, -2, axis=-1)[..., -2:] if scores.shape[-1] > 1 else scores
    second, best = best_two[..., :1], best_two[..., -1:]
    return np.asarray(scores - np.where(scores == best, second, best))


def calibrate(alike: Matrix, learned: Sequence[Matrix], known: Mask, entry_of: Indices) -> Confidence:
    """alike, known, entry_of: as for the classifier, of what it learned from each part held_out."""
    rows: list[Matrix] = []
    right: list[Matrix] = []
    weights: list[Matrix] = []
    for taught, part in zip(known, learned, strict=True):
        kept, asked = np.unique(entry_of[taught]), ~taught
        scores = alike[asked] @ part[:, kept]
        best = np.argsort(-scores, axis=1)[:, :LOOKED_AT]
        rows.append(
            np.stack([np.take_along_axis(of, best, 1).ravel() for of in (scores, leads(scores))], axis=1)
        )
        right.append((kept[best] == entry_of[asked][:, None]).ravel())
        in_scope = np.isin(entry_of[asked], kept)
        share = OUT_OF_SCOPE * in_scope.sum() / max(1, (~in_scope).sum())
        weights.append(np.repeat(np.where(in_scope, 1.0, share), best.shape[1]))
    return _regression(np.concatenate(rows), np.concatenate(right), np.concatenate(weights))


def held_out(entry_of: Indices, entries: int, rng: np.random.Generator) -> Mask:
    """(part, example) → whether it is known there. A fifth of the entries is asked about and unknown, of each
    other one a fifth of its examples."""
    fold_of_entry = rng.permutation(entries) % FOLDS
    fold_of_example = np.empty(len(entry_of), dtype=np.intp)
    for entry in range(entries):
        own = np.flatnonzero(entry_of == entry)
        fold_of_example[rng.permutation(own)] = np.arange(len(own)) % FOLDS
    asked = [(fold_of_entry[entry_of] == fold) | (fold_of_example == fold) for fold in range(TRIED)]
    return ~np.stack(asked)


def _regression(rows: Matrix, right: Matrix, weights: Matrix) -> Confidence:
    """Weighted logistic regression by Newton's method."""
    inputs = np.column_stack([np.ones(len(rows)), rows])
    solution: NDArray[np.float64] = np.zeros(3)
    for _ in range(NEWTON_STEPS):
        guess = _logistic(inputs @ solution)
        curvature = weights * guess * (1 - guess)
        gradient = inputs.T @ (weights * (right - guess)) - PENALTY * solution
        hessian = (inputs * curvature[:, None]).T @ inputs + PENALTY * np.eye(3)
        solution = solution + np.linalg.solve(hessian, gradient)
    return Confidence(*map(float, solution))


def _logistic(x: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -40, 40))))
