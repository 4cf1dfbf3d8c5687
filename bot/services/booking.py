"""Booking: one session, several children, or the same day of several weeks. Every verb works inside the
caller's transaction and gives its outcome as a value; a refusal leaves no booking behind.

The database enforces the counts by guarded updates, CHECKs and a unique index (see places.py for locks).
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from bot.services import bookings, places, quota, rules, telling, waiting
from bot.services.bookings import bookings_of, by_request_key
from bot.services.cancelling import InTime, Late, Over, cancel, terms_of_cancelling
from bot.services.candidates import Candidate, candidate
from bot.services.entering import doer, enter, told_again
from bot.services.families import lock_family
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
from bot.services.waitlist_offers import offer_free_places

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
    child: Candidate
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
    made = _carry_out_all(tx, claims, now, rng, hold_for) if claims else {}
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
    child = candidate(tx, request, now)
    if child is None:
        return NotFound()
    if child.booking:
        earlier = bookings.by_id(tx, child.booking)
        return AlreadyCancelled() if earlier.cancelled_at else told_again(tx, earlier, request.provider)
    session = permitted(tx, request, child, now)
    return _Claim(request, child, session) if isinstance(session, OpenSession) else session


def _carry_out_all(
    tx: Session, claims: Sequence[_Claim], now: datetime, rng: random.Random, hold_for: timedelta
) -> dict[str, Booked | Refusal]:
    """By request key."""
    first, sessions = claims[0], [claim.session for claim in claims]
    locked = waiting.lock_sessions(
        tx, first.request.family_id, sessions, family_waits=first.child.family_waits
    )
    carry_out = _carry_out_waited_for if locked.family_waits else _carry_out
    for session, row in locked.rows.items():
        if not row.new:
            provider = next(claim.request.provider for claim in claims if claim.session == session)
            offer_free_places(tx, row.id, provider, now, hold_for)
    # In one order, for rows of the quota are locked on the way.
    in_order = sorted(claims, key=lambda claim: (claim.child.id, claim.session.starts_at))
    made = {
        claim.request.request_key: carry_out(tx, claim, locked.rows[claim.session].id, now, rng)
        for claim in in_order
    }
    _tell_others(tx, in_order, made, now)
    return made


def _tell_others(
    tx: Session, claims: Sequence[_Claim], made: Mapping[str, Booked | Refusal], now: datetime
) -> None:
    """The guardians who did not do it; nobody where it is not known who did."""
    request = claims[0].request
    told = [
        telling.facts(one.number, claim.session, claim.child.nickname)
        for claim in claims
        if isinstance(one := made[claim.request.request_key], Booked)
    ]
    if told and request.by is not None:
        telling.tell_of(tx, "booked_by_other", request.family_id, told, now, not_to=request.by)


def _carry_out_waited_for(
    tx: Session, claim: _Claim, session_id: int, now: datetime, rng: random.Random
) -> Booked | Refusal:
    """The child may wait for the session, and need not any more when it is booked there."""
    child_id, request = claim.child.id, claim.request
    with tx.begin_nested() as savepoint:
        waiting.end_in(tx, child_id, session_id, now, doer(request.by, request.desk))
        outcome = _carry_out(tx, claim, session_id, now, rng)
        if not isinstance(outcome, Booked):
            savepoint.rollback()
    if isinstance(outcome, Booked):
        waiting.end_elsewhere(tx, child_id, claim.session, outcome.number, now)
    return outcome


def _carry_out(
    tx: Session, claim: _Claim, session_id: int, now: datetime, rng: random.Random
) -> Booked | Refusal:
    request, child, session = claim.request, claim.child, claim.session
    if number := bookings.overlapping(tx, child.id, session):
        return AlreadyBooked(number)
    take = partial(places.take, tx, session_id, session.planned)
    outcome = enter(tx, request, child, session, session_id, take, now, rng)
    match outcome:
        case SessionFull():
            allowed = rules.free_sessions(request.provider, session.service)
            return quota.used_up(tx, child.id, session, allowed) or places.full_or_closed(tx, session_id)
        case QuotaUsed():
            places.give_back(tx, session_id)
    return outcome
