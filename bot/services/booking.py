"""All the rules of booking. Each verb works inside the caller's transaction and gives its outcome as a
value; the database enforces the counts (guarded updates, CHECKs, a unique index), not a look before.

Locks are taken in one order, child → quota → session, so that no two bookings wait for each other.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services.sessions import BOOKABLE_DAYS, OpenSession, session_at
from db.models import Booking, CareSession, Child, QuotaUse
from knowledge.ages import day_of_age, months_between, takes_on
from knowledge.schema import AgeRange, Provider, Service, Text

NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is misheard or misread
NUMBER_LENGTH = 6


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """request_key: the same key gives the same booking. acknowledged_eligibility: the family has seen for
    whom the provider is."""

    family_id: int
    child_id: int
    provider: Provider
    service: Service
    starts_at: datetime
    request_key: str
    acknowledged_eligibility: bool = False


@dataclass(frozen=True, slots=True)
class Booked:
    """quota_left: free sessions left in the session's year; None where none are counted.
    again: the request had been carried out before."""

    number: str
    starts_at: datetime
    ends_at: datetime
    child: str
    quota_left: int | None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    number: str
    starts_at: datetime
    ends_at: datetime
    child: str
    quota_left: int | None


@dataclass(frozen=True, slots=True)
class SessionFull:
    pass


@dataclass(frozen=True, slots=True)
class QuotaUsed:
    used: int
    allowed: int
    year: int


@dataclass(frozen=True, slots=True)
class WrongAge:
    """age_months: on the day of the session. from_day: when the child will be old enough."""

    age_months: int
    takes: AgeRange
    from_day: date | None


@dataclass(frozen=True, slots=True)
class AgeUnknown:
    """Only the month of birth is known, and the day decides."""


@dataclass(frozen=True, slots=True)
class AlreadyBooked:
    """number: this child's booking that stands at an overlapping time."""

    number: str


@dataclass(frozen=True, slots=True)
class AlreadyBegan:
    pass


@dataclass(frozen=True, slots=True)
class NotOffered:
    """No such session: a closed day, another time, not open yet."""


@dataclass(frozen=True, slots=True)
class TooFarAhead:
    pass


@dataclass(frozen=True, slots=True)
class NotEligible:
    of: Text | None


@dataclass(frozen=True, slots=True)
class NotFound:
    pass


@dataclass(frozen=True, slots=True)
class Cancelled:
    booking: Booking


@dataclass(frozen=True, slots=True)
class AlreadyCancelled:
    pass


@dataclass(frozen=True, slots=True)
class TooLate:
    deadline: datetime


Refusal = (
    SessionFull | QuotaUsed | WrongAge | AgeUnknown | AlreadyBooked | AlreadyBegan | NotOffered | TooFarAhead
    | NotEligible | NotFound
)  # fmt: skip
Outcome = Booked | Moved | Refusal
CancelOutcome = Cancelled | AlreadyCancelled | TooLate | NotFound


