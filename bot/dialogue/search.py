"""Which providers fit what a parent asked for. Pure: knowledge and the instant in, findings out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import SHANGHAI
from bot.dialogue.conversation import Day, Filters, Spot
from knowledge.loader import Knowledge
from knowledge.nearby import distance_m
from knowledge.opening import Interval, intervals_on, is_open
from knowledge.schema import AgeRange, Fee, Provider, Service

DEFAULT_RADIUS_M = 5_000
PART_BOUNDS = {
    "morning": (time(6), time(12)),
    "afternoon": (time(12), time(18)),
    "evening": (time(17), time(22)),
}
DAYS_A_MONTH = 21.75  # working days a month, for comparing daily with monthly fees (人社部 2008 figure)
HasPlaces = Callable[[Provider], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """Everything a provider is tested against. age_months: on the day of care."""

    spot: Spot | None
    filters: Filters
    age_months: int | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """distance_m: None where the provider's point or the parent's is not known; about: the provider's
    point is only its street's."""

    provider: Provider
    distance_m: float | None
    about: bool = False


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What would fit were it not for one condition."""

    condition: str
    found: tuple[Found, ...]


def search(knowledge: Knowledge, query: Query, has_places: HasPlaces) -> tuple[Found, ...]:
    """Real providers before samples, nearest first (cheapest first when asked for cheap ones)."""
    tests = dict(_conditions(knowledge, query, has_places))
    fits = [p for p in _not_excluded(knowledge, query) if all(test(p) for test in tests.values())]
    return _sorted(knowledge, query, fits)


def relax(knowledge: Knowledge, query: Query, has_places: HasPlaces) -> tuple[Relaxed, ...]:
    """For each condition that alone keeps everything out: what fits without it."""
    tests = dict(_conditions(knowledge, query, has_places))
    relaxed = []
    for dropped in tests:
        others = [test for name, test in tests.items() if name != dropped]
        fits = [p for p in _not_excluded(knowledge, query) if all(test(p) for test in others)]
        if fits:
            relaxed.append(Relaxed(dropped, _sorted(knowledge, query, fits)))
    return tuple(relaxed)


def _not_excluded(knowledge: Knowledge, query: Query) -> Iterator[Provider]:
    """All but those that the parent has turned down: no relaxing brings them back."""
    return (p for p in knowledge.providers.values() if p.id not in query.filters.excluded_providers)


def point_of(knowledge: Knowledge, provider: Provider) -> tuple[tuple[float, float] | None, bool]:
    """The provider's point, else its street's (then the second value is True)."""
    if provider.point:
        return (provider.point.lat, provider.point.lon), False
    for place in knowledge.places:
        if place.kind == "street" and place.name == provider.street and place.district == provider.district:
            return (place.lat, place.lon), True
    return None, False


def ages_of(provider: Provider, service: Service | None = None) -> AgeRange | None:
    offer = provider.offer(service) if service else None
    return (offer.ages_months if offer else None) or provider.ages_months


def takes_age(provider: Provider, age_months: int, service: Service | None = None) -> bool | None:
    """None when the file does not say."""
    if service is None and provider.ages_months is None:
        ranges = [offer.ages_months for offer in provider.services if offer.ages_months]
        return any(ages.takes(age_months) for ages in ranges) if ranges else None
    ages = ages_of(provider, service)
    return ages.takes(age_months) if ages else None


def fees_on(provider: Provider, day: date, service: Service | None = None) -> Iterator[tuple[Service, Fee]]:
    for offer in provider.services:
        if service is None or offer.service == service:
            for fee in offer.fees:
                if fee.holds_on(day):
                    yield offer.service, fee


def monthly_fee(provider: Provider, day: date, service: Service | None = None) -> float | None:
    """Yuan a month of care for comparing: the lowest monthly care fee, else a daily one times the working
    days, else 0 where temporary care is free; None when no fee is known."""
    fees = list(fees_on(provider, day, service))
    monthly = [fee.amount for _, fee in fees if fee.unit == "month" and _pays_care(fee)]
    daily = [fee.amount * DAYS_A_MONTH for _, fee in fees if fee.unit == "day" and _pays_care(fee)]
    if monthly or daily:
        return min(monthly + daily)
    return 0.0 if any(fee.amount == 0 for _, fee in fees) else None


def _pays_care(fee: Fee) -> bool:
    return not fee.includes or "care" in fee.includes


def care_intervals(provider: Provider, day: date) -> tuple[Interval, ...]:
    """When the provider is open on the day, or else when it has sessions."""
    if provider.opens_on and day < provider.opens_on:
        return ()
    if provider.opening_hours:
        return intervals_on(provider.opening_hours, day)
    return tuple(i for offer in provider.services for i in intervals_on(offer.sessions, day))


def fits_day(intervals: Sequence[Interval], day: Day) -> bool:
    return any(fits_time(interval, day) for interval in intervals)


def fits_time(interval: Interval, day: Day) -> bool:
    begin, end = interval.starts_at.astimezone(SHANGHAI), interval.ends_at.astimezone(SHANGHAI)
    if day.time:
        return begin.time() <= day.time < end.time()
    if day.part:
        first, last = PART_BOUNDS[day.part]
        return begin.time() < last and end.time() > first
    return True


def _conditions(
    knowledge: Knowledge, query: Query, has_places: HasPlaces
) -> Iterator[tuple[str, Callable[[Provider], bool]]]:
    filters, today = query.filters, query.now.date()
    if query.spot:
        yield "place", lambda p: _within(knowledge, p, query)
    if filters.kind:
        yield "kind", lambda p: p.kind == filters.kind
    if filters.excluded_kinds:
        yield "excluded_kinds", lambda p: p.kind not in filters.excluded_kinds
    if filters.excluded_districts:
        yield "excluded_districts", lambda p: p.district not in filters.excluded_districts
    if filters.inclusive is not None:
        yield "inclusive", lambda p: p.inclusive is filters.inclusive
    if filters.service:
        yield "service", lambda p: p.offer(filters.service) is not None  # type: ignore[arg-type]
    if query.age_months is not None:
        age = query.age_months
        yield "age", lambda p: takes_age(p, age, filters.service) is not False
    if filters.max_price is not None:
        ceiling = filters.max_price
        yield "max_price", lambda p: _affordable(p, today, filters.service, ceiling)
    if filters.rated:
        yield "rated", lambda p: p.quality_rating is not None
    if filters.open_now:
        yield "open_now", lambda p: bool(p.opening_hours) and is_open(p.opening_hours, query.now)
    if filters.day or filters.day.excluded:
        yield "day", lambda p: _open_on(p, filters.day, today)
    if filters.has_places:
        yield "has_places", has_places


def radius_of(filters: Filters) -> int:
    return filters.nearer_m or filters.radius_m or DEFAULT_RADIUS_M


def _within(knowledge: Knowledge, provider: Provider, query: Query) -> bool:
    assert query.spot is not None
    if query.spot.kind == "district" and not (query.filters.radius_m or query.filters.nearer_m):
        return provider.district == query.spot.name
    point, _ = point_of(knowledge, provider)
    return point is not None and distance_m(query.spot.point, point) <= radius_of(query.filters)


def _affordable(provider: Provider, day: date, service: Service | None, ceiling: int) -> bool:
    fee = monthly_fee(provider, day, service)
    return fee is not None and fee <= ceiling


def _open_on(provider: Provider, wanted: Day, today: date) -> bool:
    days = wanted.dates or tuple(today + timedelta(days=n) for n in range(7))
    return any(fits_day(care_intervals(provider, day), wanted) for day in days if wanted.allows(day))


def _sorted(knowledge: Knowledge, query: Query, providers: Sequence[Provider]) -> tuple[Found, ...]:
    found = []
    for provider in providers:
        point, about = point_of(knowledge, provider)
        metres = distance_m(query.spot.point, point) if query.spot and point else None
        found.append(Found(provider, metres, about))
    today = query.now.date()

    def rank(item: Found) -> tuple[bool, float, float, str]:
        far = item.distance_m if item.distance_m is not None else 1e9
        fee = monthly_fee(item.provider, today, query.filters.service)
        price = (fee if fee is not None else 1e9) if query.filters.cheap else 0.0
        return item.provider.sample, price, far, item.provider.id

    return tuple(sorted(found, key=rank))
