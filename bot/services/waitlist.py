"""The waiting list of a session: joining, leaving, taking what is offered.

Joined per session and child; children of one request get places together or not at all. A free session is
counted when an offer is accepted, not before.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.services import audit, bookings, quota, rules, waiting
from bot.services.entering import doer
from bot.services.families import child_of, lock_family
from bot.services.holds import HOLD_FOR, hold_until
from bot.services.outcomes import (
    Accepted,
    AcceptOutcome,
    AlreadyBooked,
    AlreadyCancelled,
    AlreadyWaiting,
    Joined,
    JoinOutcome,
    Left,
    NotFound,
    OfferOver,
    Refusal,
    SessionFull,
    SessionHasPlaces,
    WaitRequest,
)
from bot.services.permission import permitted
from bot.services.sessions import OpenSession, session_at
from bot.services.waiting import ACTIVE, Party, entries, locked_party, parties, party_of, position
from bot.services.waitlist_accepting import accept
from bot.services.waitlist_offers import offer_free_places
from db.models import CareSession, Child, WaitlistEntry
from knowledge.schema import Provider, Service

__all__ = [
    "AcceptOutcome", "Accepted", "AlreadyWaiting", "JoinOutcome", "Joined", "Left", "NotFound", "OfferOver",
    "SessionHasPlaces", "WaitRequest", "Waiting",
    "accept", "join", "leave", "provider_of", "waiting_for", "waiting_of",
]  # fmt: skip
_PARTY = 32  # characters of a digest that tell parties apart


@dataclass(frozen=True, slots=True)
class Waiting:
    """A party on a list. children: nicknames. hold_until: while places are offered to it."""

    entry: int
    provider: str
    service: str
    starts_at: datetime
    ends_at: datetime
    children: tuple[str, ...]
    position: int
    since: datetime
    hold_until: datetime | None


def join(tx: Session, request: WaitRequest, now: datetime, hold_for: timedelta = HOLD_FOR) -> JoinOutcome:
    """Refused where booking would be, except that the session is full. AlreadyCancelled: the same request had
    been carried out, and the waiting is over."""
    lock_family(tx, request.family_id)
    if earlier := _earlier(tx, request):
        return earlier
    children = [child_of(tx, request.family_id, child_id) for child_id in request.children]
    known = [child for child in children if child]
    if not known or len(known) < len(children):
        return NotFound()
    session = _may_wait(tx, request, known, now)
    if not isinstance(session, OpenSession):
        return session
    session_id = waiting.lock_sessions(tx, request.family_id, [session]).rows[session].id
    mine = WaitlistEntry.session_id == session_id, WaitlistEntry.child_id.in_(request.children)
    if waits := entries(tx, ACTIVE, *mine):
        party = party_of(tx, waits[0])
        return AlreadyWaiting(party[0].id, position(tx, party[0]), party[0].joined_at)
    offer_free_places(tx, session_id, request.provider, now, hold_for)
    free = session_at(tx, request.provider, request.service, request.starts_at)
    if free and free.free_places >= len(known):
        return SessionHasPlaces(free.free_places)
    if hold_until(session.starts_at, now, hold_for) is None:
        return SessionFull()  # too close to the start for any offer
    party = _enter(tx, request, session_id, now)
    waiting.tell_others(tx, "waitlist_joined_by_other", party, request.by)
    return Joined(party[0].id, position(tx, party[0]), now)


def leave(
    tx: Session,
    family_id: int,
    entry_id: int,
    now: datetime,
    provider: Provider | None,
    *,
    by: int | None = None,
    hold_for: timedelta = HOLD_FOR,
) -> Left | OfferOver | NotFound:
    """The whole party leaves; places that were offered to it go to the next. Twice is told the same."""
    lock_family(tx, family_id)
    party = locked_party(tx, family_id, entry_id)
    if not party:
        return NotFound()
    declined = party[0].hold_until is not None
    if because := party[0].ended_because:
        return Left(declined) if because in ("left", "declined") else OfferOver(because)
    waiting.end(tx, party, "declined" if declined else "left", now, doer(by))
    if provider:
        offer_free_places(tx, party[0].session_id, provider, now, hold_for)
    waiting.tell_others(tx, "waitlist_left_by_other", party, by)
    return Left(declined)


def waiting_of(tx: Session, family_id: int) -> tuple[Waiting, ...]:
    """By start of the session."""
    found = [
        _shown(tx, party) for party in parties(entries(tx, ACTIVE, WaitlistEntry.family_id == family_id))
    ]
    return tuple(sorted(found, key=lambda one: (one.starts_at, one.entry)))


def provider_of(tx: Session, family_id: int, entry_id: int) -> str | None:
    """Where the family waits or waited; None for another family's entry."""
    found = select(CareSession.provider).join(WaitlistEntry, WaitlistEntry.session_id == CareSession.id)
    return tx.scalar(found.where(WaitlistEntry.id == entry_id, WaitlistEntry.family_id == family_id))


def waiting_for(tx: Session, provider_id: str, service: Service, starts_at: datetime) -> int:
    """How many children are on the list."""
    found = (
        select(func.count(WaitlistEntry.id))
        .join(CareSession)
        .where(
            ACTIVE,
            CareSession.provider == provider_id,
            CareSession.service == service,
            CareSession.starts_at == starts_at,
        )
    )
    return tx.scalar(found) or 0


def _earlier(tx: Session, request: WaitRequest) -> Joined | AlreadyCancelled | None:
    """What the same request led to."""
    key = _key(request, request.children[0])
    found = entries(tx, WaitlistEntry.family_id == request.family_id, WaitlistEntry.request_key == key)
    if not found:
        return None
    first = found[0]
    if first.ended_at:
        return AlreadyCancelled()
    return Joined(first.id, position(tx, first), first.joined_at, again=True)


def _may_wait(
    tx: Session, request: WaitRequest, children: list[Child], now: datetime
) -> OpenSession | Refusal:
    allowed = rules.free_sessions(request.provider, request.service)
    sessions = [permitted(tx, request, child, now) for child in children]
    for child, session in zip(children, sessions, strict=True):
        if not isinstance(session, OpenSession):
            return session
        if number := bookings.overlapping(tx, child.id, session):
            return AlreadyBooked(number)
        if used := quota.used_up(tx, child.id, session, allowed):
            return used
    return sessions[0]


def _enter(tx: Session, request: WaitRequest, session_id: int, now: datetime) -> Party:
    party = hashlib.sha256(request.request_key.encode()).hexdigest()[:_PARTY]
    new = [
        WaitlistEntry(
            family_id=request.family_id,
            child_id=child_id,
            session_id=session_id,
            party=party,
            request_key=_key(request, child_id),
            joined_at=now,
        )
        for child_id in request.children
    ]
    for entry in new:  # one by one: the order of their numbers is that of the queue
        tx.add(entry)
        tx.flush()
        after = {"session": session_id, "child": entry.child_id, "party": party}
        audit.record(tx, now, doer(request.by), "waitlist.joined", f"waitlist:{entry.id}", after=after)
    return party_of(tx, new[0])


def _shown(tx: Session, party: Party) -> Waiting:
    first = party[0]
    return Waiting(
        entry=first.id,
        provider=first.session.provider,
        service=first.session.service,
        starts_at=first.session.starts_at,
        ends_at=first.session.ends_at,
        children=tuple(entry.child.nickname for entry in party),
        position=position(tx, first),
        since=first.joined_at,
        hold_until=first.hold_until,
    )


def _key(request: WaitRequest, child_id: int) -> str:
    return f"{request.request_key}:{child_id}"
