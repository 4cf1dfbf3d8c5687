"""Finding bookings, always by the family too: nobody reaches another's."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, joinedload

from bot.clock import SHANGHAI
from bot.services import places
from bot.services.sessions import OpenSession
from db.models import Booking, CareSession
from db.tables import run, table_of

_BOOKINGS, _SESSIONS = table_of(Booking), table_of(CareSession)
_OVERLAPPING = (
    select(_BOOKINGS.c.number)
    .join(_SESSIONS)
    .where(
        _BOOKINGS.c.child_id == bindparam("of_child"),
        _BOOKINGS.c.cancelled_at.is_(None),
        _SESSIONS.c.starts_at < bindparam("ends_at"),
        _SESSIONS.c.ends_at > bindparam("starts_at"),
        _BOOKINGS.c.id != bindparam("but"),
    )
    .limit(1)
)


def bookings_of(
    tx: Session, family_id: int, now: datetime, include_past: bool = False
) -> tuple[Booking, ...]:
    """Those that stand, by start, with child and session; without those that are over unless asked for."""
    found = _loaded().join(CareSession).where(Booking.family_id == family_id, Booking.cancelled_at.is_(None))
    if not include_past:
        found = found.where(CareSession.ends_at > now)
    return tuple(tx.scalars(found.order_by(CareSession.starts_at, Booking.id)))


def by_request_key(tx: Session, family_id: int, request_key: str) -> Booking | None:
    """The booking that the request led to, if it still stands."""
    of_request = Booking.family_id == family_id, Booking.request_key == request_key
    return tx.scalar(_loaded().where(*of_request, Booking.cancelled_at.is_(None)))


def by_id(tx: Session, booking_id: int) -> Booking:
    return tx.scalars(_loaded().where(Booking.id == booking_id)).one()


def by_number(tx: Session, family_id: int, number: str) -> Booking | None:
    return tx.scalar(_loaded().where(Booking.family_id == family_id, Booking.number == number))


def by_any_number(tx: Session, number: str) -> Booking | None:
    """Whosever it is: for the staff, whose limits are tested by the caller."""
    return tx.scalar(_loaded().where(Booking.number == number))


def standing(tx: Session, child_id: int, session_id: int) -> Booking | None:
    """The child's in the session."""
    of_child = Booking.child_id == child_id, Booking.session_id == session_id
    return tx.scalar(_loaded().where(*of_child, Booking.cancelled_at.is_(None)))


def locked(tx: Session, family_id: int, number: str) -> Booking | None:
    """As it is while its session is locked; the family is locked by the caller."""
    found = by_number(tx, family_id, number)
    if found:
        places.lock(tx, (found.session_id,))
    return by_number(tx, family_id, number) if found else None


def locked_by_number(tx: Session, number: str) -> Booking | None:
    """For staff: whosoever it is, as it is while its session is locked."""
    of_number = Booking.number == number
    found = tx.scalar(select(Booking.session_id).where(of_number))
    if found is None:
        return None
    places.lock(tx, (found,))
    return tx.scalar(_loaded().where(of_number))


def of_sessions(tx: Session, session_ids: Collection[int]) -> list[Booking]:
    """Those that stand, in the order in which they were made."""
    found = _loaded().where(Booking.session_id.in_(session_ids), Booking.cancelled_at.is_(None))
    return list(tx.scalars(found.order_by(Booking.booked_at, Booking.id)))


def for_audit(session: OpenSession | CareSession, child_id: int, quota_year: int | None) -> dict[str, Any]:
    """A booking while it stands."""
    return {
        "provider": session.provider,
        "service": session.service,
        "starts_at": session.starts_at.astimezone(SHANGHAI).isoformat(),
        "child": child_id,
        "quota_year": quota_year,
    }


def overlapping(tx: Session, child_id: int, session: OpenSession, but: int = 0) -> str | None:
    """Number of a booking of the child that stands at the time of the session. but: the id of one that does
    not count."""
    when = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    number: str | None = run(tx, _OVERLAPPING, {"of_child": child_id, "but": but, **when}).scalar()
    return number


def _loaded() -> Select[Booking]:
    """As committed now, even where this transaction has read the booking before."""
    found = select(Booking).options(joinedload(Booking.child), joinedload(Booking.session))
    return found.execution_options(populate_existing=True)
