"""The rules of booking that depend on no count: who, how old, when. Pure."""

from datetime import date, datetime, timedelta
from typing import cast

from bot.clock import SHANGHAI
from bot.services.candidates import Candidate
from bot.services.outcomes import AgeUnknown, AlreadyBegan, NotEligible, TooFarAhead, WrongAge
from bot.services.sessions import BOOKABLE_DAYS
from db.models import Booking, Child, WaitlistEntry
from knowledge.ages import day_of_age, months_between, possible_birthdays, takes_on
from knowledge.schema import AgeRange, Provider, Service, ServiceOffer

STANDING_WEEKS = 4
STANDING_DAYS = 7 * STANDING_WEEKS + 1  # from today on


def refusal_of_time(
    starts_at: datetime, now: datetime, standing: bool = False
) -> AlreadyBegan | TooFarAhead | None:
    if starts_at <= now:
        return AlreadyBegan()
    days_ahead = (starts_at.astimezone(SHANGHAI).date() - now.astimezone(SHANGHAI).date()).days
    return TooFarAhead() if days_ahead >= (STANDING_DAYS if standing else BOOKABLE_DAYS) else None


def refusal_of_stranger(provider: Provider, acknowledged: bool) -> NotEligible | None:
    """The bot cannot check who works where: the family says that it belongs to the group."""
    eligibility = provider.eligibility
    if eligibility is None or eligibility.who == "everyone" or acknowledged:
        return None
    return NotEligible(eligibility.of)


def refusal_of_age(
    provider: Provider, service: Service, child: Child | Candidate, day: date
) -> WrongAge | AgeUnknown | None:
    """Tested on the day of the session. Where the file names no ages, none is refused."""
    offer = provider.offer(service)
    ages = (offer.ages_months if offer else None) or provider.ages_months
    if ages is None:
        return None
    match takes_on(ages, child.born_on, child.born_day_known, day):
        case True:
            return None
        case None:
            return AgeUnknown()
    _, last = possible_birthdays(child.born_on, child.born_day_known)
    return WrongAge(months_between(child.born_on, day), ages, first_day_of_age(last, ages, day))


def first_day_of_age(born_on: date, ages: AgeRange, day: date) -> date | None:
    """When a child that is too young on the day will be old enough; None when it is too old."""
    first = day_of_age(born_on, ages.from_)
    return first if first > day else None


def cancel_deadline(starts_at: datetime, service: Service, provider: Provider | None) -> datetime:
    """The last instant at which a booking can be given back: the start itself for a provider that is no
    more in the files, since the family cannot be held to a rule that nobody can read."""
    offer = provider.offer(service) if provider else None
    return starts_at - timedelta(hours=offer.cancel_until_hours if offer else 0)


def late_cancellation_counts(service: Service, provider: Provider | None) -> bool:
    offer = provider.offer(service) if provider else None
    return offer is not None and offer.late_cancellation_counts


def suspension_for(offer: ServiceOffer | None, no_shows: int) -> timedelta | None:
    """no_shows: since the last suspension, the newest among them."""
    rule = offer.no_shows if offer else None
    return timedelta(days=rule.suspend_days) if rule and no_shows >= rule.suspend_after else None


def free_sessions(provider: Provider, service: Service) -> int | None:
    """A child a year; None where the provider counts none."""
    offer = provider.offer(service)
    return offer.free_sessions if offer else None


def service_of(booked: Booking | WaitlistEntry) -> Service:
    return cast(Service, booked.session.service)