class _RolledBack(Exception):
    """Leaves the savepoint with a refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal


def book(tx: Session, request: BookingRequest, now: datetime, rng: random.Random) -> Outcome:
    child = _locked_child(tx, request.family_id, request.child_id)
    if child is None:
        return NotFound()
    if earlier := by_request_key(tx, request.family_id, request.request_key):
        return _told_again(tx, earlier, request.provider)
    session = _permitted(tx, request, child, now)
    if not isinstance(session, OpenSession):
        return session
    if overlapping := _overlapping(tx, child.id, session, besides=None):
        return AlreadyBooked(overlapping)
    try:
        with tx.begin_nested():
            year, left = _take_quota(tx, request.provider, child.id, session)
            row = _take_place(tx, session)
            booking = Booking(
                number=_new_number(tx, rng),
                family_id=request.family_id,
                child_id=child.id,
                session_id=row,
                request_key=request.request_key,
                quota_year=year,
                booked_at=now,
            )
            tx.add(booking)
            tx.flush()
    except _RolledBack as rolled_back:
        return rolled_back.refusal
    return Booked(booking.number, session.starts_at, session.ends_at, child.nickname, left)


def move(
    tx: Session, family_id: int, number: str, provider: Provider, starts_at: datetime, now: datetime
) -> Outcome:
    """To another session of the same provider in one step: the old place is kept until the new one is
    taken, and stays when it cannot be."""
    booking = _own(tx, family_id, number)
    if booking is None or booking.cancelled_at is not None or booking.session.provider != provider.id:
        return NotFound()
    child = _locked_child(tx, family_id, booking.child_id)
    if child is None:
        return NotFound()
    if booking.session.starts_at <= now:
        return AlreadyBegan()
    service: Service = booking.session.service  # type: ignore[assignment]
    request = BookingRequest(family_id, child.id, provider, service, starts_at, "", True)
    session = _permitted(tx, request, child, now)
    if not isinstance(session, OpenSession):
        return session
    if overlapping := _overlapping(tx, child.id, session, besides=booking.id):
        return AlreadyBooked(overlapping)
    if session.starts_at == booking.session.starts_at:
        return AlreadyBooked(booking.number)
    try:
        with tx.begin_nested():
            _give_back_quota(tx, booking)
            year, left = _take_quota(tx, provider, child.id, session)
            new_row = _take_place(tx, session)
            _give_back_place(tx, booking.session_id)
            booking.session_id, booking.quota_year = new_row, year
            tx.flush()
    except _RolledBack as rolled_back:
        return rolled_back.refusal
    tx.expire(booking)
    return Moved(booking.number, session.starts_at, session.ends_at, child.nickname, left)


def cancel(tx: Session, family_id: int, number: str, now: datetime, provider: Provider | None) -> CancelOutcome:
    """Gives place and free session back. provider: whose deadline counts; None when it is in the files no
    more, then there is no deadline."""
    booking = _own(tx, family_id, number)
    if booking is None:
        return NotFound()
    _locked_child(tx, family_id, booking.child_id)
    tx.refresh(booking)
    if booking.cancelled_at is not None:
        return AlreadyCancelled()
    offer = provider.offer(booking.session.service) if provider else None  # type: ignore[arg-type]
    deadline = booking.session.starts_at - timedelta(hours=offer.cancel_until_hours if offer else 0)
    if now > deadline:
        return TooLate(deadline)
    _give_back_quota(tx, booking)
    _give_back_place(tx, booking.session_id)
    booking.cancelled_at = now
    tx.flush()
    return Cancelled(booking)


def bookings_of(tx: Session, family_id: int, now: datetime) -> tuple[Booking, ...]:
    """Those that stand and are not over, by start."""
    found = tx.scalars(
        select(Booking)
        .join(CareSession, CareSession.id == Booking.session_id)
        .where(Booking.family_id == family_id, Booking.cancelled_at.is_(None), CareSession.ends_at > now)
        .order_by(CareSession.starts_at, Booking.id)
    )
    return tuple(found)


def by_request_key(tx: Session, family_id: int, request_key: str) -> Booking | None:
    return tx.scalar(select(Booking).where(Booking.family_id == family_id, Booking.request_key == request_key))


def quota_left(tx: Session, child: Child, service: Service, allowed: int, year: int) -> int:
    use = tx.get(QuotaUse, (child.id, service, year), populate_existing=True)
    return max(0, allowed - (use.used if use else 0))


def first_day_of_age(born_on: date, ages: AgeRange, day: date) -> date | None:
    """When a child that is too young on the day will be old enough; None when it is too old."""
    first = day_of_age(born_on, ages.from_)
    return first if first > day else None


def _permitted(tx: Session, request: BookingRequest, child: Child, now: datetime) -> OpenSession | Refusal:
    """Everything that depends on no count."""
    provider = request.provider
    eligibility = provider.eligibility
    if eligibility and eligibility.who != "everyone" and not request.acknowledged_eligibility:
        return NotEligible(eligibility.of)
    day = request.starts_at.astimezone(SHANGHAI).date()
    if request.starts_at <= now:
        return AlreadyBegan()
    if (day - now.astimezone(SHANGHAI).date()).days >= BOOKABLE_DAYS:
        return TooFarAhead()
    session = session_at(tx, provider, request.service, request.starts_at, now)
    if session is None:
        return NotOffered()
    offer = provider.offer(request.service)
    ages = (offer.ages_months if offer else None) or provider.ages_months
    if ages is None:
        return session
    match takes_on(ages, child.born_on, child.born_day_known, day):
        case None:
            return AgeUnknown()
        case False:
            return WrongAge(months_between(child.born_on, day), ages, first_day_of_age(child.born_on, ages, day))
    return session


def _locked_child(tx: Session, family_id: int, child_id: int) -> Child | None:
    """Two guardians booking for one child at once take turns from here on."""
    return tx.scalar(
        select(Child).where(Child.id == child_id, Child.family_id == family_id).with_for_update()
    )


def _overlapping(tx: Session, child_id: int, session: OpenSession, besides: int | None) -> str | None:
    return tx.scalar(
        select(Booking.number)
        .join(CareSession, CareSession.id == Booking.session_id)
        .where(
            Booking.child_id == child_id,
            Booking.cancelled_at.is_(None),
            Booking.id != (besides or -1),
            CareSession.starts_at < session.ends_at,
            CareSession.ends_at > session.starts_at,
        )
        .limit(1)
    )


def _take_quota(
    tx: Session, provider: Provider, child_id: int, session: OpenSession
) -> tuple[int | None, int | None]:
    """(year it counts for, free sessions left), (None, None) where the provider counts none."""
    offer = provider.offer(session.service)
    allowed = offer.free_sessions if offer else None
    if allowed is None:
        return None, None
    year = session.starts_at.astimezone(SHANGHAI).year
    key = {"child_id": child_id, "service": session.service, "year": year}
    _insert_missing(tx, QuotaUse, {**key, "used": 0, "allowed": allowed})
    row = (QuotaUse.child_id == child_id, QuotaUse.service == session.service, QuotaUse.year == year)
    used = tx.scalar(
        update(QuotaUse)
        .where(*row, QuotaUse.used < allowed)
        .values(used=QuotaUse.used + 1, allowed=allowed)
        .returning(QuotaUse.used)
    )
    if used is None:
        raise _RolledBack(QuotaUsed(tx.scalar(select(QuotaUse.used).where(*row)) or 0, allowed, year))
    return year, allowed - used


def _give_back_quota(tx: Session, booking: Booking) -> None:
    if booking.quota_year is not None:
        tx.execute(
            update(QuotaUse)
            .where(
                QuotaUse.child_id == booking.child_id,
                QuotaUse.service == booking.session.service,
                QuotaUse.year == booking.quota_year,
            )
            .values(used=QuotaUse.used - 1)
        )


def _take_place(tx: Session, session: OpenSession) -> int:
    """The row's id. The file's capacity counts, never below what is booked already."""
    values = {
        "provider": session.provider,
        "service": session.service,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "capacity": session.capacity,
        "booked": 0,
    }
    _insert_missing(tx, CareSession, values)
    taken = tx.scalar(
        update(CareSession)
        .where(
            CareSession.provider == session.provider,
            CareSession.service == session.service,
            CareSession.starts_at == session.starts_at,
            CareSession.booked < session.capacity,
        )
        .values(booked=CareSession.booked + 1, capacity=session.capacity)
        .returning(CareSession.id)
    )
    if taken is None:
        raise _RolledBack(SessionFull())
    return taken


def _give_back_place(tx: Session, session_id: int) -> None:
    tx.execute(update(CareSession).where(CareSession.id == session_id).values(booked=CareSession.booked - 1))


def _insert_missing(tx: Session, model: type[QuotaUse] | type[CareSession], values: dict[str, object]) -> None:
    dialect = sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql
    tx.execute(dialect.insert(model).values(values).on_conflict_do_nothing())


def _new_number(tx: Session, rng: random.Random) -> str:
    while True:
        number = "TY" + "".join(rng.choices(NUMBER_ALPHABET, k=NUMBER_LENGTH))
        if not tx.scalar(select(exists().where(Booking.number == number))):
            return number


def _own(tx: Session, family_id: int, number: str) -> Booking | None:
    return tx.scalar(select(Booking).where(Booking.number == number, Booking.family_id == family_id))


def _told_again(tx: Session, booking: Booking, provider: Provider) -> Booked:
    offer = provider.offer(booking.session.service)  # type: ignore[arg-type]
    left = None
    if offer and offer.free_sessions and booking.quota_year:
        left = quota_left(tx, booking.child, offer.service, offer.free_sessions, booking.quota_year)
    session = booking.session
    return Booked(booking.number, session.starts_at, session.ends_at, booking.child.nickname, left, again=True)
