"""What parents leave for people: requests, reports of wrong facts, questions not understood."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.services.personal_data import without_personal_data
from db.models import FactReport, HumanRequest, RecordedQuestion

LONGEST_QUESTION = 500


def leave_request(
    tx: Session, family_id: int, district: str | None, words: str, now: datetime
) -> HumanRequest:
    request = HumanRequest(family_id=family_id, district=district, words=words, created_at=now)
    tx.add(request)
    tx.flush()
    return request


def report_fact(tx: Session, family_id: int, subject: str, words: str, now: datetime) -> FactReport:
    """subject: id of a provider or an FAQ entry."""
    report = FactReport(family_id=family_id, subject=subject, words=words, created_at=now)
    tx.add(report)
    tx.flush()
    return report


def keep_open_question(tx: Session, words: str, district: str | None, outcome: str, now: datetime) -> None:
    """Without personal data and without whose it was."""
    kept = without_personal_data(words)[:LONGEST_QUESTION]
    tx.add(RecordedQuestion(words=kept, district=district, outcome=outcome, asked_at=now))
