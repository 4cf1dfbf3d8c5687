"""Staff change how many places a session has. Never below what is booked or held: then a plan says who could
be moved to where, the latest booked first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services import audit, bookings, rules
from bot.services.closing import locked_rows
from bot.services.families import lock_family
from bot.services.holds import HOLD_FOR
from bot.services.moving import change_session
from bot.services.outcomes import AlreadyCancelled, Moved, NotFound, Refusal, TooLate
from bot.services.permission import refusal_of_child
from bot.services.sessions import OpenSession, upcoming
from bot.services.telling import shown, tell_family
from bot.services.waitlist_offers import offer_free_places
from db.models import Booking, CareSession
from knowledge.schema import Provider, Service


@dataclass(frozen=True, slots=True)
class CapacitySet:
    """sessions: their starts."""

    sessions: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class TooSmall:
    """bookings: numbers, the latest booked first. held: places offered to the waiting list."""

    starts_at: datetime
    booked: int
    held: int
    bookings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BelowBooked:
    """Nothing was changed."""

    sessions: tuple[TooSmall, ...]


@dataclass(frozen=True, slots=True)
class NothingToChange:
    """No such session, or it has begun."""


@dataclass(frozen=True, slots=True)
class PlannedMove:
    number: str
    nickname: str
    from_starts_at: datetime
    provider: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class MovePlan:
    """stay: numbers of bookings for which no place near was found."""

    moves: tuple[PlannedMove, ...]
    stay: tuple[str, ...]


def set_capacity(
    tx: Session,
    provider: Provider,
    when: date | datetime,
    places: int,
    now: datetime,
    who: str,
    service: Service | None = None,
    hold_for: timedelta = HOLD_FOR,
) -> CapacitySet | BelowBooked | NothingToChange:
    """when, service: as in closing.close. New places go to those who wait."""
    rows = locked_rows(tx, provider, when, now, service)
    if too_small := [_too_small(tx, row) for row in rows if row.booked + row.held > places]:
        return BelowBooked(tuple(too_small))
    for row in rows:
        before, after = {"capacity": row.capacity}, {"capacity": places}
        audit.record(tx, now, who, "session.capacity", f"session:{row.id}", before, after)
        row.capacity = row.capacity_by_staff = places
    tx.flush()
    for row in rows:
        offer_free_places(tx, row.id, provider, now, hold_for)
    return CapacitySet(tuple(row.starts_at for row in rows)) if rows else NothingToChange()


def plan_moves(
    tx: Session,
    provider: Provider,
    near: Sequence[Provider],
    when: date | datetime,
    places: int,
    now: datetime,
    service: Service | None = None,
) -> MovePlan:
    """Who would have to move so that the places suffice: to another time of the provider, the nearest first,
    or else to one that is near on the same day. near: the nearest first. Nothing is changed."""
    moves: list[PlannedMove] = []
    stay: list[str] = []
    planned: Counter[OpenSession] = Counter()
    rows = locked_rows(tx, provider, when, now, service)
    changed = {row.id for row in rows}
    for row in rows:
        too_many = max(0, row.booked + row.held - places)
        for booking in _latest_first(tx, row)[:too_many]:
            target = next(_targets(tx, booking, (provider, *near), changed, planned, now), None)
            if target is None:
                stay.append(booking.number)
                continue
            planned[target] += 1
            nickname, start = booking.child.nickname, row.starts_at
            moves.append(PlannedMove(booking.number, nickname, start, target.provider, target.starts_at))
    return MovePlan(tuple(moves), tuple(stay))


def move_by_staff(
    tx: Session,
    number: str,
    provider: Provider,
    starts_at: datetime,
    now: datetime,
    who: str,
    hold_for: timedelta = HOLD_FOR,
) -> Moved | Refusal:
    """To any provider, until the start; the family is told. The old place is offered to nobody here: it is
    freed so that the capacity can be lowered, which belongs into the same transaction."""
    family_id = tx.scalar(select(Booking.family_id).where(Booking.number == number))
    if family_id is None:
        return NotFound()
    lock_family(tx, family_id)
    booking = bookings.by_number(tx, family_id, number)
    if booking is None:
        return NotFound()
    if booking.cancelled_at is not None:
        return AlreadyCancelled()
    old = booking.session
    if old.starts_at <= now:
        return TooLate(old.starts_at)
    facts = {"from_provider": old.provider, "from_starts_at": shown(old.starts_at)}
    outcome = change_session(tx, booking, provider, starts_at, now, who, hold_for)
    if isinstance(outcome, Moved):
        tell_family(tx, "moved_by_staff", [booking], now, not_to=None, **facts)
    return outcome


def _too_small(tx: Session, row: CareSession) -> TooSmall:
    numbers = tuple(booking.number for booking in _latest_first(tx, row))
    return TooSmall(row.starts_at, row.booked, row.held, numbers)


def _latest_first(tx: Session, row: CareSession) -> list[Booking]:
    return bookings.of_sessions(tx, [row.id])[::-1]


def _targets(
    tx: Session,
    booking: Booking,
    providers: Sequence[Provider],
    changed: set[int],
    planned: Counter[OpenSession],
    now: datetime,
) -> Iterator[OpenSession]:
    """Sessions with a place where the child may be and is not elsewhere at the time, the best first.
    providers: the booking's own, then those near. changed: sessions whose capacity is at stake."""
    start, service = booking.session.starts_at, rules.service_of(booking)
    for provider in providers:
        own = provider is providers[0]
        found = [one for one in upcoming(tx, provider, service, now) if one.row not in changed]
        for session in sorted(found, key=lambda one: abs(one.starts_at - start)):
            same_day = session.starts_at.astimezone(SHANGHAI).date() == start.astimezone(SHANGHAI).date()
            if (
                session.free_places > planned[session]
                and (own or same_day)
                and rules.refusal_of_stranger(provider, acknowledged=own) is None
                and refusal_of_child(tx, provider, service, booking.child, session.starts_at, now) is None
                and not bookings.overlapping(tx, booking.child_id, session, booking.id)
            ):
                yield session
