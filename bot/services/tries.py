"""Codes and passwords are not to be guessed: too many wrong ones of one person, and all wait."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db.models import FailedSignIn
from db.tables import in_turn

WINDOW = timedelta(minutes=15)
ALLOWED = 5  # within the window


def must_wait(tx: Session, who: str, now: datetime, allowed: int = ALLOWED) -> datetime | None:
    """Until when. who: any name of the person or place; only its digest is kept. Others who are the same
    wait for the end of this transaction, so that none of several tries at once is left uncounted."""
    subject = _digest(who)
    in_turn(tx, f"try:{subject}")
    tx.execute(delete(FailedSignIn).where(FailedSignIn.at <= now - WINDOW))
    failed = select(func.count(), func.min(FailedSignIn.at)).where(FailedSignIn.subject == subject)
    count, first = tx.execute(failed).one()
    return first + WINDOW if count >= allowed else None


def note(tx: Session, who: str, now: datetime) -> FailedSignIn:
    failed = FailedSignIn(subject=_digest(who), at=now)
    tx.add(failed)
    tx.flush()
    return failed


def take_back(tx: Session, noted: FailedSignIn) -> None:
    """It was right after all."""
    tx.execute(delete(FailedSignIn).where(FailedSignIn.id == noted.id))


def forget(tx: Session, who: str) -> None:
    tx.execute(delete(FailedSignIn).where(FailedSignIn.subject == _digest(who)))


def _digest(who: str) -> str:
    return hashlib.sha256(who.casefold().encode()).hexdigest()
