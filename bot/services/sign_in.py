"""Passwords of the pages: argon2, and fewer tries the more have failed."""

import hashlib
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db.models import FailedSignIn, StaffMember

WINDOW = timedelta(minutes=15)
TRIES_A_LOGIN, TRIES_AN_ADDRESS = 5, 20  # within the window
SHORTEST_PASSWORD = 10  # characters
_hasher = PasswordHasher()


class TooManyTries:
    pass


class WrongPassword:
    """Or no such login: which one is not said."""


def hash_of(password: str) -> str:
    return _hasher.hash(password)


def sign_in(
    tx: Session, login: str, password: str, address: str, now: datetime
) -> StaffMember | WrongPassword | TooManyTries:
    """address: where the request comes from."""
    tx.execute(delete(FailedSignIn).where(FailedSignIn.at < now - WINDOW))
    of_login, of_address = _subject("login", login), _subject("address", address)
    if _failures(tx, of_login) >= TRIES_A_LOGIN or _failures(tx, of_address) >= TRIES_AN_ADDRESS:
        return TooManyTries()
    member = tx.scalar(
        select(StaffMember).where(StaffMember.login == login, StaffMember.removed_at.is_(None))
    )
    if not _verified(member.password_hash if member else None, password) or member is None:
        tx.add_all([FailedSignIn(subject=subject, at=now) for subject in (of_login, of_address)])
        return WrongPassword()
    tx.execute(delete(FailedSignIn).where(FailedSignIn.subject == of_login))
    return member


def _verified(password_hash: str | None, password: str) -> bool:
    """Takes as long without an account, so that its absence does not show."""
    try:
        return _hasher.verify(password_hash or _nobody(), password)
    except VerificationError:
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("nobody's")


def _failures(tx: Session, subject: str) -> int:
    return (
        tx.scalar(select(func.count()).select_from(FailedSignIn).where(FailedSignIn.subject == subject)) or 0
    )


def _subject(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value.casefold()}".encode()).hexdigest()
