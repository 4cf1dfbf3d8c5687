"""Reminders of bookings: on the evening before, and soon before the start.

Which are due is looked for without a lock. Each is then made in a transaction of its own that locks the
booking and looks again: a row in `reminders` and the message in the outbox, both or none, so that two
processes that wake up together, a crash and a cancellation at the same moment all lead to one message or
none. What is still unsent is withdrawn by whoever cancels or moves the booking.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, joinedload

from bot.clock import SHANGHAI
from bot.services.missing_rows import insert_missing
from bot.services.news import News, tell
from db.models import AuditEntry, Booking, CareSession, Family, Reminder

Kind = Literal["evening", "soon"]
KINDS: tuple[Kind, ...] = ("evening", "soon")
NIGHT_FROM = time(22)  # until when the evening's reminder may still be made and sent
JUST_NOW = timedelta(hours=2)  # who booked or moved so short before the evening's reminder needs none


@dataclass(frozen=True, slots=True)
class Times:
    """evening_at: Shanghai time, before NIGHT_FROM. soon: how long before the start."""

    evening_at: time = time(19)
    soon: timedelta = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Window:
    """A reminder belongs to [opens_at, closes_at); known_by: the booking stood as it is before this."""

    opens_at: datetime
    closes_at: datetime
    known_by: datetime

    def holds(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at


@dataclass(frozen=True, slots=True)
class Due:
    booking_id: int
    kind: Kind


def window(kind: Kind, starts_at: datetime, times: Times) -> Window:
    """When a reminder of a session may be made and sent. A late one is still of use until the window closes:
    the evening's until night, the other until the start."""
    if kind == "soon":
        opens_at = starts_at - times.soon
        return Window(opens_at, starts_at, opens_at)
    evening = starts_at.astimezone(SHANGHAI).date() - timedelta(days=1)
    opens_at = datetime.combine(evening, times.evening_at, SHANGHAI)
    return Window(opens_at, datetime.combine(evening, NIGHT_FROM, SHANGHAI), opens_at - JUST_NOW)


def due(tx: Session, now: datetime, times: Times) -> tuple[Due, ...]:
    """What seems to be due, by start; nothing is locked yet."""
    return tuple(found for kind in KINDS for found in _due(tx, kind, now, times))


def remind(tx: Session, what: Due, now: datetime, times: Times) -> bool:
    """Makes the reminder and tells the family, unless it is not due after all."""
    booking = _locked(tx, what.booking_id)
    if booking is None or booking.cancelled_at or booking.checked_in_at:
        return False
    starts_at = booking.session.starts_at
    when = window(what.kind, starts_at, times)
    if not when.holds(now) or _last_changed(tx, booking) >= when.known_by:
        return False
    row = {"booking_id": booking.id, "kind": what.kind, "starts_at": starts_at, "made_at": now}
    if not insert_missing(tx, Reminder, row, ("booking_id", "kind", "starts_at")):
        return False
    tell(tx, _news(booking, what.kind, when.closes_at))
    return True


def _due(tx: Session, kind: Kind, now: datetime, times: Times) -> tuple[Due, ...]:
    starts = _starts_to_remind_of(kind, now, times)
    if starts is None:
        return ()
    made = select(Reminder.booking_id).where(
        Reminder.booking_id == Booking.id,
        Reminder.kind == kind,
        Reminder.starts_at == CareSession.starts_at,
    )
    rows = tx.execute(
        select(Booking.id, Booking.booked_at, CareSession.starts_at)
        .join(CareSession)
        .where(
            starts,
            Booking.cancelled_at.is_(None),
            Booking.checked_in_at.is_(None),
            ~made.exists(),
        )
        .order_by(CareSession.starts_at, Booking.id)
    )
    return tuple(
        Due(row.id, kind) for row in rows if row.booked_at < window(kind, row.starts_at, times).known_by
    )


def _starts_to_remind_of(kind: Kind, now: datetime, times: Times) -> ColumnElement[bool] | None:
    """Sessions whose window is open; None when none can be."""
    if kind == "soon":
        return and_(CareSession.starts_at > now, CareSession.starts_at <= now + times.soon)
    midnight = datetime.combine(now.astimezone(SHANGHAI).date() + timedelta(days=1), time(), SHANGHAI)
    if not window("evening", midnight, times).holds(now):
        return None
    return and_(CareSession.starts_at >= midnight, CareSession.starts_at < midnight + timedelta(days=1))


def _locked(tx: Session, booking_id: int) -> Booking | None:
    """Locked after its family, which an erasure holds: a family that is gone is told nothing more."""
    of_booking = select(Booking.family_id).where(Booking.id == booking_id).scalar_subquery()
    tx.execute(select(Family.id).where(Family.id == of_booking).with_for_update(key_share=True))
    tx.execute(select(Booking.id).where(Booking.id == booking_id).with_for_update())
    found = select(Booking).options(joinedload(Booking.child), joinedload(Booking.session))
    return tx.scalar(found.where(Booking.id == booking_id).execution_options(populate_existing=True))


def _last_changed(tx: Session, booking: Booking) -> datetime:
    """When the family last heard of this booking by doing something about it."""
    audited = tx.scalar(select(func.max(AuditEntry.at)).where(AuditEntry.subject == _subject(booking)))
    return max(booking.booked_at, audited or booking.booked_at)


def _news(booking: Booking, kind: Kind, expires_at: datetime) -> News:
    session = booking.session
    return News(
        family_id=booking.family_id,
        kind=f"reminder_{kind}",
        key=f"reminder:{kind}:{booking.number}:{session.starts_at.timestamp():.0f}",
        facts={
            "number": booking.number,
            "provider": session.provider,
            "service": session.service,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
            "child": booking.child.nickname,
        },
        about=_subject(booking),
        expires_at=expires_at,
    )


def _subject(booking: Booking) -> str:
    return f"booking:{booking.number}"
