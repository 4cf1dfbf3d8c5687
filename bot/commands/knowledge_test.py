"""`tuoyu knowledge test`: the entries' own tests and recorded questions, and what moved since last time."""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from bot.clock import system_clock
from bot.commands.console import Actions, add, show, tell, words
from bot.commands.progress import Bar
from bot.commands.question_file import Question, QuestionFault, read_questions
from bot.dialogue.trial import Trial
from bot.settings import Settings
from knowledge.astray import ASKED_BACK, NOT_UNDERSTOOD
from knowledge.loader import Knowledge, load
from knowledge.progress import counted

DEFAULT_KEPT = Path(platformdirs.user_cache_dir("tuoyu")) / "knowledge-test.json"
Kept = Mapping[str, str]  # digest of a question → where it led


@dataclass(frozen=True, slots=True)
class Outcome:
    """before: where the question led last time, "" when it was not asked then."""

    question: Question
    reached: tuple[str, ...]
    before: str

    @property
    def passes(self) -> bool:
        return not self.question.expect or any(target in self.question.expect for target in self.reached)

    @property
    def moved(self) -> bool:
        return self.before not in ("", " ".join(self.reached))


def register(files: Actions) -> None:
    testing = add(files, "test", run_tests)
    testing.add_argument("directory", nargs="?", type=Path, metavar="DIR", help=words()["option_dir"])
    testing.add_argument("--questions", type=Path, metavar="FILE", help=words()["option_questions"])
    testing.add_argument("--out", type=Path, default=DEFAULT_KEPT, metavar="FILE", help=words()["option_out"])


def run_tests(options: argparse.Namespace, settings: Settings) -> int:
    """2 when the file of questions cannot be used; KnowledgeError when the knowledge cannot."""
    knowledge = load(options.directory or settings.knowledge_dir, with_samples=settings.samples)
    questions = list(_own_tests(knowledge))
    try:
        if options.questions:
            questions += read_questions(options.questions, _targets(knowledge))
    except QuestionFault as fault:
        print(fault, file=sys.stderr)
        return 2
    before = _read(options.out)
    with Bar(sys.stderr) as bar:
        bar("learning", 0, 1)
        trial = Trial(knowledge, system_clock())
        outcomes = [
            Outcome(question, trial.reached(question.ask), before.get(_digest(question.ask), ""))
            for question in counted(questions, "asking", bar)
        ]
    _report(outcomes)
    _keep(options.out, before, outcomes)
    return 0 if all(outcome.passes for outcome in outcomes) else 1


def _own_tests(knowledge: Knowledge) -> Iterator[Question]:
    for entry in knowledge.faq.values():
        yield from (Question(test, (f"faq:{entry.id}",), entry.id) for test in entry.tests)


def _targets(knowledge: Knowledge) -> set[str]:
    return {*knowledge.topics, *(f"faq:{entry}" for entry in knowledge.faq)}


def _report(outcomes: Sequence[Outcome]) -> None:
    failed = [outcome for outcome in outcomes if not outcome.passes]
    moved = [outcome for outcome in outcomes if outcome.moved]
    for outcome in failed:
        show(
            "test_failed",
            place=outcome.question.place,
            question=outcome.question.ask,
            expected=_named(outcome.question.expect),
            reached=_named(outcome.reached),
        )
    for outcome in moved:
        question = outcome.question
        before = _named(outcome.before.split(" "))
        show("test_moved", place=question.place, question=question.ask, before=before,
             reached=_named(outcome.reached))  # fmt: skip
    watched = sum(not outcome.question.expect for outcome in outcomes)
    passed = len(outcomes) - len(failed) - watched
    show("test_summary", passed=passed, failed=len(failed), watched=watched, moved=len(moved))


def _named(targets: Sequence[str]) -> str:
    shown = {ASKED_BACK: words()["reached_asked"], NOT_UNDERSTOOD: words()["reached_unknown"]}
    return ", ".join(shown.get(target, target.removeprefix("faq:")) for target in targets)


def _digest(question: str) -> str:
    """What parents wrote is not kept."""
    return hashlib.sha256(question.encode()).hexdigest()[:16]


def _read(path: Path) -> Kept:
    """Empty when there was no run; a file of another shape counts as none."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) and all(isinstance(one, str) for one in kept.values()) else {}


def _keep(path: Path, before: Kept, outcomes: Sequence[Outcome]) -> None:
    """Beside the outcomes of questions that were not asked this time."""
    now = {_digest(outcome.question.ask): " ".join(outcome.reached) for outcome in outcomes}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**before, **now}, indent=0), encoding="utf-8")
    except OSError as fault:
        tell("test_not_kept", path=path, fault=fault.strerror)
