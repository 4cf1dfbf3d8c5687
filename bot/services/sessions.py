"""Bookable sessions: the provider's file says when and how many, the database how many are taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from db.models import CareSession
from db.tables import run, table_of
from knowledge.opening import day_kind, intervals_on
from knowledge.schema import Provider, Service

BOOKABLE_DAYS = 14  # from today on
_SESSIONS = table_of(CareSession)
_KEPT = select(_SESSIONS).where(
    _SESSIONS.c.provider == bindparam("of_provider"),
    _SESSIONS.c.service == bindparam("of_service"),
    _SESSIONS.c.starts_at.between(bindparam("first"), bindparam("last")),
)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Aware instants. planned: places by the provider's file; capacity: by what staff set, else by the file.
    free_places: neither booked nor held for the waiting list. row: its id once something about it is kept.
    closed_because: words of the staff who closed it."""

    provider: str
    service: Service
    starts_at: datetime
    ends_at: datetime
    planned: int
    capacity: int
    free_places: int
    row: int | None = None
    closed_because: str | None = None


@dataclass(frozen=True, slots=True)
class _Planned:
    ends_at: datetime
    capacity: int


def upcoming(tx: Session, provider: Provider, service: Service, now: datetime) -> tuple[OpenSession, ...]:
    """Those that have not begun and are not closed, of today and the BOOKABLE_DAYS - 1 days after, in
    order."""
    today = now.astimezone(SHANGHAI).date()
    days = (today + timedelta(days=ahead) for ahead in range(BOOKABLE_DAYS))
    found = _planned(tx, provider, service, days)
    return tuple(one for one in found if one.starts_at > now and one.closed_because is None)


def session_at(tx: Session, provider: Provider, service: Service, starts_at: datetime) -> OpenSession | None:
    """The one that begins at the instant, whether over or closed; None when there is none."""
    day = starts_at.astimezone(SHANGHAI).date()
    return next((s for s in sessions_on(tx, provider, service, day) if s.starts_at == starts_at), None)


def sessions_on(tx: Session, provider: Provider, service: Service, day: date) -> tuple[OpenSession, ...]:
    """All of a day, in order."""
    return _planned(tx, provider, service, (day,))


def _planned(
    tx: Session, provider: Provider, service: Service, days: Iterable[date]
) -> tuple[OpenSession, ...]:
    planned = {
        starts_at: session
        for day in days
        for starts_at, session in _planned_on(provider, service, day).items()
    }
    if not planned:
        return ()
    rows = _rows(tx, provider.id, service, min(planned), max(planned))
    return tuple(
        _session(provider, service, starts_at, session, rows.get(starts_at))
        for starts_at, session in sorted(planned.items())
    )


def _session(
    provider: Provider, service: Service, starts_at: datetime, planned: _Planned, row: Row[Any] | None
) -> OpenSession:
    capacity = effective_capacity(row, planned.capacity)
    return OpenSession(
        provider=provider.id,
        service=service,
        starts_at=starts_at,
        ends_at=planned.ends_at,
        planned=planned.capacity,
        capacity=capacity,
        free_places=max(0, capacity - row.booked - row.held) if row else capacity,
        row=row.id if row else None,
        closed_because=(row.closed_because or "") if row and row.closed_at else None,
    )


def effective_capacity(row: Row[Any] | None, planned: int) -> int:
    """What staff set counts, also where the file says otherwise."""
    return planned if row is None or row.capacity_by_staff is None else row.capacity_by_staff


def _planned_on(provider: Provider, service: Service, day: date) -> dict[datetime, _Planned]:
    """Of two schedules with a session at the same time, the first in the file counts."""
    offer = provider.offer(service)
    if offer is None or (provider.opens_on and day < provider.opens_on):
        return {}
    planned: dict[datetime, _Planned] = {}
    for schedule in offer.sessions:
        if day_kind(day) == "public_holiday" and "PH" not in schedule.opens:
            continue  # the file does not say that it opens then: nobody is sent to a closed door
        for interval in intervals_on((schedule,), day):
            planned.setdefault(interval.starts_at, _Planned(interval.ends_at, schedule.capacity))
    return planned


def _rows(
    tx: Session, provider_id: str, service: Service, first: datetime, last: datetime
) -> dict[datetime, Row[Any]]:
    kept = {"of_provider": provider_id, "of_service": service, "first": first, "last": last}
    return {row.starts_at: row for row in run(tx, _KEPT, kept)}
