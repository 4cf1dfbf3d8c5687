"""Whom a provider expects on a day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services import bookings, waiting
from db.models import Booking, CareSession, Family, Guardian, WaitlistEntry
from knowledge.ages import months_between
from knowledge.schema import Provider


@dataclass(frozen=True, slots=True)
class Line:
    """nickname, note: as the family wrote them. age_months: on the day. walk_in: written down at the door,
    by a family that nobody writes for."""

    number: str
    nickname: str
    age_months: int
    note: str | None
    telephone: str | None
    checked_in_at: datetime | None
    no_show_at: datetime | None
    walk_in: bool


@dataclass(frozen=True, slots=True)
class SessionList:
    """waiting: children on the waiting list, those included for whom a place is held."""

    service: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    booked: int
    held: int
    waiting: int
    closed_because: str | None
    lines: tuple[Line, ...]


def day_list(tx: Session, provider: Provider, day: date) -> tuple[SessionList, ...]:
    """The sessions of the day about which anything is kept, by start."""
    return tuple(_session_list(tx, row, day) for row in rows_of_day(tx, provider.id, day))


def rows_of_day(tx: Session, provider_id: str, day: date) -> list[CareSession]:
    """Also those that the provider's file knows no more."""
    begins = datetime.combine(day, time(), SHANGHAI)
    found = select(CareSession).where(
        CareSession.provider == provider_id,
        CareSession.starts_at >= begins,
        CareSession.starts_at < begins + timedelta(days=1),
    )
    in_order = found.order_by(CareSession.starts_at, CareSession.service)
    return list(tx.scalars(in_order.execution_options(populate_existing=True)))


def _session_list(tx: Session, row: CareSession, day: date) -> SessionList:
    waits = select(func.count()).where(waiting.ACTIVE, WaitlistEntry.session_id == row.id)
    return SessionList(
        service=row.service,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        capacity=row.capacity,
        booked=row.booked,
        held=row.held,
        waiting=tx.scalar(waits) or 0,
        closed_because=(row.closed_because or "") if row.closed_at else None,
        lines=tuple(_line(tx, booking, day) for booking in bookings.of_sessions(tx, [row.id])),
    )


def _line(tx: Session, booking: Booking, day: date) -> Line:
    child = booking.child
    of_family = Guardian.family_id == booking.family_id
    return Line(
        number=booking.number,
        nickname=child.nickname,
        age_months=months_between(child.born_on, day),
        note=child.note,
        telephone=tx.get_one(Family, booking.family_id).telephone,
        checked_in_at=booking.checked_in_at,
        no_show_at=booking.no_show_at,
        walk_in=tx.scalar(select(Guardian.id).where(of_family).limit(1)) is None,
    )
