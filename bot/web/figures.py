"""What the plots show, counted from the database and the knowledge; within the limits of a role."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services.closing import SERVICES
from bot.services.sessions import upcoming
from db.models import CareSession, RecordedQuestion
from knowledge.loader import Knowledge
from knowledge.schema import Place, Provider

DAYS = 28
MOST_TOPICS = 6  # more colours than that are not told apart
OTHER = "other"
MOST_PROVIDERS = 15


@dataclass(frozen=True, slots=True)
class Questions:
    """days: in order. by_topic: for each topic, how many on each day, the most frequent topic first.
    answered: for each day."""

    days: tuple[date, ...]
    by_topic: Mapping[str, tuple[int, ...]]
    asked: tuple[int, ...]
    answered: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.asked)

    @property
    def share(self) -> float | None:
        """0 to 1, of the whole time; None without questions."""
        return sum(self.answered) / self.total if self.total else None

    def share_on(self, index: int) -> float | None:
        return self.answered[index] / self.asked[index] if self.asked[index] else None


@dataclass(frozen=True, slots=True)
class Places:
    """Of a provider's sessions ahead: booked, held for the waiting list, free."""

    provider: Provider
    booked: int
    held: int
    free: int


@dataclass(frozen=True, slots=True)
class Street:
    place: Place
    providers: int


@dataclass(frozen=True, slots=True)
class District:
    place: Place
    streets: tuple[Street, ...]

    @property
    def covered(self) -> int:
        return sum(street.providers > 0 for street in self.streets)

    @property
    def bare(self) -> tuple[str, ...]:
        return tuple(street.place.name for street in self.streets if not street.providers)


def questions(tx: Session, now: datetime, district: str | None) -> Questions:
    """Of the last DAYS, today among them."""
    today = now.astimezone(SHANGHAI).date()
    days = tuple(today - timedelta(days=back) for back in reversed(range(DAYS)))
    since = datetime.combine(days[0], datetime.min.time(), SHANGHAI)
    found = select(RecordedQuestion.topic, RecordedQuestion.outcome, RecordedQuestion.asked_at).where(
        RecordedQuestion.asked_at >= since
    )
    if district:
        found = found.where(RecordedQuestion.district == district)
    counted: dict[str, Counter[date]] = defaultdict(Counter)
    asked: Counter[date] = Counter()
    answered: Counter[date] = Counter()
    for topic, outcome, asked_at in tx.execute(found):
        day = asked_at.astimezone(SHANGHAI).date()
        counted[topic or "unknown"][day] += 1
        asked[day] += 1
        answered[day] += outcome == "answered"
    return Questions(
        days,
        {topic: _on(days, of_topic) for topic, of_topic in _with_other(counted).items()},
        _on(days, asked),
        _on(days, answered),
    )


def places(tx: Session, providers: Sequence[Provider], now: datetime) -> tuple[Places, ...]:
    """Of those with most bookings ahead, then of any that can be booked."""
    ahead = (
        select(CareSession.provider, func.sum(CareSession.booked).label("booked"))
        .where(CareSession.starts_at > now, CareSession.closed_at.is_(None))
        .group_by(CareSession.provider)
    )
    booked = {row.provider: row.booked for row in tx.execute(ahead)}
    bookable = [one for one in providers if any(offer.sessions for offer in one.services)]
    most_first = sorted(bookable, key=lambda one: (-booked.get(one.id, 0), one.name))
    return tuple(_places(tx, one, now) for one in most_first[:MOST_PROVIDERS])


def coverage(knowledge: Knowledge, district: str | None) -> tuple[District, ...]:
    """Made-up providers cover nothing."""
    real = Counter((p.district, p.street) for p in knowledge.providers.values() if not p.sample)
    streets: dict[str, list[Street]] = defaultdict(list)
    for place in knowledge.places:
        if place.kind == "street":
            streets[place.district].append(Street(place, real[place.district, place.name]))
    return tuple(
        District(place, tuple(streets[place.name]))
        for place in knowledge.places
        if place.kind == "district" and district in (None, place.name)
    )


def _places(tx: Session, provider: Provider, now: datetime) -> Places:
    sessions = [one for service in SERVICES for one in upcoming(tx, provider, service, now)]
    rows = tx.execute(
        select(func.sum(CareSession.booked), func.sum(CareSession.held)).where(
            CareSession.provider == provider.id,
            CareSession.starts_at > now,
            CareSession.starts_at <= max((one.starts_at for one in sessions), default=now),
            CareSession.closed_at.is_(None),
        )
    ).one()
    return Places(provider, rows[0] or 0, rows[1] or 0, sum(one.free_places for one in sessions))


def _with_other(counted: Mapping[str, Counter[date]]) -> dict[str, Counter[date]]:
    """The most frequent; all others as one."""
    most_first = sorted(counted, key=lambda topic: (-counted[topic].total(), topic))
    shown = {topic: counted[topic] for topic in most_first[:MOST_TOPICS]}
    if rest := most_first[MOST_TOPICS:]:
        shown[OTHER] = sum((counted[topic] for topic in rest), Counter())
    return shown


def _on(days: Sequence[date], counted: Counter[date]) -> tuple[int, ...]:
    return tuple(counted[day] for day in days)
