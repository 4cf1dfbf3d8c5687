"""Taking the places that the waiting list offers: all rules are tested again, and the free session is counted
now."""

import random
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.services import bookings, places, rules, waiting
from bot.services.entering import doer, enter, told_again
from bot.services.families import lock_family
from bot.services.outcomes import (
    Accepted,
    AcceptOutcome,
    AlreadyBooked,
    AlreadyCancelled,
    Booked,
    BookingRequest,
    NotFound,
    OfferOver,
    Refusal,
)
from bot.services.permission import permitted
from bot.services.sessions import OpenSession
from bot.services.telling import tell_others
from bot.services.waiting import Party, locked_party
from db.models import Booking, WaitlistEntry
from knowledge.schema import Provider


def accept(
    tx: Session,
    family_id: int,
    entry_id: int,
    provider: Provider,
    now: datetime,
    rng: random.Random,
    *,
    by: int | None = None,
) -> AcceptOutcome:
    """For the whole party: where a rule refuses one child, nothing is booked and the offer still holds.
    Twice is told the same."""
    lock_family(tx, family_id)
    party = locked_party(tx, family_id, entry_id)
    if not party:
        return NotFound()
    first = party[0]
    if first.ended_because == "booked":
        return _again(tx, first, provider)
    if first.ended_because or first.hold_until is None:
        return OfferOver(first.ended_because or "waiting")
    if first.hold_until <= now:
        return OfferOver("expired")
    with tx.begin_nested() as savepoint:
        outcome = _take_all(tx, party, provider, by, now, rng)
        if not isinstance(outcome, Accepted):
            savepoint.rollback()
    if not isinstance(outcome, Accepted):
        return outcome
    made = [one for entry in party if (one := _standing(tx, entry))]
    for booking in made:
        waiting.end_elsewhere(tx, booking.child_id, booking.session, booking.number, now)
    tell_others(tx, "booked_by_other", made, by, now)
    return outcome


def _take_all(
    tx: Session, party: Party, provider: Provider, by: int | None, now: datetime, rng: random.Random
) -> Accepted | Refusal:
    booked = []
    for entry in sorted(party, key=lambda entry: entry.child_id):  # rows of the quota are locked on the way
        outcome = _take(tx, entry, _request(entry, provider, by), now, rng)
        if not isinstance(outcome, Booked):
            return outcome
        booked.append(outcome)
    return Accepted(tuple(booked))


def _take(
    tx: Session, entry: WaitlistEntry, request: BookingRequest, now: datetime, rng: random.Random
) -> Booked | Refusal:
    session = permitted(tx, request, entry.child, now)
    if not isinstance(session, OpenSession):
        return session
    if number := bookings.overlapping(tx, entry.child_id, session):
        return AlreadyBooked(number)
    take = partial(places.take_held, tx, entry.session_id)
    outcome = enter(tx, request, entry.child, session, entry.session_id, take, now, rng)
    if isinstance(outcome, Booked):
        waiting.end(tx, [entry], "booked", now, doer(request.by), keep_places=True)
    return outcome


def _request(entry: WaitlistEntry, provider: Provider, by: int | None) -> BookingRequest:
    """Eligibility was acknowledged when the family joined."""
    return BookingRequest(
        family_id=entry.family_id,
        child_id=entry.child_id,
        provider=provider,
        service=rules.service_of(entry),
        starts_at=entry.session.starts_at,
        request_key=f"waitlist:{entry.id}",
        acknowledged_eligibility=True,
        by=by,
    )


def _again(tx: Session, entry: WaitlistEntry, provider: Provider) -> Accepted | AlreadyCancelled:
    """What the party has got there, as far as it stands."""
    of_party = WaitlistEntry.party == entry.party, WaitlistEntry.session_id == entry.session_id
    made = [_standing(tx, one) for one in waiting.entries(tx, *of_party)]
    told = tuple(told_again(tx, booking, provider) for booking in made if booking)
    return Accepted(told) if told else AlreadyCancelled()


def _standing(tx: Session, entry: WaitlistEntry) -> Booking | None:
    return bookings.standing(tx, entry.child_id, entry.session_id)
