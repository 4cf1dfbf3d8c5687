"""Booking, moving and giving back. Each verb works inside the caller's transaction and gives its outcome
as a value; a refusal leaves nothing behind.

The database enforces the counts by guarded updates, CHECKs and a unique index. Rows are locked in one
order, family → quota → sessions by id, so that no two verbs wait for each other.
"""

import random
from datetime import datetime

from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services import bookings, places, quota, rules
from bot.services.bookings import bookings_of, by_request_key
from bot.services.families import child_of, lock_family
from bot.services.missing_rows import insert_missing
from bot.services.numbers import numbers
from bot.services.outcomes import (
    AgeUnknown,
    AlreadyBegan,
    AlreadyBooked,
    AlreadyCancelled,
    Booked,
    BookingRequest,
    Cancelled,
    CancelOutcome,
    Moved,
    NotEligible,
    NotFound,
    NotOffered,
    Outcome,
    QuotaUsed,
    Refusal,
    SessionFull,
    TooFarAhead,
    TooLate,
    WrongAge,
)
from bot.services.quota import quota_left
from bot.services.rules import first_day_of_age
from bot.services.sessions import OpenSession, session_at
from db.models import Booking, Child
from knowledge.schema import Provider

__all__ = [
    "AgeUnknown", "AlreadyBegan", "AlreadyBooked", "AlreadyCancelled", "Booked", "BookingRequest",
    "CancelOutcome", "Cancelled", "Moved", "NotEligible", "NotFound", "NotOffered", "Outcome", "QuotaUsed",
    "Refusal", "SessionFull", "TooFarAhead", "TooLate", "WrongAge",
    "book", "bookings_of", "by_request_key", "cancel", "first_day_of_age", "move", "quota_left",
]  # fmt: skip


def book(tx: Session, request: BookingRequest, now: datetime, rng: random.Random) -> Outcome:
    """AlreadyCancelled: the request had been carried out, and its booking was given back since."""
    lock_family(tx, request.family_id)
    child = child_of(tx, request.family_id, request.child_id)
    if child is None:
        return NotFound()
    if earlier := bookings.once_requested(tx, request.family_id, request.request_key):
        return AlreadyCancelled() if earlier.cancelled_at else _told_again(tx, earlier, request.provider)
    session = _permitted(tx, request, child, now)
    if not isinstance(session, OpenSession):
        return session
    if number := bookings.overlapping(tx, child.id, session):
        return AlreadyBooked(number)
    with tx.begin_nested() as savepoint:
        outcome = _claim(tx, request, child, session, now, rng)
        if not isinstance(outcome, Booked):
            savepoint.rollback()
    return outcome


def move(
    tx: Session, family_id: int, number: str, provider: Provider, starts_at: datetime, now: datetime
) -> Outcome:
    """To another session of the same provider in one step: the old place is kept until the new one is
    taken, and stays when it cannot be. The deadline is the one for giving back."""
    lock_family(tx, family_id)
    booking = bookings.by_number(tx, family_id, number)
    if booking is None:
        return NotFound()
    if refusal := _stands_fast(booking, provider, now):
        return refusal
    if booking.session.provider != provider.id:
        return NotOffered()
    request = _same_elsewhen(booking, provider, starts_at)
    session = _permitted(tx, request, booking.child, now)
    if not isinstance(session, OpenSession):
        return session
    if session.starts_at == booking.session.starts_at:
        return AlreadyBooked(number)
    if other := bookings.overlapping(tx, booking.child_id, session, Booking.id != booking.id):
        return AlreadyBooked(other)
    with tx.begin_nested() as savepoint:
        outcome = _change_places(tx, booking, provider, session)
        if not isinstance(outcome, Moved):
            savepoint.rollback()
    return outcome


