"""Reports of wrong facts, for those who keep the files."""

from datetime import datetime

from sqlalchemy.orm import Session

from db.models import FactReport


def report_fact(tx: Session, family_id: int, subject: str, words: str, now: datetime) -> FactReport:
    """subject: id of a provider or an FAQ entry."""
    report = FactReport(family_id=family_id, subject=subject, words=words, created_at=now)
    tx.add(report)
    tx.flush()
    return report
