"""The week at a glance: what was asked, how much of it was answered, what was booked, by district."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Booking, CareSession, RecordedQuestion
from knowledge.schema import Provider

MOST_TOPICS = 8


@dataclass(frozen=True, slots=True)
class Summary:
    """topics: with how often each was asked about. bookings: made, by district. full: sessions held in the
    time that were full, by district. answered: share of the questions, 0 to 1; None without any."""

    questions: int
    answered: float | None
    topics: tuple[tuple[str, int], ...]
    by_district: tuple[tuple[str, int], ...]
    bookings: tuple[tuple[str, int], ...]
    full: tuple[tuple[str, int], ...]


def summary(
    tx: Session,
    providers: Mapping[str, Provider],
    since: datetime,
    until: datetime,
    district: str | None = None,
) -> Summary:
    asked = select(RecordedQuestion.topic, RecordedQuestion.outcome, RecordedQuestion.district).where(
        RecordedQuestion.asked_at >= since, RecordedQuestion.asked_at < until
    )
    if district:
        asked = asked.where(RecordedQuestion.district == district)
    rows = tx.execute(asked).all()
    answered = sum(row.outcome == "answered" for row in rows)
    made = (
        select(CareSession.provider)
        .join(Booking)
        .where(Booking.booked_at >= since, Booking.booked_at < until)
    )
    full = select(CareSession.provider).where(
        CareSession.starts_at >= since,
        CareSession.starts_at < until,
        CareSession.booked >= CareSession.capacity,
        CareSession.closed_at.is_(None),
    )
    return Summary(
        questions=len(rows),
        answered=answered / len(rows) if rows else None,
        topics=tuple(Counter(row.topic or "unknown" for row in rows).most_common(MOST_TOPICS)),
        by_district=tuple(Counter(row.district or "" for row in rows).most_common()),
        bookings=_by_district(tx.scalars(made).all(), providers, district),
        full=_by_district(tx.scalars(full).all(), providers, district),
    )


def _by_district(
    provider_ids: Sequence[str], providers: Mapping[str, Provider], district: str | None
) -> tuple[tuple[str, int], ...]:
    where = [providers[one].district if one in providers else "" for one in provider_ids]
    return tuple(Counter(one for one in where if district in (None, one)).most_common())
