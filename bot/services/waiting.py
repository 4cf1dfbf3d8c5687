"""Entries of the waiting list: finding and ending them. An entry changes only while the row of its session is
locked; those of one party wait, are offered places and end together."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from bot.clock import SHANGHAI
from bot.services import audit, news, places
from bot.services.news import News
from bot.services.places import SessionRow
from bot.services.sessions import OpenSession
from db import outbox
from db.models import CareSession, WaitlistEntry
from db.tables import run, table_of

Party = Sequence[WaitlistEntry]

ACTIVE = WaitlistEntry.ended_at.is_(None)
OFFERED = ACTIVE & WaitlistEntry.hold_until.is_not(None)
NOT_OFFERED = ACTIVE & WaitlistEntry.hold_until.is_(None)

_LIST = table_of(WaitlistEntry)
_WAITED_FOR = select(_LIST.c.session_id).where(
    _LIST.c.ended_at.is_(None), _LIST.c.family_id == bindparam("of_family")
)
_NEXT = (
    select(_LIST.c.id)
    .where(
        _LIST.c.ended_at.is_(None),
        _LIST.c.hold_until.is_(None),
        _LIST.c.session_id == bindparam("of_session"),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Locked:
    """rows: of the sessions that were asked for. family_waits: for any session, as long as it is locked."""

    rows: dict[OpenSession, SessionRow]
    family_waits: bool


def entries(tx: Session, *conditions: ColumnElement[bool]) -> list[WaitlistEntry]:
    """First come first, with child and session, as committed now."""
    found = select(WaitlistEntry).where(*conditions).order_by(WaitlistEntry.id)
    loaded = found.options(joinedload(WaitlistEntry.child), joinedload(WaitlistEntry.session))
    return list(tx.scalars(loaded.execution_options(populate_existing=True)))


def parties(waiting: Iterable[WaitlistEntry]) -> Iterator[Party]:
    """Entries of a party join at once, so that they stand in a row."""
    for _, party in groupby(waiting, key=lambda entry: (entry.session_id, entry.party)):
        yield tuple(party)


def party_of(tx: Session, entry: WaitlistEntry) -> Party:
    """Those of it that still wait."""
    return entries(
        tx, ACTIVE, WaitlistEntry.party == entry.party, WaitlistEntry.session_id == entry.session_id
    )


def position(tx: Session, first: WaitlistEntry) -> int:
    """first: of a party. 1 for the one that is asked first."""
    before = select(func.count()).where(
        ACTIVE, WaitlistEntry.session_id == first.session_id, WaitlistEntry.id < first.id
    )
    return 1 + (tx.scalar(before) or 0)


def anyone_for(tx: Session, session_id: int) -> bool:
    """Whether somebody waits for it who has not been offered a place."""
    return run(tx, _NEXT, {"of_session": session_id}).first() is not None


def held_elsewhere(tx: Session, party: Party) -> bool:
    """Whether one of them holds the offer of another session at that time."""
    session = party[0].session
    found = (
        select(WaitlistEntry.id)
        .join(CareSession)
        .where(OFFERED, _of([entry.child_id for entry in party]), CareSession.id != session.id)
        .where(CareSession.starts_at < session.ends_at, CareSession.ends_at > session.starts_at)
    )
    return tx.scalar(found.limit(1)) is not None


def lock_sessions(
    tx: Session, family_id: int, sessions: Iterable[OpenSession], *besides: int, family_waits: bool = True
) -> Locked:
    """All that booking children of the family into the sessions may touch: these, those that it waits for,
    and besides. family_waits: whether it may be waiting; it is locked by the caller, so that nobody makes it
    wait meanwhile."""
    rows = places.rows_of(tx, sessions)
    waited_for = _sessions_waited_for(tx, family_id) if family_waits else set()
    places.lock(tx, {*(row.id for row in rows.values() if not row.new), *waited_for, *besides})
    return Locked(rows, family_waits=bool(waited_for))


def _sessions_waited_for(tx: Session, family_id: int) -> set[int]:
    return set(run(tx, _WAITED_FOR, {"of_family": family_id}).scalars())


def locked_party(tx: Session, family_id: int, entry_id: int) -> Party:
    """Those of the entry's party that still wait; where none does, the entry alone; empty when there is no
    such entry. Locked are all sessions that the family waits for."""
    mine = WaitlistEntry.id == entry_id, WaitlistEntry.family_id == family_id
    found = entries(tx, *mine)
    if not found:
        return ()
    lock_sessions(tx, family_id, (), found[0].session_id)
    found = entries(tx, *mine)
    return found if found[0].ended_at else party_of(tx, found[0])


def end(tx: Session, party: Party, because: str, now: datetime, who: str, keep_places: bool = False) -> None:
    """Places that were held for it are free again, unless they are kept for its bookings."""
    for entry in party:
        entry.ended_at, entry.ended_because = now, because
        audit.record(tx, now, who, "waitlist.ended", f"waitlist:{entry.id}", after={"because": because})
    tx.flush()
    if not keep_places and (held := sum(entry.hold_until is not None for entry in party)):
        places.release(tx, party[0].session_id, held)
    outbox.withdraw(tx, _about(party), because)


def end_in(tx: Session, child_id: int, session_id: int, now: datetime, who: str) -> None:
    """The child is about to be booked there."""
    mine = entries(tx, ACTIVE, _of([child_id]), WaitlistEntry.session_id == session_id)
    for entry in mine:
        end(tx, [entry], "booked", now, who)


def end_elsewhere(
    tx: Session, child_id: int, session: OpenSession | CareSession, number: str, now: datetime
) -> None:
    """The child has a booking of that number now: where it waits for another session at that time, nobody
    need wait for it."""
    for entry in entries(tx, ACTIVE, _of([child_id])):
        other = entry.session
        if other.starts_at < session.ends_at and other.ends_at > session.starts_at:
            party = party_of(tx, entry)
            end(tx, party, "elsewhere", now, audit.SYSTEM)
            tell(tx, "waitlist_elsewhere", party, number=number)


def tell(tx: Session, kind: str, party: Party, not_to: int | None = None, **more: Any) -> None:
    """To the party's family."""
    first = party[0]
    item = News(
        family_id=first.family_id,
        kind=kind,
        key=f"{kind}:{first.id}",
        facts=facts(party) | more,
        about=_about(party),
        not_to=not_to,
    )
    news.tell(tx, item)


def tell_others(tx: Session, kind: str, party: Party, by: int | None) -> None:
    """The guardians who did not do it; nobody where it is not known who did."""
    if by is not None:
        tell(tx, kind, party, not_to=by)


def facts(party: Party) -> dict[str, Any]:
    first = party[0]
    return {
        "entry": first.id,
        "provider": first.session.provider,
        "service": first.session.service,
        "starts_at": first.session.starts_at.astimezone(SHANGHAI).isoformat(),
        "ends_at": first.session.ends_at.astimezone(SHANGHAI).isoformat(),
        "children": [entry.child.nickname for entry in party],
    }


def _about(party: Party) -> str:
    return f"waitlist:{party[0].id}"


def _of(child_ids: Collection[int]) -> ColumnElement[bool]:
    return WaitlistEntry.child_id.in_(child_ids)
