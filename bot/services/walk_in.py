"""Somebody at the door without a booking: staff write down the child and book it."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.services.booking import book
from bot.services.families import add_child
from bot.services.holds import HOLD_FOR
from bot.services.outcomes import Booked, BookingRequest, Outcome
from db.models import Booking, Child, Family
from knowledge.schema import Provider, Service


@dataclass(frozen=True, slots=True)
class WalkIn:
    """The family agreed at the door that this is kept. note: what the staff should know, e.g. an allergy.
    request_key: the same key gives the same booking."""

    provider: Provider
    service: Service
    starts_at: datetime
    nickname: str
    born_on: date
    born_day_known: bool
    request_key: str
    telephone: str | None = None
    note: str | None = None


def walk_in(
    tx: Session,
    visitor: WalkIn,
    now: datetime,
    rng: random.Random,
    who: str,
    hold_for: timedelta = HOLD_FOR,
) -> Outcome:
    """By the same rules as any booking, but until the end of the session. A refusal leaves no family behind.
    who: of the staff, as the audit names them."""
    found = select(Booking.family_id, Booking.child_id).where(Booking.request_key == visitor.request_key)
    if earlier := tx.execute(found).first():
        return book(tx, _request(visitor, *earlier, who), now, rng, hold_for)
    with tx.begin_nested() as savepoint:
        child = _new_child(tx, visitor, now)
        outcome = book(tx, _request(visitor, child.family_id, child.id, who), now, rng, hold_for)
        if not isinstance(outcome, Booked):
            savepoint.rollback()
    return outcome


def _new_child(tx: Session, visitor: WalkIn, now: datetime) -> Child:
    family = Family(created_at=now, consented_at=now, telephone=visitor.telephone)
    tx.add(family)
    tx.flush()
    child = add_child(tx, family, visitor.nickname, visitor.born_on, visitor.born_day_known)
    assert isinstance(child, Child), "a new family has no other child of that name"
    child.note = visitor.note
    tx.flush()
    return child


def _request(visitor: WalkIn, family_id: int, child_id: int, who: str) -> BookingRequest:
    """Who may come is seen at the door."""
    return BookingRequest(
        family_id=family_id,
        child_id=child_id,
        provider=visitor.provider,
        service=visitor.service,
        starts_at=visitor.starts_at,
        request_key=visitor.request_key,
        acknowledged_eligibility=True,
        desk=who,
    )