def cancel(
    tx: Session, family_id: int, number: str, now: datetime, provider: Provider | None
) -> CancelOutcome:
    """Gives place and free session back. provider: whose deadline counts; None when it is in the files no
    more, then it is the start."""
    lock_family(tx, family_id)
    booking = bookings.by_number(tx, family_id, number)
    if booking is None:
        return NotFound()
    if refusal := _stands_fast(booking, provider, now):
        return refusal
    quota.give_back(tx, booking)
    places.give_back(tx, booking.session_id)
    booking.cancelled_at = now
    tx.flush()
    return Cancelled(booking)


def _permitted(tx: Session, request: BookingRequest, child: Child, now: datetime) -> OpenSession | Refusal:
    """The session, unless a rule that depends on no count forbids it."""
    provider, starts_at = request.provider, request.starts_at
    if refusal := rules.refusal_of_time(starts_at, now):
        return refusal
    session = session_at(tx, provider, request.service, starts_at, now)
    if session is None:
        return NotOffered()
    day = starts_at.astimezone(SHANGHAI).date()
    return (
        rules.refusal_of_stranger(provider, request.acknowledged_eligibility)
        or rules.refusal_of_age(provider, request.service, child, day)
        or session
    )


def _stands_fast(
    booking: Booking, provider: Provider | None, now: datetime
) -> AlreadyCancelled | TooLate | None:
    """Why a booking can be neither given back nor moved."""
    if booking.cancelled_at is not None:
        return AlreadyCancelled()
    starts_at = booking.session.starts_at
    deadline = rules.cancel_deadline(starts_at, rules.service_of(booking), provider)
    return TooLate(deadline) if now > deadline or now >= starts_at else None


def _claim(
    tx: Session,
    request: BookingRequest,
    child: Child,
    session: OpenSession,
    now: datetime,
    rng: random.Random,
) -> Booked | QuotaUsed | SessionFull:
    free = quota.take(tx, child.id, session, rules.free_sessions(request.provider, session.service))
    if isinstance(free, QuotaUsed):
        return free
    session_id = places.row_of(tx, session)
    if not places.take(tx, session_id, session.capacity):
        return SessionFull()
    row = {
        "family_id": request.family_id,
        "child_id": child.id,
        "session_id": session_id,
        "request_key": request.request_key,
        "quota_year": free.year,
        "booked_at": now,
    }
    number = next(n for n in numbers(rng) if insert_missing(tx, Booking, {"number": n, **row}, ("number",)))
    return Booked(number, session.starts_at, session.ends_at, child.nickname, free.left)


def _same_elsewhen(booking: Booking, provider: Provider, starts_at: datetime) -> BookingRequest:
    """Eligibility was acknowledged for the booking that is moved."""
    return BookingRequest(
        family_id=booking.family_id,
        child_id=booking.child_id,
        provider=provider,
        service=rules.service_of(booking),
        starts_at=starts_at,
        request_key=booking.request_key,
        acknowledged_eligibility=True,
    )


def _change_places(
    tx: Session, booking: Booking, provider: Provider, session: OpenSession
) -> Moved | QuotaUsed | SessionFull:
    free = quota.carry_over(tx, booking, session, rules.free_sessions(provider, session.service))
    if isinstance(free, QuotaUsed):
        return free
    session_id = places.row_of(tx, session)
    places.lock(tx, booking.session_id, session_id)
    if not places.take(tx, session_id, session.capacity):
        return SessionFull()
    places.give_back(tx, booking.session_id)
    booking.session_id, booking.quota_year = session_id, free.year
    tx.flush()
    tx.expire(booking, ["session"])
    return Moved(booking.number, session.starts_at, session.ends_at, booking.child.nickname, free.left)


def _told_again(tx: Session, booking: Booking, provider: Provider) -> Booked:
    session, year, left = booking.session, booking.quota_year, None
    service = rules.service_of(booking)
    if year and (allowed := rules.free_sessions(provider, service)):
        left = quota_left(tx, booking.child, service, allowed, year)
    return Booked(
        booking.number, session.starts_at, session.ends_at, booking.child.nickname, left, again=True
    )
