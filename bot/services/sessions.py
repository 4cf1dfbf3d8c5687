"""Bookable sessions: the provider's file says when and how many, the database how many are taken."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from db.models import CareSession
from knowledge.opening import intervals_on
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


def upcoming(tx: Session, provider: Provider, service: Service, now: datetime) -> tuple[OpenSession, ...]:
    """Those that have not begun, of today and the BOOKABLE_DAYS - 1 days after, in order."""
    planned = _planned(provider, service, now)
    if not planned:
        return ()
    taken = _taken(tx, provider.id, service, now)
    return tuple(
        OpenSession(provider.id, service, start, end, capacity, max(0, capacity - taken.get(start, 0)))
        for start, (end, capacity) in sorted(planned.items())
    )


def session_at(
    tx: Session, provider: Provider, service: Service, starts_at: datetime, now: datetime
) -> OpenSession | None:
    """The one that begins at the instant, None when there is none to be booked."""
    return next((s for s in upcoming(tx, provider, service, now) if s.starts_at == starts_at), None)


def _planned(provider: Provider, service: Service, now: datetime) -> dict[datetime, tuple[datetime, int]]:
    offer = provider.offer(service)
    if offer is None:
        return {}
    today = now.astimezone(SHANGHAI).date()
    planned: dict[datetime, tuple[datetime, int]] = {}
    for offset in range(BOOKABLE_DAYS):
        day = today + timedelta(days=offset)
        if provider.opens_on and day < provider.opens_on:
            continue
        for schedule in offer.sessions:
            for interval in intervals_on((schedule,), day):
                if interval.starts_at > now:
                    planned.setdefault(interval.starts_at, (interval.ends_at, schedule.capacity))
    return planned


def _taken(tx: Session, provider_id: str, service: Service, now: datetime) -> dict[datetime, int]:
    rows = tx.execute(
        select(CareSession.starts_at, CareSession.booked).where(
            CareSession.provider == provider_id,
            CareSession.service == service,
            CareSession.starts_at > now.astimezone(UTC),
        )
    )
    return {starts_at.astimezone(SHANGHAI): booked for starts_at, booked in rows}
