"""Finding bookings, always by the family too: nobody reaches another's."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload

from bot.services.sessions import OpenSession
from db.models import Booking, CareSession


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
    found = once_requested(tx, family_id, request_key)
    return found if found and found.cancelled_at is None else None


def once_requested(tx: Session, family_id: int, request_key: str) -> Booking | None:
    """The booking that the request led to, given back or not."""
    return tx.scalar(_loaded().where(Booking.family_id == family_id, Booking.request_key == request_key))


def by_number(tx: Session, family_id: int, number: str) -> Booking | None:
    return tx.scalar(_loaded().where(Booking.family_id == family_id, Booking.number == number))


def overlapping(
    tx: Session, child_id: int, session: OpenSession, *besides: ColumnElement[bool]
) -> str | None:
    """Number of a booking of the child that stands at the time of the session."""
    found = select(Booking.number).join(CareSession)
    at_the_time = CareSession.starts_at < session.ends_at, CareSession.ends_at > session.starts_at
    return tx.scalar(
        found.where(
            Booking.child_id == child_id, Booking.cancelled_at.is_(None), *at_the_time, *besides
        ).limit(1)
    )


def _loaded() -> Select[Booking]:
    """As committed now, even where this transaction has read the booking before."""
    found = select(Booking).options(joinedload(Booking.child), joinedload(Booking.session))
    return found.execution_options(populate_existing=True)
