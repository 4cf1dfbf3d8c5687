"""Bookable sessions: the provider's file says when and how many, the database how many are taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from db.models import CareSession
from knowledge.opening import day_kind, intervals_on
from knowledge.schema import Provider, Service

BOOKABLE_DAYS = 14  # from today on


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Aware instants. free_places: 0 when full."""

    provider: str
    service: Service
    starts_at: datetime
    ends_at: datetime
    capacity: int
    free_places: int


@dataclass(frozen=True, slots=True)
class _Planned:
    ends_at: datetime
    capacity: int


def upcoming(tx: Session, provider: Provider, service: Service, now: datetime) -> tuple[OpenSession, ...]:
    """Those that have not begun, of today and the BOOKABLE_DAYS - 1 days after, in order."""
    today = now.astimezone(SHANGHAI).date()
    days = (today + timedelta(days=ahead) for ahead in range(BOOKABLE_DAYS))
    return _open(tx, provider, service, now, days)


def session_at(
    tx: Session, provider: Provider, service: Service, starts_at: datetime, now: datetime
) -> OpenSession | None:
    """The one that begins at the instant; None when there is none or it has begun."""
    day = starts_at.astimezone(SHANGHAI).date()
    return next((s for s in _open(tx, provider, service, now, (day,)) if s.starts_at == starts_at), None)


def _open(
    tx: Session, provider: Provider, service: Service, now: datetime, days: Iterable[date]
) -> tuple[OpenSession, ...]:
    planned = {
        starts_at: session
        for day in days
        for starts_at, session in _planned_on(provider, service, day).items()
        if starts_at > now
    }
    if not planned:
        return ()
    booked = _booked(tx, provider.id, service, min(planned))
    return tuple(
        OpenSession(
            provider=provider.id,
            service=service,
            starts_at=starts_at,
            ends_at=session.ends_at,
            capacity=session.capacity,
            free_places=max(0, session.capacity - booked.get(starts_at, 0)),
        )
        for starts_at, session in sorted(planned.items())
    )


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


def _booked(tx: Session, provider_id: str, service: Service, since: datetime) -> dict[datetime, int]:
    rows = tx.execute(
        select(CareSession.starts_at, CareSession.booked).where(
            CareSession.provider == provider_id,
            CareSession.service == service,
            CareSession.starts_at >= since,
        )
    )
    return {row.starts_at: row.booked for row in rows}
