"""What another state of the knowledge would change for parents: the same questions put to both."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.dialogue.engine import Engine
from bot.dialogue.loaded import loaded
from bot.messages import IncomingMessage
from db.migrate import upgrade
from db.models import RecordedQuestion
from db.session import Database
from knowledge.loader import Knowledge
from knowledge.progress import Progress, counted, unseen

_CHANNEL = "effect"
_NOWHERE = "sqlite://"  # in memory


@dataclass(frozen=True, slots=True)
class Told:
    """line: the first line of the answer, or the first that differs from the other answer."""

    topic: str
    entry: str | None
    line: str


@dataclass(frozen=True, slots=True)
class Shift:
    question: str
    before: Told
    after: Told


@dataclass(frozen=True, slots=True)
class _Answer:
    topic: str
    entry: str | None
    lines: tuple[str, ...]


def recorded(tx: Session, most: int) -> list[str]:
    """The last different questions of parents, newest first."""
    latest = func.max(RecordedQuestion.id).label("latest")
    questions = select(RecordedQuestion.words, latest).group_by(RecordedQuestion.words)
    return [words for words, _ in tx.execute(questions.order_by(latest.desc()).limit(most))]


def shifts(
    old: Knowledge, new: Knowledge, questions: Sequence[str], now: datetime, progress: Progress = unseen
) -> list[Shift]:
    """The questions that would be answered otherwise, each asked as the first of a chat."""
    progress("learning", 0, 2)
    one = _Respondent(old, now)
    progress("learning", 1, 2)
    other = _Respondent(new, now)
    found = []
    for number, question in enumerate(counted(questions, "asking", progress)):
        before, after = one.answer(question, number), other.answer(question, number)
        if before != after:
            found.append(_shift(question, before, after))
    one.close()
    other.close()
    return found


def _shift(question: str, before: _Answer, after: _Answer) -> Shift:
    """Where the two part; where one ends first, its last line beside the other's next."""
    longest = max(len(before.lines), len(after.lines))
    pairs = list(zip(_filled(before.lines, longest), _filled(after.lines, longest), strict=True))
    at = next((pair for pair in pairs if pair[0] != pair[1]), pairs[0] if pairs else ("", ""))
    return Shift(question, Told(before.topic, before.entry, at[0]), Told(after.topic, after.entry, at[1]))


def _filled(lines: tuple[str, ...], length: int) -> Iterator[str]:
    yield from lines
    yield from [""] * (length - len(lines))


class _Respondent:
    """A bot on a database of its own; the same chance for the same question."""

    def __init__(self, knowledge: Knowledge, now: datetime) -> None:
        self._database = Database(_NOWHERE)
        upgrade(self._database.engine)
        self._chance = random.Random()
        self._engine = Engine(loaded(knowledge), self._database, lambda: now, self._chance)

    def answer(self, question: str, number: int) -> _Answer:
        self._chance.seed(number)
        message = IncomingMessage(_CHANNEL, str(number), text=question)
        answer = asyncio.run(self._engine.handle(message))
        lines = tuple(line for reply in answer.replies for line in reply.text.splitlines())
        return _Answer(answer.topic, answer.faq, lines)

    def close(self) -> None:
        self._database.close()
