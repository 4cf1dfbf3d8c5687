"""What parents ask, kept for the administrators: without personal data, and without whose it was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from bot.services.personal_data import without_personal_data
from db.models import RecordedQuestion

LONGEST_QUESTION = 500  # characters
Taken = Literal["answered", "asked_back", "unknown", "rejected", "human"]


@dataclass(frozen=True, slots=True)
class Question:
    """How a message was taken. entry: id of the FAQ entry that answered."""

    words: str
    outcome: Taken
    topic: str | None = None
    entry: str | None = None
    confidence: float | None = None
    district: str | None = None


def record(tx: Session, question: Question, now: datetime) -> int:
    """The question's number, by which it is amended when the parent was not content."""
    row = {
        "words": without_personal_data(question.words)[:LONGEST_QUESTION],
        "district": question.district,
        "topic": question.topic,
        "entry": question.entry,
        "outcome": question.outcome,
        "confidence": question.confidence,
        "asked_at": now,
    }
    return tx.execute(insert(RecordedQuestion).values(row).returning(RecordedQuestion.id)).scalar_one()


def amend(tx: Session, question_id: int, outcome: Literal["rejected", "human"]) -> None:
    """Of an answered one: the answer was not what was asked for."""
    tx.execute(
        update(RecordedQuestion)
        .where(RecordedQuestion.id == question_id, RecordedQuestion.outcome == "answered")
        .values(outcome=outcome)
    )
