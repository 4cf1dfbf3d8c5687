"""Moving a booking to another session in one step: the old place is kept until the new one is taken, and
stays when it cannot be."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.services import audit, bookings, commands, places, quota, rules, waiting
from bot.services.entering import doer
from bot.services.families import lock_family
from bot.services.holds import HOLD_FOR
from bot.services.outcomes import (
    AlreadyBooked,
    AlreadyCancelled,
    BookingRequest,
    Moved,
    NotFound,
    NotOffered,
    Outcome,
    QuotaUsed,
    Refusal,
    SessionFull,
    TooLate,
)
from bot.services.permission import permitted
from bot.services.sessions import OpenSession
from bot.services.telling import about, shown, tell_others
from bot.services.waitlist_offers import offer_free_places
from db import outbox
from db.models import Booking
from knowledge.schema import Provider


def move(
    tx: Session,
    family_id: int,
    number: str,
    provider: Provider,
    starts_at: datetime,
    now: datetime,
    *,
    by: int | None = None,
    key: str | None = None,
    hold_for: timedelta = HOLD_FOR,
) -> Outcome:
    """Within its provider, until the deadline for giving back. key: of the command; the same once more is
    told the same."""
    lock_family(tx, family_id)
    booking = bookings.by_number(tx, family_id, number)
    if booking is None:
        return NotFound()
    if earlier := commands.earlier(tx, family_id, key):
        return _told_again(booking, earlier)
    if refusal := _stands_fast(booking, provider, now):
        return refusal
    if booking.session.provider != provider.id:
        return NotOffered()
    old_session, old_start = booking.session_id, shown(booking.session.starts_at)
    outcome = change_session(tx, booking, provider, starts_at, now, doer(by), hold_for)
    if isinstance(outcome, Moved):
        commands.remember(tx, family_id, key, _kept(outcome), now)
        offer_free_places(tx, old_session, provider, now, hold_for)
        tell_others(tx, "moved_by_other", [booking], by, now, from_starts_at=old_start)
    return outcome


def change_session(
    tx: Session,
    booking: Booking,
    provider: Provider,
    starts_at: datetime,
    now: datetime,
    who: str,
    hold_for: timedelta,
) -> Moved | Refusal:
    """The family is locked by the caller, who also offers the old place to those who wait."""
    session = permitted(tx, _same_elsewhen(booking, provider, starts_at), booking.child, now)
    if not isinstance(session, OpenSession):
        return session
    if session.row == booking.session_id:
        return AlreadyBooked(booking.number)
    locked = waiting.lock_sessions(tx, booking.family_id, [session], booking.session_id)
    session_id = locked.rows[session].id
    tx.refresh(booking)
    if booking.cancelled_at is not None:  # by staff, until the session was ours
        return AlreadyCancelled()
    offer_free_places(tx, session_id, provider, now, hold_for)
    if other := bookings.overlapping(tx, booking.child_id, session, booking.id):
        return AlreadyBooked(other)
    with tx.begin_nested() as savepoint:
        outcome = _change_places(tx, booking, provider, session, session_id, now, who)
        if not isinstance(outcome, Moved):
            savepoint.rollback()
    if isinstance(outcome, SessionFull):
        return places.full_or_closed(tx, session_id)
    if isinstance(outcome, Moved):
        waiting.end_elsewhere(tx, booking.child_id, session, booking.number, now)
        outbox.withdraw(tx, about(booking), "moved")
    return outcome


def _stands_fast(booking: Booking, provider: Provider, now: datetime) -> AlreadyCancelled | TooLate | None:
    if booking.cancelled_at is not None:
        return AlreadyCancelled()
    starts_at = booking.session.starts_at
    deadline = rules.cancel_deadline(starts_at, rules.service_of(booking), provider)
    return TooLate(deadline) if now > deadline or now >= starts_at else None


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
    tx: Session,
    booking: Booking,
    provider: Provider,
    session: OpenSession,
    session_id: int,
    now: datetime,
    who: str,
) -> Moved | QuotaUsed | SessionFull:
    before = bookings.for_audit(booking.session, booking.child_id, booking.quota_year)
    free = quota.carry_over(tx, booking, session, rules.free_sessions(provider, session.service))
    if isinstance(free, QuotaUsed):
        return free
    waiting.end_in(tx, booking.child_id, session_id, now, who)
    if not places.take(tx, session_id, session.planned):
        return SessionFull()
    places.give_back(tx, booking.session_id)
    booking.session_id, booking.quota_year = session_id, free.year
    booking.revision += 1
    tx.flush()
    tx.expire(booking, ["session"])
    after = bookings.for_audit(session, booking.child_id, free.year)
    audit.record(tx, now, who, "booking.moved", about(booking), before, after)
    return Moved(booking.number, session.starts_at, session.ends_at, booking.child.nickname, free.left)


def _kept(moved: Moved) -> dict[str, Any]:
    return {
        "starts_at": shown(moved.starts_at),
        "ends_at": shown(moved.ends_at),
        "quota_left": moved.quota_left,
    }


def _told_again(booking: Booking, kept: dict[str, Any]) -> Moved:
    starts_at, ends_at = (datetime.fromisoformat(kept[key]) for key in ("starts_at", "ends_at"))
    return Moved(booking.number, starts_at, ends_at, booking.child.nickname, kept["quota_left"], again=True)
