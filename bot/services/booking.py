"""Booking: one session, several children, or the same day of several weeks. Every verb works inside the
caller's transaction and gives its outcome as a value; a refusal leaves no booking behind.

The database enforces the counts by guarded updates, CHECKs and a unique index (see places.py for locks).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from bot.services import bookings, places, waiting
from bot.services.bookings import bookings_of, by_request_key
from bot.services.cancelling import InTime, Late, Over, cancel, terms_of_cancelling
from bot.services.entering import doer, enter, told_again
from bot.services.families import child_of, lock_family
from bot.services.holds import HOLD_FOR
from bot.services.moving import move
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
    SessionClosed,
    SessionFull,
    Suspended,
    TooFarAhead,
    TooLate,
    WrongAge,
)
from bot.services.permission import permitted
from bot.services.quota import quota_left
from bot.services.rules import STANDING_WEEKS, first_day_of_age
from bot.services.sessions import OpenSession
from bot.services.telling import tell_others
from bot.services.waitlist_offers import offer_free_places
from db.models import Child

__all__ = [
    "STANDING_WEEKS", "AgeUnknown", "AlreadyBegan", "AlreadyBooked", "AlreadyCancelled", "Booked",
    "BookingRequest", "CancelOutcome", "Cancelled", "InTime", "Late", "Moved", "NotEligible", "NotFound",
    "NotOffered", "Outcome", "Over", "QuotaUsed", "Refusal", "SessionClosed", "SessionFull", "Suspended",
    "TooFarAhead", "TooLate", "WrongAge",
    "book", "book_all", "book_series", "bookings_of", "by_request_key", "cancel", "first_day_of_age", "move",
    "quota_left", "terms_of_cancelling",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Claim:
    """A request that no rule forbids."""

    request: BookingRequest
    child: Child
    session: OpenSession


def book(
    tx: Session,
    request: BookingRequest,
    now: datetime,
    rng: random.Random,
    hold_for: timedelta = HOLD_FOR,
) -> Outcome:
    """AlreadyCancelled: the request had been carried out, and its booking was given back since. hold_for:
    for whoever waits, who is offered a free place before it is taken by somebody new."""
    return book_all(tx, (request,), now, rng, hold_for)[0]


def book_all(
    tx: Session,
    requests: Sequence[BookingRequest],
    now: datetime,
    rng: random.Random,
    hold_for: timedelta = HOLD_FOR,
) -> tuple[Outcome, ...]:
    """Several of one family: each stands or falls for its own reason. In the order of the requests."""
    lock_family(tx, requests[0].family_id)
    asked = [_asked(tx, request, now) for request in requests]
    claims = [claim for claim in asked if isinstance(claim, _Claim)]
    rows = waiting.lock_sessions(
        tx, {claim.child.id for claim in claims}, (claim.session for claim in claims)
    )
    for session, row in rows.items():
        provider = next(claim.request.provider for claim in claims if claim.session == session)
        offer_free_places(tx, row, provider, now, hold_for)
    # In one order, for rows of the quota are locked on the way.
    in_order = sorted(claims, key=lambda claim: (claim.child.id, claim.session.starts_at))
    made = {
        claim.request.request_key: _carry_out(tx, claim, rows[claim.session], now, rng) for claim in in_order
    }
    _tell(tx, requests[0], [one for one in made.values() if isinstance(one, Booked)], now)
    return tuple(made[one.request.request_key] if isinstance(one, _Claim) else one for one in asked)


def book_series(
    tx: Session,
    request: BookingRequest,
    weeks: int,
    now: datetime,
    rng: random.Random,
    hold_for: timedelta = HOLD_FOR,
) -> tuple[tuple[datetime, Outcome], ...]:
    """A standing booking: the same day and time of up to STANDING_WEEKS weeks, from request.starts_at on."""
    dates = [request.starts_at + timedelta(weeks=week) for week in range(min(weeks, STANDING_WEEKS))]
    requests = [
        replace(request, starts_at=date, request_key=f"{request.request_key}:{week}", standing=True)
        for week, date in enumerate(dates)
    ]
    return tuple(zip(dates, book_all(tx, requests, now, rng, hold_for), strict=True))


def _asked(tx: Session, request: BookingRequest, now: datetime) -> _Claim | Booked | Refusal:
    child = child_of(tx, request.family_id, request.child_id)
    if child is None:
        return NotFound()
    if earlier := bookings.once_requested(tx, request.family_id, request.request_key):
        return AlreadyCancelled() if earlier.cancelled_at else told_again(tx, earlier, request.provider)
    session = permitted(tx, request, child, now)
    return _Claim(request, child, session) if isinstance(session, OpenSession) else session


def _carry_out(
    tx: Session, claim: _Claim, session_id: int, now: datetime, rng: random.Random
) -> Booked | Refusal:
    request, child, session = claim.request, claim.child, claim.session
    if number := bookings.overlapping(tx, child.id, session):
        return AlreadyBooked(number)
    with tx.begin_nested() as savepoint:
        waiting.end_in(tx, child.id, session_id, now, doer(request.by, request.desk))
        take = partial(places.take, tx, session_id, session.planned)
        outcome = enter(tx, request, child, session, session_id, take, now, rng)
        if not isinstance(outcome, Booked):
            savepoint.rollback()
    if isinstance(outcome, SessionFull):
        return places.full_or_closed(tx, session_id)
    if isinstance(outcome, Booked):
        waiting.end_elsewhere(tx, child.id, session, outcome.number, now)
    return outcome


def _tell(tx: Session, request: BookingRequest, booked: Sequence[Booked], now: datetime) -> None:
    if request.by is not None and booked:
        made = [bookings.by_number(tx, request.family_id, one.number) for one in booked]
        tell_others(tx, "booked_by_other", [one for one in made if one], request.by, now)
