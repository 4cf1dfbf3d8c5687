"""Places of a session: taken, held and given back by guarded updates, so that the database decides.

A session's row is locked before anything about its places, bookings or waiting list changes. Locks are taken
in one order everywhere, family → sessions by id → quota by child, so that nobody waits in a circle.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Update, bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.services.missing_rows import new_row
from bot.services.outcomes import SessionClosed, SessionFull
from bot.services.sessions import OpenSession
from db import tables
from db.models import CareSession
from db.tables import run, table_of

KEY = ("provider", "service", "starts_at")


@dataclass(frozen=True, slots=True)
class SessionRow:
    """new: made in this transaction, which alone knows it and need not lock it."""

    id: int
    new: bool = False


def row_of(tx: Session, session: OpenSession) -> SessionRow:
    """The session's row, made when missing."""
    if session.row is not None:
        return SessionRow(session.row)
    key = {"provider": session.provider, "service": session.service, "starts_at": session.starts_at}
    counts = {"capacity": session.planned, "booked": 0, "held": 0}
    if made := new_row(tx, CareSession, {**key, "ends_at": session.ends_at, **counts}, KEY):
        return SessionRow(made, new=True)
    return SessionRow(run(tx, _ROW, {f"of_{name}": value for name, value in key.items()}).scalar_one())


def rows_of(tx: Session, sessions: Iterable[OpenSession]) -> dict[OpenSession, SessionRow]:
    """Missing ones are made in one order, for the same reason as locks are."""
    in_order = sorted(set(sessions), key=lambda one: (one.provider, one.service, one.starts_at))
    return {session: row_of(tx, session) for session in in_order}


def lock(tx: Session, session_ids: Iterable[int]) -> None:
    for session_id in sorted(set(session_ids)):
        tables.lock(tx, _LOCK, {"of_session": session_id})


def locked(tx: Session, session_ids: Iterable[int], skip_locked: bool = False) -> dict[int, CareSession]:
    """As committed now. skip_locked: without those that somebody else has."""
    rows = select(CareSession).where(CareSession.id.in_(set(session_ids))).order_by(CareSession.id)
    rows = rows.with_for_update(key_share=True, skip_locked=skip_locked)
    return {row.id: row for row in tx.scalars(rows.execution_options(populate_existing=True))}


def full_or_closed(tx: Session, session_id: int) -> SessionFull | SessionClosed:
    """Why none could be taken."""
    row = run(tx, _CLOSED, {"of_session": session_id}).one()
    return SessionClosed(row.closed_because or "") if row.closed_at else SessionFull()


def take(tx: Session, session_id: int, planned: int) -> bool:
    """planned: the file's capacity of today; it becomes the row's only where a place is left under it, so
    that a lowered one never falls below what is taken. False when the session is full or closed."""
    return run(tx, _TAKE, {"of_session": session_id, "planned": planned, "places": 1}).first() is not None


def hold(tx: Session, session_id: int, planned: int, places: int) -> bool:
    """For those who are offered them."""
    held = run(tx, _HOLD, {"of_session": session_id, "planned": planned, "places": places})
    return held.first() is not None


def take_held(tx: Session, session_id: int) -> bool:
    """A held place becomes a booked one, also where the file allows fewer by now: it was promised."""
    _change(tx, session_id, booked=1, held=-1)
    return True


def give_back(tx: Session, session_id: int, places: int = 1) -> None:
    _change(tx, session_id, booked=-places)


def release(tx: Session, session_id: int, places: int = 1) -> None:
    """Held ones that were not wanted."""
    _change(tx, session_id, held=-places)


def _change(tx: Session, session_id: int, booked: int = 0, held: int = 0) -> None:
    run(tx, _CHANGE, {"of_session": session_id, "more_booked": booked, "more_held": held})


_SESSIONS = table_of(CareSession)
_MEANT = _SESSIONS.c.id == bindparam("of_session")
_PLACES: BindParameter[int] = bindparam("places")


def _if_free(**taken: ColumnElement[Any]) -> Update:
    capacity = func.coalesce(_SESSIONS.c.capacity_by_staff, bindparam("planned"))
    enough = _SESSIONS.c.booked + _SESSIONS.c.held + _PLACES <= capacity
    changed = update(_SESSIONS).where(_MEANT, _SESSIONS.c.closed_at.is_(None), enough)
    return changed.values(**taken, capacity=capacity)


_ROW = select(_SESSIONS.c.id).where(*(_SESSIONS.c[name] == bindparam(f"of_{name}") for name in KEY))
_LOCK = select(_SESSIONS.c.id).where(_MEANT).with_for_update(key_share=True)
_CLOSED = select(_SESSIONS.c.closed_at, _SESSIONS.c.closed_because).where(_MEANT)
_TAKE = _if_free(booked=_SESSIONS.c.booked + _PLACES).returning(_SESSIONS.c.id)
_HOLD = _if_free(held=_SESSIONS.c.held + _PLACES).returning(_SESSIONS.c.id)
_CHANGE = (
    update(_SESSIONS)
    .where(_MEANT)
    .values(
        booked=_SESSIONS.c.booked + bindparam("more_booked"), held=_SESSIONS.c.held + bindparam("more_held")
    )
)
