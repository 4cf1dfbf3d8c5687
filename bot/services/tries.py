"""Codes and passwords are not to be guessed: too many wrong ones of one person, and all wait."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db.models import FailedSignIn

WINDOW = timedelta(minutes=15)
ALLOWED = 5  # within the window


def too_many(tx: Session, who: str, now: datetime, allowed: int = ALLOWED) -> bool:
    """who: any name of the person or place; only its digest is kept."""
    tx.execute(delete(FailedSignIn).where(FailedSignIn.at < now - WINDOW))
    failed = select(func.count()).select_from(FailedSignIn).where(FailedSignIn.subject == _digest(who))
    return (tx.scalar(failed) or 0) >= allowed


def note(tx: Session, who: str, now: datetime) -> None:
    tx.add(FailedSignIn(subject=_digest(who), at=now))
    tx.flush()


def forget(tx: Session, who: str) -> None:
    tx.execute(delete(FailedSignIn).where(FailedSignIn.subject == _digest(who)))


def _digest(who: str) -> str:
    return hashlib.sha256(who.casefold().encode()).hexdigest()
