"""A public set of questions, cut down to a few examples an entry as administrators would write them."""

import json
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """examples: entry → questions; asked: (question, its entry); elsewhere: questions of no entry."""

    examples: Mapping[str, Sequence[str]]
    asked: Sequence[tuple[str, str]]
    elsewhere: Sequence[str]


def draw(file: Path, examples: int, seed: int) -> QuestionSet:
    """Of a file with lists of [question, entry] named train, test and oos_test (CLINC150's data_full): for
    each entry its training questions are shuffled and the first are taken. OSError, ValueError, KeyError."""
    stored = json.loads(file.read_text(encoding="utf-8"))
    by_entry: defaultdict[str, list[str]] = defaultdict(list)
    for question, entry in stored["train"]:
        by_entry[entry].append(question)
    drawn = {}
    for entry in sorted(by_entry):
        questions = by_entry[entry]
        random.Random(f"{seed}").shuffle(questions)
        drawn[entry] = questions[:examples]
    asked = [(question, entry) for question, entry in stored["test"]]
    return QuestionSet(drawn, asked, [question for question, _ in stored["oos_test"]])
