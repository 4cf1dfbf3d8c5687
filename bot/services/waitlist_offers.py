"""Free places go to those who wait, in the transaction in which they become free, first come first served.

A party that needs more places than there are is passed over and keeps its place in the queue; so does a child
that holds an offer for another session at that time.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services import audit, bookings, news, places, rules
from bot.services.holds import HOLD_FOR, awake, hold_until
from bot.services.news import News
from bot.services.outcomes import Suspended, WrongAge
from bot.services.permission import refusal_of_child
from bot.services.sessions import OpenSession, session_at
from bot.services.waiting import (
    ACTIVE,
    NOT_OFFERED,
    OFFERED,
    Party,
    anyone_for,
    end,
    entries,
    facts,
    held_elsewhere,
    parties,
    tell,
)
from db.models import WaitlistEntry
from knowledge.schema import Provider


def offer_free_places(
    tx: Session, session_id: int, provider: Provider, now: datetime, hold_for: timedelta = HOLD_FOR
) -> None:
    """The session's row is locked by the caller. Nothing where nobody waits."""
    if not anyone_for(tx, session_id):
        return
    waiting = entries(tx, NOT_OFFERED, WaitlistEntry.session_id == session_id)
    row = waiting[0].session
    until = hold_until(row.starts_at, now, hold_for)
    session = session_at(tx, provider, rules.service_of(waiting[0]), row.starts_at)
    if until is None or session is None:
        return
    free = session.free_places
    for party in parties(waiting):
        if free and _ready(tx, provider, session, party, now) and len(party) <= free:
            if not places.hold(tx, session_id, session.planned, len(party)):
                return  # closed
            _offer(tx, party, until, now)
            free -= len(party)


def due_sessions(tx: Session, now: datetime) -> tuple[int, ...]:
    """Where somebody waits or an offer has run out: for `pass_on`, each in a transaction of its own."""
    due = ACTIVE & (WaitlistEntry.hold_until.is_(None) | (WaitlistEntry.hold_until <= now))
    found = select(WaitlistEntry.session_id).where(due).distinct().order_by(WaitlistEntry.session_id)
    return tuple(tx.scalars(found))


def pass_on(
    tx: Session,
    session_id: int,
    providers: Mapping[str, Provider],
    now: datetime,
    hold_for: timedelta = HOLD_FOR,
) -> None:
    """Offers that ran out lapse, and the next are asked; close to the start nobody waits any more. Several
    processes may do it at once: who finds the session taken leaves it to the other."""
    row = places.locked(tx, (session_id,), skip_locked=True).get(session_id)
    if row is None:
        return
    of_session = WaitlistEntry.session_id == session_id
    for party in parties(entries(tx, OFFERED, of_session, WaitlistEntry.hold_until <= now)):
        end(tx, party, "expired", now, audit.SYSTEM)
        tell(tx, "offer_expired", party)
    if hold_until(row.starts_at, now, hold_for) is None:
        for party in parties(entries(tx, NOT_OFFERED, of_session)):
            end(tx, party, "closed", now, audit.SYSTEM)
            tell(tx, "waitlist_closed", party)
    elif provider := providers.get(row.provider):
        offer_free_places(tx, session_id, provider, now, hold_for)


def _ready(tx: Session, provider: Provider, session: OpenSession, party: Party, now: datetime) -> bool:
    """Whether it may be offered places now; who never may has waited in vain and is told so."""
    for entry in party:
        refusal = refusal_of_child(tx, provider, session.service, entry.child, session.starts_at, now)
        if isinstance(refusal, WrongAge | Suspended):
            because = "suspended" if isinstance(refusal, Suspended) else "age"
            end(tx, party, "ineligible", now, audit.SYSTEM)
            tell(tx, "waitlist_ineligible", party, because=because)
            return False
        if number := bookings.overlapping(tx, entry.child_id, session):
            end(tx, party, "elsewhere", now, audit.SYSTEM)
            tell(tx, "waitlist_elsewhere", party, number=number)
            return False
    return not held_elsewhere(tx, party)


def _offer(tx: Session, party: Party, until: datetime, now: datetime) -> None:
    for entry in party:
        entry.offered_at, entry.hold_until = now, until
        after = {"hold_until": until.isoformat()}
        audit.record(tx, now, audit.SYSTEM, "waitlist.offered", f"waitlist:{entry.id}", after=after)
    tx.flush()
    first = party[0]
    news.tell(
        tx,
        News(
            family_id=first.family_id,
            kind="offered",
            key=f"offered:{first.id}",
            facts=facts(party) | {"hold_until": until.astimezone(SHANGHAI).isoformat()},
            about=f"waitlist:{first.id}",
            due_at=awake(now),
            expires_at=until,
        ),
    )
