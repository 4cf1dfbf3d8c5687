"""Giving a booking back: until the deadline with its free session, later as the provider's file says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.services import audit, bookings, commands, places, quota, rules
from bot.services.entering import doer
from bot.services.families import lock_family
from bot.services.holds import HOLD_FOR
from bot.services.outcomes import AlreadyCancelled, Cancelled, CancelOutcome, NotFound, TooLate
from bot.services.telling import about, tell_others
from bot.services.waitlist_offers import offer_free_places
from db import outbox
from db.models import Booking
from knowledge.schema import Provider


@dataclass(frozen=True, slots=True)
class InTime:
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Late:
    """counts: the free session will stay used."""

    deadline: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class Over:
    """The session has begun. deadline: its start."""

    deadline: datetime


Terms = InTime | Late | Over


def terms_of_cancelling(booking: Booking, provider: Provider | None, now: datetime) -> Terms:
    """What giving it back now means. provider None: it is in the files no more, then only the start
    counts."""
    starts_at, service = booking.session.starts_at, rules.service_of(booking)
    deadline = rules.cancel_deadline(starts_at, service, provider)
    if now >= starts_at:
        return Over(starts_at)
    if now <= deadline:
        return InTime(deadline)
    return Late(
        deadline, rules.late_cancellation_counts(service, provider) and booking.quota_year is not None
    )


def cancel(
    tx: Session,
    family_id: int,
    number: str,
    now: datetime,
    provider: Provider | None,
    *,
    by: int | None = None,
    key: str | None = None,
    hold_for: timedelta = HOLD_FOR,
) -> CancelOutcome:
    """The place goes to who waits for it. key: of the command; the same once more is told the same."""
    lock_family(tx, family_id)
    booking = bookings.locked(tx, family_id, number)
    if booking is None:
        return NotFound()
    if earlier := commands.earlier(tx, family_id, key):
        return Cancelled(booking, earlier["late"], earlier["counted"], again=True)
    if booking.cancelled_at is not None:
        return AlreadyCancelled()
    terms = terms_of_cancelling(booking, provider, now)
    if isinstance(terms, Over):
        return TooLate(terms.deadline)
    late, counted = isinstance(terms, Late), isinstance(terms, Late) and terms.counts
    undo(tx, booking, "late" if late else "family", now, doer(by), keep_quota=counted)
    commands.remember(tx, family_id, key, {"number": number, "late": late, "counted": counted}, now)
    if provider:
        offer_free_places(tx, booking.session_id, provider, now, hold_for)
    tell_others(tx, "cancelled_by_other", [booking], by, now, late=late, counted=counted)
    return Cancelled(booking, late, counted)


def undo(
    tx: Session, booking: Booking, because: str, now: datetime, who: str, keep_quota: bool = False
) -> None:
    """Place and free session are given back; its session is locked."""
    if not keep_quota:
        quota.give_back(tx, booking)
    places.give_back(tx, booking.session_id)
    booking.cancelled_at, booking.cancelled_because = now, because
    booking.quota_kept = keep_quota
    booking.revision += 1
    tx.flush()
    outbox.withdraw(tx, about(booking), because)
    before = bookings.for_audit(booking.session, booking.child_id, booking.quota_year)
    after = {"because": because, "quota_kept": keep_quota}
    audit.record(tx, now, who, "booking.cancelled", about(booking), before, after)
