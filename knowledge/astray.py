"""Example questions and tests that are answered by another entry than their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from knowledge.collisions import Example, examples
from knowledge.problems import Problem
from knowledge.progress import Progress, counted

if TYPE_CHECKING:
    from knowledge.loader import Files

NOT_UNDERSTOOD = "unknown"  # also the topic of what is not ours to answer
ASKED_BACK = "ask"
# The least certain examples are asked, and no more: of 3,200 shipped ones those behind were all among the
# first 15, and an answer costs two milliseconds.
ASKED = 400
_CODES: dict[tuple[str, ...], str] = {
    (NOT_UNDERSTOOD,): "astray_unknown",
    (ASKED_BACK,): "astray_asked",
}


class Trial(Protocol):
    """Something that answers, made of the knowledge that is checked."""

    def reached(self, question: str) -> tuple[str, ...]:
        """The targets that answer, (ASKED_BACK,) or (NOT_UNDERSTOOD,)."""

    def least_certain(self, most: int) -> Sequence[tuple[str, str]]:
        """(target, example) of those most likely to be answered by another target, worst first."""


def check(files: Files, trial: Trial, progress: Progress) -> Iterator[Problem]:
    by_question = {(example.target, example.text): example for example in examples(files)}
    doubtful = [by_question[key] for key in trial.least_certain(ASKED) if key in by_question]
    homes = {example.target: example.place for example in reversed(by_question.values())}
    for example in counted([*doubtful, *_tests(files)], "asking", progress):
        reached = trial.reached(example.text)
        if example.target not in reached:
            yield _astray(example, reached, homes)


def _tests(files: Files) -> list[Example]:
    return [
        Example(f"faq:{entry.text('id')}", text, entry, path)
        for entry in files.faq
        for path, text in entry.texts("tests")
    ]


def _astray(example: Example, reached: Sequence[str], homes: dict[str, str]) -> Problem:
    named = [f"{target.removeprefix('faq:')} ({homes.get(target, 'faq')})" for target in reached]
    details: dict[str, Any] = {"question": example.text, "reached": ", ".join(named)}
    code = _CODES.get(tuple(reached), "astray")
    return example.located.problem(code, *example.path, severity="warning", **details)
