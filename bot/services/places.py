"""Places of a session: taken, held and given back by guarded updates, so that the database decides.

A session's row is locked before anything about its places, bookings or waiting list changes. Locks are taken
in one order everywhere, family → sessions by id → quota by child, so that nobody waits in a circle.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.services.missing_rows import insert_missing
from bot.services.outcomes import SessionClosed, SessionFull
from bot.services.sessions import OpenSession
from db.models import CareSession

KEY = ("provider", "service", "starts_at")


def row_of(tx: Session, session: OpenSession) -> int:
    """The id of the session's row, made when missing."""
    if session.row is not None:
        return session.row
    values = {
        "provider": session.provider,
        "service": session.service,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "capacity": session.planned,
        "booked": 0,
        "held": 0,
    }
    insert_missing(tx, CareSession, values, KEY)
    found = select(CareSession.id).where(
        CareSession.provider == session.provider,
        CareSession.service == session.service,
        CareSession.starts_at == session.starts_at,
    )
    return tx.execute(found).scalar_one()


def rows_of(tx: Session, sessions: Iterable[OpenSession]) -> dict[OpenSession, int]:
    """Missing ones are made in one order, for the same reason as locks are."""
    in_order = sorted(set(sessions), key=lambda one: (one.provider, one.service, one.starts_at))
    return {session: row_of(tx, session) for session in in_order}


def lock(tx: Session, session_ids: Iterable[int], skip_locked: bool = False) -> dict[int, CareSession]:
    """As committed now. skip_locked: without those that somebody else has."""
    rows = select(CareSession).where(CareSession.id.in_(set(session_ids))).order_by(CareSession.id)
    rows = rows.with_for_update(key_share=True, skip_locked=skip_locked)
    return {row.id: row for row in tx.scalars(rows.execution_options(populate_existing=True))}


def full_or_closed(tx: Session, session_id: int) -> SessionFull | SessionClosed:
    """Why none could be taken."""
    found = select(CareSession.closed_at, CareSession.closed_because).where(CareSession.id == session_id)
    closed_at, because = tx.execute(found).one()
    return SessionClosed(because or "") if closed_at else SessionFull()


def take(tx: Session, session_id: int, planned: int) -> bool:
    """planned: the file's capacity of today; it becomes the row's only where a place is left under it, so
    that a lowered one never falls below what is taken. False when the session is full or closed."""
    return _take(tx, session_id, planned, 1, booked=CareSession.booked + 1)


def hold(tx: Session, session_id: int, planned: int, places: int) -> bool:
    """For those who are offered them."""
    return _take(tx, session_id, planned, places, held=CareSession.held + places)


def take_held(tx: Session, session_id: int) -> bool:
    """A held place becomes a booked one, also where the file allows fewer by now: it was promised."""
    _change(tx, session_id, booked=CareSession.booked + 1, held=CareSession.held - 1)
    return True


def give_back(tx: Session, session_id: int, places: int = 1) -> None:
    _change(tx, session_id, booked=CareSession.booked - places)


def release(tx: Session, session_id: int, places: int = 1) -> None:
    """Held ones that were not wanted."""
    _change(tx, session_id, held=CareSession.held - places)


def _take(tx: Session, session_id: int, planned: int, places: int, **taken: Any) -> bool:
    capacity = func.coalesce(CareSession.capacity_by_staff, planned)
    done = tx.execute(
        update(CareSession)
        .where(
            CareSession.id == session_id,
            CareSession.closed_at.is_(None),
            CareSession.booked + CareSession.held + places <= capacity,
        )
        .values(**taken, capacity=capacity)
        .returning(CareSession.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


def _change(tx: Session, session_id: int, **values: Any) -> None:
    tx.execute(
        update(CareSession)
        .where(CareSession.id == session_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
