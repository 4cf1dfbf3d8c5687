"""A lesson brought up to a few examples that came, went or changed: only they and the examples most like
them are learned again; all others keep their weights.

Where the regression was left early, a gradient was left too. It is taken off from then on, so that an example
of which nothing changed stays where it is: without changes the outcome is the lesson itself, and it moves
from there only as far as what is new pulls. Lessons are never made of amended ones, so that nothing adds up.
"""

from collections.abc import Hashable, Sequence

import numpy as np

from knowledge.classifier import (
    LANDMARKS,
    LEAST,
    STEPS_OF_MANY,
    Indices,
    accelerated,
    gradient_of,
    heed_of,
    inverse_of_curvature,
    wanted_of,
)
from knowledge.confidence import leads
from knowledge.lessons import Examples, Fitted, Lesson
from knowledge.likeness import Likeness
from knowledge.vectors.word_vectors import Matrix

MOST_CHANGED = 0.005  # of the examples; with more, all are learned anew
NEAR, NEAR_EACH = 300, 30  # examples learned again beside those that changed; for each change at least


def changed(before: Examples, after: Examples) -> set[tuple[str, str]]:
    """(entry, text) of those that only one of the two has."""
    return set(before.each()) ^ set(after.each())


def is_amendable(before: Examples, after: Examples) -> bool:
    """Few examples are learned anew as fast."""
    count = len(after.texts)
    return count > LANDMARKS and len(changed(before, after)) <= MOST_CHANGED * count


def amended(lesson: Lesson, examples: Examples, likeness: Likeness) -> Fitted:
    """likeness: to these examples, in their order."""
    rows = _places_of(lesson.examples.each(), examples.each())
    columns = _places_of(lesson.examples.entries, examples.entries)
    weights = _taken(lesson.fitted.weights, rows, columns)
    own = np.where(rows < 0, 0, lesson.fitted.leads[rows])
    texts = sorted({text for _, text in changed(lesson.examples, examples)})
    if not texts:
        return Fitted(weights, lesson.fitted.confidence, own)
    again = _again(texts, rows, likeness)
    alike = np.stack([likeness.whole(examples.texts[row]) for row in again])
    left = _taken(lesson.left, rows, columns)[again]
    entry_of, entries = examples.entry_of, len(examples.entries)
    heed, wanted = heed_of(entry_of, entries)[again], wanted_of(entry_of[again], entries)
    among, scores, learned = alike[:, again], alike @ weights, weights[again]
    inverse = inverse_of_curvature(among, LEAST)

    def step(moved: Matrix) -> Matrix:
        gradient = gradient_of(learned + moved, scores + among @ moved, wanted, heed)
        return np.asarray(inverse @ (gradient - left))

    moved = accelerated(step, learned.shape, STEPS_OF_MANY)
    weights[again] += moved
    leading = leads(scores + among @ moved)
    own[again] = np.take_along_axis(leading, entry_of[again][:, None], axis=1)[:, 0]
    return Fitted(weights, lesson.fitted.confidence, own)


def _again(texts: list[str], rows: Indices, likeness: Likeness) -> Indices:
    """Those that are new, and those most like what came or went."""
    each = max(NEAR_EACH, NEAR // len(texts))
    near = [np.argsort(-likeness.whole(text), kind="stable")[:each] for text in texts]
    return np.union1d(np.flatnonzero(rows < 0), np.concatenate(near))


def _places_of(before: Sequence[Hashable], after: Sequence[Hashable]) -> Indices:
    """Where each of these stood before; -1 where it did not."""
    at = {one: number for number, one in enumerate(before)}
    return np.array([at.get(one, -1) for one in after], dtype=np.intp)


def _taken(matrix: Matrix, rows: Indices, columns: Indices) -> Matrix:
    """Rows and columns in another order; nothing where one is new."""
    taken = matrix[rows][:, columns]
    taken[rows < 0] = 0
    taken[:, columns < 0] = 0
    return np.asarray(taken)
