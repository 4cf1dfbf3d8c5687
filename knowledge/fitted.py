"""What is learned from the examples, kept in files: learned once for each state of the knowledge, and after
a small change only where it changed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from knowledge.amending import amended, changed, is_amendable
from knowledge.classifier import fit, gradient_of, heed_of, wanted_of
from knowledge.confidence import calibrate, held_out, leads
from knowledge.kept import keep_newest, newest_first
from knowledge.lessons import Examples, Fitted, Lesson, read_examples, read_lesson, write_lesson
from knowledge.likeness import Likeness

FORM = 6  # to be raised when what is learned from the same examples changes
SEED = 2026  # of the folds that the confidence is learned on: the same files, the same figures
KEPT = 12  # lessons; one takes 5 MB for 6,000 examples


def learned(examples: Examples, likeness: Likeness, folder: Path | None) -> Fitted:
    """likeness: to these examples, in their order. folder: where lessons are kept; one of nearly the same
    examples is amended."""
    if folder is None:
        return _lesson(examples, likeness).fitted
    begins = f"matching-{hashlib.sha256(f'{FORM} {likeness.told_by}'.encode()).hexdigest()[:8]}-"
    file = folder / f"{begins}{examples.digest()}.npz"
    if same := read_lesson(file):
        return same.fitted
    for nearest in _nearest(newest_first(folder, f"{begins}*.npz"), examples):
        if lesson := read_lesson(nearest):
            return amended(lesson, examples, likeness)
    lesson = _lesson(examples, likeness)
    write_lesson(file, lesson)
    keep_newest(folder, "matching-*.npz", KEPT)
    return lesson.fitted


def _nearest(files: list[Path], examples: Examples) -> Iterator[Path]:
    """Lessons that can be amended, that of the fewest changes first."""
    known = [(read_examples(file), file) for file in files]
    near = [
        (len(changed(before, examples)), file)
        for before, file in known
        if before and is_amendable(before, examples)
    ]
    return (file for _, file in sorted(near))


def _lesson(examples: Examples, likeness: Likeness) -> Lesson:
    alike, entry_of, entries = likeness.to_each_other(), examples.entry_of, len(examples.entries)
    parts = held_out(entry_of, entries, np.random.default_rng(SEED))
    everything = np.ones((1, len(entry_of)), dtype=np.bool_)
    weights, *of_parts = fit(alike, entry_of, entries, np.concatenate([everything, parts]))
    confidence = calibrate(alike, of_parts, parts, entry_of)
    scores = alike @ weights
    own = np.take_along_axis(leads(scores), entry_of[:, None], axis=1)[:, 0]
    left = gradient_of(weights, scores, wanted_of(entry_of, entries), heed_of(entry_of, entries))
    return Lesson(examples, Fitted(weights, confidence, own), left)
