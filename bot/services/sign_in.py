"""Passwords of the pages: argon2, and fewer tries the more have failed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.services import tries
from db.models import StaffMember

TRIES_AN_ADDRESS = 20  # more than of a login, for an office shares one
SHORTEST_PASSWORD = 10  # characters
_hasher = PasswordHasher()


class TooManyTries:
    pass


class WrongPassword:
    """Or no such login: which one is not said."""


def hash_of(password: str) -> str:
    return _hasher.hash(password)


def sign_in(
    begin: Callable[[], AbstractContextManager[Session]],
    login: str,
    password: str,
    address: str,
    now: datetime,
) -> StaffMember | WrongPassword | TooManyTries:
    """begin: of a transaction. address: where the request comes from. Each try counts as failed until it is
    known to be right: verifying takes long, and nobody waits for the database meanwhile."""
    of_login, of_address = f"login:{login}", f"address:{address}"
    with begin() as tx:
        if tries.must_wait(tx, of_login, now) or tries.must_wait(tx, of_address, now, TRIES_AN_ADDRESS):
            return TooManyTries()
        tries.note(tx, of_login, now)
        noted = tries.note(tx, of_address, now)
        member = tx.scalar(
            select(StaffMember).where(StaffMember.login == login, StaffMember.removed_at.is_(None))
        )
    if not _verified(member.password_hash if member else None, password) or member is None:
        return WrongPassword()
    with begin() as tx:
        tries.forget(tx, of_login)
        tries.take_back(tx, noted)
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
