"""All that is stored about a family: shown, or deleted."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, delete, select, tuple_, union, update
from sqlalchemy.orm import Session

from bot.services import audit, places, waiting
from bot.services.waitlist_offers import offer_free_places
from db.models import (
    AnsweredUpdate,
    Base,
    Booking,
    CareSession,
    CaseMessage,
    Child,
    ConversationRow,
    DoneCommand,
    FactReport,
    Family,
    Guardian,
    GuardianInvitation,
    HumanRequest,
    InboxUpdate,
    OutboxMessage,
    QuotaUse,
    Reminder,
    Subscription,
    Suspension,
    WaitlistEntry,
)
from knowledge.schema import Provider

Rows = tuple[type[Base], ColumnElement[bool]]  # a table, and which of its rows are meant


def export(tx: Session, family_id: int) -> dict[str, list[dict[str, Any]]]:
    """Table → its rows about the family; the sessions booked are among them. Documents that were sent, such
    as earlier exports, are named without their content."""
    booked = select(Booking.session_id).where(Booking.family_id == family_id)
    sessions: Rows = (CareSession, CareSession.id.in_(booked))
    about = [*_of_family(family_id), sessions, *_of_chats(tx, family_id)]
    return {model.__tablename__: _rows(tx, model, condition) for model, condition in about}


def erase(
    tx: Session, family_id: int, now: datetime, providers: Mapping[str, Provider] = MappingProxyType({})
) -> None:
    """Everything about the family; places of sessions to come are given back first, and go to those who wait
    at one of the providers (else when offers are passed on next). Of updates in the inbox remain the bare
    number, so that none is answered twice, and those that are still to be answered."""
    # Chats before the family: a turn too holds its conversation first and its family second. Messages after
    # it: who tells the family something holds the family.
    chats = _of_chats(tx, family_id)
    for model, condition in chats:
        if model is InboxUpdate:
            done = condition & InboxUpdate.done_at.is_not(None)
            tx.execute(update(InboxUpdate).where(done).values(chat="", payload={}))
        elif model is not OutboxMessage:
            tx.execute(delete(model).where(condition))
    tx.execute(select(Family.id).where(Family.id == family_id).with_for_update())
    messages = next(condition for model, condition in chats if model is OutboxMessage)
    tx.execute(delete(OutboxMessage).where(messages))
    freed = _give_places_back(tx, family_id, now)
    for model, condition in reversed(_of_family(family_id)):
        tx.execute(delete(model).where(condition))
    tx.expire_all()
    for session in freed:
        if provider := providers.get(session.provider):
            offer_free_places(tx, session.id, provider, now)


def _give_places_back(tx: Session, family_id: int, now: datetime) -> list[CareSession]:
    """Of sessions to come, which are locked; those that are over keep how many came."""
    stands = Booking.family_id == family_id, Booking.cancelled_at.is_(None)
    waits = waiting.ACTIVE, WaitlistEntry.family_id == family_id
    concerned = union(
        select(Booking.session_id).where(*stands), select(WaitlistEntry.session_id).where(*waits)
    )
    sessions = places.locked(tx, tx.scalars(concerned))
    to_come = {session.id: session for session in sessions.values() if session.starts_at > now}
    for number, session_id in tx.execute(select(Booking.number, Booking.session_id).where(*stands)).all():
        audit.record(tx, now, audit.SYSTEM, "booking.erased", f"booking:{number}")
        if session_id in to_come:
            places.give_back(tx, session_id)
    for party in waiting.parties(waiting.entries(tx, *waits)):
        waiting.end(tx, party, "left", now, audit.SYSTEM)
    return list(to_come.values())


def _of_family(family_id: int) -> list[Rows]:
    """Parents before children."""
    children = select(Child.id).where(Child.family_id == family_id)
    bookings = select(Booking.id).where(Booking.family_id == family_id)
    requests = select(HumanRequest.id).where(HumanRequest.family_id == family_id)
    return [
        (Family, Family.id == family_id),
        (Guardian, Guardian.family_id == family_id),
        (GuardianInvitation, GuardianInvitation.family_id == family_id),
        (DoneCommand, DoneCommand.family_id == family_id),
        (Child, Child.family_id == family_id),
        (QuotaUse, QuotaUse.child_id.in_(children)),
        (Suspension, Suspension.child_id.in_(children)),
        (Booking, Booking.family_id == family_id),
        (Reminder, Reminder.booking_id.in_(bookings)),
        (WaitlistEntry, WaitlistEntry.family_id == family_id),
        (Subscription, Subscription.family_id == family_id),
        (HumanRequest, HumanRequest.family_id == family_id),
        (CaseMessage, CaseMessage.request_id.in_(requests)),
        (FactReport, FactReport.family_id == family_id),
    ]


def _of_chats(tx: Session, family_id: int) -> list[Rows]:
    """A private chat bears the name of its user."""
    people = tx.execute(select(Guardian.channel, Guardian.user).where(Guardian.family_id == family_id)).all()
    chats = [(channel, user) for channel, user in people]
    return [
        (ConversationRow, tuple_(ConversationRow.channel, ConversationRow.user).in_(chats)),
        (AnsweredUpdate, tuple_(AnsweredUpdate.channel, AnsweredUpdate.user).in_(chats)),
        (InboxUpdate, tuple_(InboxUpdate.channel, InboxUpdate.chat).in_(chats)),
        (OutboxMessage, tuple_(OutboxMessage.channel, OutboxMessage.chat).in_(chats)),
    ]


def _rows(tx: Session, model: type[Base], condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    found = tx.execute(select(*model.__table__.columns).where(condition))
    return [{name: _shown(value) for name, value in row.items()} for row in found.mappings()]


def _shown(value: Any) -> Any:
    match value:
        case dict():
            return {key: _shown(inner) for key, inner in value.items() if key != "base64"}
        case list():
            return [_shown(inner) for inner in value]
        case _:
            return value
