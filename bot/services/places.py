"""Places of a session: taken and given back by guarded updates, so that the database decides."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.services.missing_rows import insert_missing
from bot.services.sessions import OpenSession
from db.models import CareSession

KEY = ("provider", "service", "starts_at")


def row_of(tx: Session, session: OpenSession) -> int:
    """The id of the session's row, made when missing."""
    values = {
        "provider": session.provider,
        "service": session.service,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "capacity": session.capacity,
        "booked": 0,
    }
    insert_missing(tx, CareSession, values, KEY)
    found = select(CareSession.id).where(
        CareSession.provider == session.provider,
        CareSession.service == session.service,
        CareSession.starts_at == session.starts_at,
    )
    return tx.execute(found).scalar_one()


def take(tx: Session, session_id: int, capacity: int) -> bool:
    """capacity: the file's of today; it becomes the row's only where a place is left under it, so that a
    lowered one never falls below what is booked. False when the session is full."""
    taken = tx.execute(
        update(CareSession)
        .where(CareSession.id == session_id, CareSession.booked < capacity)
        .values(booked=CareSession.booked + 1, capacity=capacity)
        .returning(CareSession.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def give_back(tx: Session, session_id: int, places: int = 1) -> None:
    tx.execute(
        update(CareSession)
        .where(CareSession.id == session_id)
        .values(booked=CareSession.booked - places)
        .execution_options(synchronize_session=False)
    )


def lock(tx: Session, *session_ids: int) -> None:
    """Always by id, so that two who move between the same sessions do not wait for each other."""
    rows = select(CareSession.id).where(CareSession.id.in_(session_ids)).order_by(CareSession.id)
    tx.execute(rows.with_for_update()).all()
