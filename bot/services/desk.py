"""At the door: who has come and who has not. Every verb finds the booking by its number and locks its
session."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services import audit, bookings, rules
from bot.services.outcomes import NotFound
from bot.services.telling import about, shown, tell_family
from db.models import Booking, CareSession, Suspension
from knowledge.schema import Provider


@dataclass(frozen=True, slots=True)
class CheckedIn:
    number: str
    nickname: str
    starts_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class AlreadyIn:
    number: str
    nickname: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NotToday:
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class BookingGone:
    """It was given back."""


@dataclass(frozen=True, slots=True)
class NotBegun:
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class NoShow:
    """count: since the last suspension, this one among them."""

    number: str
    count: int
    suspended_until: datetime | None


@dataclass(frozen=True, slots=True)
class AlreadyNoShow:
    number: str


CheckInOutcome = CheckedIn | AlreadyIn | NotToday | BookingGone | NotFound
NoShowOutcome = NoShow | AlreadyNoShow | AlreadyIn | NotBegun | BookingGone | NotFound


def check_in(
    tx: Session, number: str, now: datetime, who: str, provider_id: str | None = None
) -> CheckInOutcome:
    """On the day of the session, once. Whoever was taken for a no-show and comes late is none. provider_id:
    where the door is; None for any."""
    booking = bookings.locked_by_number(tx, number)
    if booking is None or provider_id not in (None, booking.session.provider):
        return NotFound()
    if booking.cancelled_at:
        return BookingGone()
    if booking.checked_in_at:
        return AlreadyIn(number, booking.child.nickname, booking.checked_in_at)
    starts_at = booking.session.starts_at
    if starts_at.astimezone(SHANGHAI).date() != now.astimezone(SHANGHAI).date():
        return NotToday(starts_at)
    if booking.no_show_at:
        _take_back_suspension(tx, booking, booking.no_show_at)
    before = {"no_show_at": shown(booking.no_show_at)} if booking.no_show_at else None
    booking.checked_in_at, booking.no_show_at = now, None
    tx.flush()
    audit.record(tx, now, who, "booking.checked_in", about(booking), before)
    return CheckedIn(number, booking.child.nickname, starts_at, now)


def record_no_show(tx: Session, number: str, provider: Provider, now: datetime, who: str) -> NoShowOutcome:
    """The family is told, also until when it cannot book where the provider's file says so."""
    booking = bookings.locked_by_number(tx, number)
    if booking is None or booking.session.provider != provider.id:
        return NotFound()
    if booking.cancelled_at:
        return BookingGone()
    if booking.checked_in_at:
        return AlreadyIn(number, booking.child.nickname, booking.checked_in_at)
    if booking.no_show_at:
        return AlreadyNoShow(number)
    if now < booking.session.starts_at:
        return NotBegun(booking.session.starts_at)
    booking.no_show_at = now
    tx.flush()
    count = _no_shows(tx, booking)
    hold = rules.suspension_for(provider.offer(rules.service_of(booking)), count)
    until = now + hold if hold else None
    if until:
        tx.add(Suspension(child_id=booking.child_id, provider=provider.id, since=now, until=until))
        tx.flush()
    after: dict[str, Any] = {"count": count, "suspended_until": shown(until) if until else None}
    audit.record(tx, now, who, "booking.no_show", about(booking), after=after)
    tell_family(tx, "no_show", [booking], now, **after)
    return NoShow(number, count, until)


def _no_shows(tx: Session, booking: Booking) -> int:
    """Of the child with the provider, since it was last suspended there."""
    provider = booking.session.provider
    last = select(func.max(Suspension.since)).where(
        Suspension.child_id == booking.child_id, Suspension.provider == provider
    )
    since = tx.scalar(last)
    found = select(func.count()).select_from(Booking).join(CareSession)
    found = found.where(
        Booking.child_id == booking.child_id,
        CareSession.provider == provider,
        Booking.no_show_at.is_not(None),
    )
    return tx.scalar(found.where(Booking.no_show_at > since) if since else found) or 0


def _take_back_suspension(tx: Session, booking: Booking, no_show_at: datetime) -> None:
    """The one that this no-show led to."""
    tx.execute(
        delete(Suspension).where(
            Suspension.child_id == booking.child_id,
            Suspension.provider == booking.session.provider,
            Suspension.since == no_show_at,
        )
    )
