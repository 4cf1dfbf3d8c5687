"""Staff close a session or a whole day, for a reason that the families are told: once each, with everything
of theirs that it concerns. Places and free sessions are given back, and nobody waits any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services import audit, bookings, news, places, waiting
from bot.services.cancelling import undo
from bot.services.day_list import rows_of_day
from bot.services.news import News
from bot.services.sessions import OpenSession, sessions_on
from bot.services.telling import facts_of, shown
from bot.services.waiting import ACTIVE, Party, entries, parties
from db.models import Booking, CareSession, WaitlistEntry
from knowledge.schema import Provider, Service

SERVICES: tuple[Service, ...] = get_args(Service)


@dataclass(frozen=True, slots=True)
class Closed:
    """sessions: their starts. bookings: numbers. families: how many are told. waiting: how many children."""

    sessions: tuple[datetime, ...]
    bookings: tuple[str, ...]
    families: int
    waiting: int


@dataclass(frozen=True, slots=True)
class AlreadyClosed:
    pass


@dataclass(frozen=True, slots=True)
class NothingToClose:
    """No such session, or it has begun."""


@dataclass(frozen=True, slots=True)
class Reopened:
    sessions: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class NotClosed:
    pass


def close(
    tx: Session,
    provider: Provider,
    when: date | datetime,
    reason: str,
    now: datetime,
    who: str,
    service: Service | None = None,
) -> Closed | AlreadyClosed | NothingToClose:
    """when: an instant for the session that begins then, or a day for all that have not begun. service: None
    for any."""
    rows = locked_rows(tx, provider, when, now, service)
    still_open = [row for row in rows if row.closed_at is None]
    if not still_open:
        return AlreadyClosed() if rows else NothingToClose()
    ids = [row.id for row in still_open]
    given_back = bookings.of_sessions(tx, ids)
    waited = list(parties(entries(tx, ACTIVE, WaitlistEntry.session_id.in_(ids))))
    # In one order, for rows of the quota are locked on the way.
    for booking in sorted(given_back, key=lambda booking: (booking.child_id, booking.session.service)):
        undo(tx, booking, "closed", now, who)
    for party in waited:
        waiting.end(tx, party, "closed", now, who)
    for row in still_open:
        row.closed_at, row.closed_because = now, reason
        _record(tx, row, "session.closed", now, who, {"because": reason})
    tx.flush()
    families = _tell(tx, provider, reason, given_back, waited, now, ids[0])
    starts = tuple(row.starts_at for row in still_open)
    waiting_children = sum(len(party) for party in waited)
    return Closed(starts, tuple(booking.number for booking in given_back), families, waiting_children)


def reopen(
    tx: Session,
    provider: Provider,
    when: date | datetime,
    now: datetime,
    who: str,
    service: Service | None = None,
) -> Reopened | NotClosed:
    """What was given back stays so: families may book anew."""
    closed = [row for row in locked_rows(tx, provider, when, now, service) if row.closed_at is not None]
    if not closed:
        return NotClosed()
    for row in closed:
        _record(tx, row, "session.reopened", now, who, {"because": row.closed_because})
        row.closed_at = row.closed_because = None
    tx.flush()
    return Reopened(tuple(row.starts_at for row in closed))


def locked_rows(
    tx: Session, provider: Provider, when: date | datetime, now: datetime, service: Service | None
) -> list[CareSession]:
    """Of the sessions that are meant and have not begun, by start; made when missing."""
    day = when.astimezone(SHANGHAI).date() if isinstance(when, datetime) else when
    services = SERVICES if service is None else (service,)
    planned = [one for each in services for one in sessions_on(tx, provider, each, day)]
    rows = places.rows_of(tx, (one for one in planned if _is_meant(one, when, now)))
    ids = {row.id for row in rows.values()}
    ids |= {
        row.id
        for row in rows_of_day(tx, provider.id, day)
        if row.service in services and _is_meant(row, when, now)
    }
    return sorted(places.locked(tx, ids).values(), key=lambda row: (row.starts_at, row.id))


def _is_meant(session: OpenSession | CareSession, when: date | datetime, now: datetime) -> bool:
    return session.starts_at > now and (not isinstance(when, datetime) or session.starts_at == when)


def _record(tx: Session, row: CareSession, what: str, now: datetime, who: str, more: dict[str, Any]) -> None:
    after = {"provider": row.provider, "service": row.service, "starts_at": shown(row.starts_at), **more}
    audit.record(tx, now, who, what, f"session:{row.id}", after=after)


def _tell(
    tx: Session,
    provider: Provider,
    reason: str,
    given_back: Sequence[Booking],
    waited: Sequence[Party],
    now: datetime,
    closure: int,
) -> int:
    """How many families there are. closure: a session of it, to tell closures of one instant apart."""
    concerned = sorted(
        {booking.family_id for booking in given_back} | {party[0].family_id for party in waited}
    )
    for family_id in concerned:
        facts = {
            "provider": provider.id,
            "because": reason,
            "bookings": [facts_of(one) for one in given_back if one.family_id == family_id],
            "waiting": [waiting.facts(party) for party in waited if party[0].family_id == family_id],
        }
        news.tell(tx, News(family_id, "closed", f"closed:{closure}:{now.isoformat()}", facts))
    return len(concerned)
