"""All that is stored about a family: shown, or deleted."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.orm import Session

from db.models import (
    AnsweredUpdate,
    Base,
    Booking,
    CareSession,
    Child,
    ConversationRow,
    FactReport,
    Family,
    Guardian,
    HumanRequest,
    InboxUpdate,
    OutboxMessage,
    QuotaUse,
)


def export(tx: Session, family_id: int) -> dict[str, list[dict[str, Any]]]:
    """Table → its rows about the family."""
    return {model.__tablename__: _rows(tx, model, condition) for model, condition in _about(tx, family_id)}


def erase(tx: Session, family_id: int, now: datetime) -> None:
    """Everything about the family; places of sessions to come are given back first."""
    to_come = (
        select(Booking.session_id)
        .join(CareSession, CareSession.id == Booking.session_id)
        .where(Booking.family_id == family_id, Booking.cancelled_at.is_(None), CareSession.starts_at > now)
    )
    for session_id in tx.scalars(to_come).all():
        tx.execute(update(CareSession).where(CareSession.id == session_id).values(booked=CareSession.booked - 1))
    about = list(_about(tx, family_id))
    for model, condition in about:
        tx.execute(delete(model).where(condition))
    tx.expire_all()


def _about(tx: Session, family_id: int) -> list[tuple[type[Base], Any]]:
    """Every table that holds a family's data and which rows are its own, children before parents."""
    people = tx.execute(select(Guardian.channel, Guardian.user).where(Guardian.family_id == family_id)).all()
    pairs = [tuple(person) for person in people]
    children = select(Child.id).where(Child.family_id == family_id).scalar_subquery()
    return [
        (OutboxMessage, tuple_(OutboxMessage.channel, OutboxMessage.chat).in_(pairs)),
        (InboxUpdate, tuple_(InboxUpdate.channel, InboxUpdate.chat).in_(pairs)),
        (AnsweredUpdate, tuple_(AnsweredUpdate.channel, AnsweredUpdate.user).in_(pairs)),
        (ConversationRow, tuple_(ConversationRow.channel, ConversationRow.user).in_(pairs)),
        (FactReport, FactReport.family_id == family_id),
        (HumanRequest, HumanRequest.family_id == family_id),
        (Booking, Booking.family_id == family_id),
        (QuotaUse, QuotaUse.child_id.in_(children)),
        (Child, Child.family_id == family_id),
        (Guardian, Guardian.family_id == family_id),
        (Family, Family.id == family_id),
    ]


def _rows(tx: Session, model: type[Base], condition: Any) -> list[dict[str, Any]]:
    columns = model.__table__.columns
    found = tx.execute(select(*columns).where(condition))
    return [dict(zip(columns.keys(), row, strict=True)) for row in found]
