"""`tuoyu bench understanding`: how many of the labelled messages are understood."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.bench import last_run, report
from bot.bench.judging import Judged, judge
from bot.bench.labelled import HALVES, Half, LabelError, Labelled, read_half
from bot.bench.tables import say
from bot.bench.tally import Measured, measured
from bot.clock import SHANGHAI
from bot.dialogue.conversation import Conversation
from bot.dialogue.policy import choose
from bot.understanding.understand import Understanding
from knowledge.loader import Knowledge, load
from knowledge.text import normalise

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)  # when every labelled message is sent


@dataclass(frozen=True, slots=True)
class Wanted:
    """labels: the folder of the labels; kept: the file of the last run; page: written where given."""

    knowledge: Path
    samples: bool
    labels: Path
    kept: Path
    page: Path | None
    show_measuring: bool


def bench(wanted: Wanted) -> Iterator[str]:
    """What to print, piece by piece. LabelError when there is nothing to measure with or labels are wrong."""
    knowledge = load(wanted.knowledge, with_samples=wanted.samples)
    messages = {half: read_half(wanted.labels, half, knowledge) for half in HALVES}
    if not any(messages.values()):
        raise LabelError(say("no_labels", folder=wanted.labels))
    understanding = Understanding(knowledge)
    taught = _examples(knowledge)
    before = last_run.read_run(wanted.kept)
    now: dict[Half, last_run.Outcomes] = dict(before)
    found: dict[Half, Measured] = {}
    for half, labelled in messages.items():
        if not labelled:
            yield say("half_missing", half=half)
            continue
        judged, took_s = _judged(understanding, labelled)
        found[half] = measured(judged, took_s, sum(normalise(one.say) in taught for one in labelled))
        now[half] = last_run.outcomes(half, judged)
        yield report.numbers(half, found[half])
        if half == "development" or wanted.show_measuring:
            yield report.sentences(judged)
        yield _movement(half, before, now)
    last_run.write_run(wanted.kept, now)
    if wanted.page:
        yield _write(wanted.page, found)


def _examples(knowledge: Knowledge) -> set[str]:
    """Everything that the matcher learns from, normalised."""
    phrases = (phrase for topic in knowledge.topics.values() for phrase in topic.phrases)
    questions = (question for entry in knowledge.faq.values() for question in entry.questions)
    return {normalise(text) for text in (*phrases, *questions)}


def _judged(understanding: Understanding, labelled: Sequence[Labelled]) -> tuple[list[Judged], list[float]]:
    """With the seconds that reading and choosing took, each."""
    judged, took_s = [], []
    for message in labelled:
        started = time.perf_counter()
        reading = understanding.read(message.say, NOW)
        decision = choose(reading, Conversation())
        took_s.append(time.perf_counter() - started)
        judged.append(judge(message, reading, decision, NOW))
    return judged, took_s


def _movement(half: Half, before: last_run.Run, now: last_run.Run) -> str:
    if half not in before:
        return say("first_run")
    moved = last_run.moved(before[half], now[half])
    return report.movement(moved, with_sentences=half == "development")


def _write(page: Path, found: dict[Half, Measured]) -> str:
    if set(found) != set(HALVES):
        return say("needs_both")
    page.write_text(report.page(found), encoding="utf-8")
    return say("written", path=page)
