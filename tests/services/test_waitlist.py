"""The waiting list: who is asked, for how long, and who is passed over."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.services import booking, news, waitlist, waitlist_offers
from bot.services.holds import HOLD_FOR, hold_until
from bot.services.outcomes import AlreadyBooked, NotFound, SessionFull, WaitRequest, WrongAge
from bot.services.privacy import erase
from bot.services.waitlist import Accepted, AlreadyWaiting, Left, OfferOver, SessionHasPlaces
from db.models import Child
from tests.services.world import SERVICE, World, at, provider

START = at("11-26")


@pytest.fixture
def full(world: World) -> World:
    """One place at 9:00, taken by p0."""
    world.provider = provider(capacity=1)
    world.booked(world.child("p0"), START)
    return world


def join(world: World, *children: Child, starts_at: datetime = START, **changed: Any) -> Any:
    values = {
        "family_id": children[0].family_id,
        "children": tuple(child.id for child in children),
        "provider": world.provider,
        "service": SERVICE,
        "starts_at": starts_at,
        "request_key": f"wait-{children[0].id}-{starts_at:%d%H}",
        **changed,
    }
    with world.database.begin() as tx:
        return waitlist.join(tx, WaitRequest(**values), world.now)


def told(world: World, act: Any) -> list[tuple[str, int]]:
    """Kind and family of the news that the act leads to."""
    with world.database.begin() as tx:
        act(tx)
        return [(item.kind, item.family_id) for item in news.collect(tx) if isinstance(item, news.News)]


def give_back(world: World, child: Child) -> list[tuple[str, int]]:
    def act(tx: Any) -> None:
        number = booking.bookings_of(tx, child.family_id, world.now)[0].number
        booking.cancel(tx, child.family_id, number, world.now, world.provider)

    return told(world, act)


def sweep(world: World) -> list[tuple[str, int]]:
    def act(tx: Any) -> None:
        for session in waitlist_offers.due_sessions(tx, world.now):
            waitlist_offers.pass_on(tx, session, {world.provider.id: world.provider}, world.now)

    return told(world, act)


def accept(world: World, child: Child, entry: int) -> Any:
    with world.database.begin() as tx:
        return waitlist.accept(tx, child.family_id, entry, world.provider, world.now, world.rng)


def test_first_come_first_served_and_the_queue_is_shown(full: World) -> None:
    first, second, holder = full.child("p1"), full.child("p2"), full.child("p0")
    one, two = join(full, first), join(full, second)
    assert (one.position, two.position, one.since) == (1, 2, full.now)
    assert join(full, first, request_key="other") == AlreadyWaiting(one.entry, 1, full.now)
    assert join(full, first).again
    assert give_back(full, holder) == [("offered", first.family_id)]
    assert full.book(full.child("p3"), START) == SessionFull()
    assert full.book(second, START) == SessionFull()
    assert accept(full, second, two.entry) == OfferOver("waiting")
    assert accept(full, second, one.entry) == NotFound()
    done = accept(full, first, one.entry)
    assert isinstance(done, Accepted)
    again = accept(full, first, one.entry)
    assert [(one.number, one.again) for one in again.bookings] == [(done.bookings[0].number, True)]
    assert full.quota(first) == 11
    full.balanced()


def test_an_offer_that_runs_out_goes_to_the_next(full: World) -> None:
    first, second = full.child("p1"), full.child("p2")
    one, two = join(full, first), join(full, second)
    give_back(full, full.child("p0"))
    full.now += HOLD_FOR
    assert accept(full, first, one.entry) == OfferOver("expired")
    assert sweep(full) == [("offer_expired", first.family_id), ("offered", second.family_id)]
    assert accept(full, first, one.entry) == OfferOver("expired")
    assert isinstance(accept(full, second, two.entry), Accepted)


def test_who_declines_makes_way(full: World) -> None:
    first, second = full.child("p1"), full.child("p2")
    entry = join(full, first).entry
    join(full, second)
    give_back(full, full.child("p0"))
    with full.database.begin() as tx:
        for _ in range(2):
            assert waitlist.leave(tx, first.family_id, entry, full.now, full.provider) == Left(declined=True)
        (waiting,) = waitlist.waiting_of(tx, second.family_id)
        assert waiting.hold_until is not None
        assert waitlist.leave(tx, second.family_id, entry, full.now, full.provider) == NotFound()


def test_siblings_come_together_or_not_at_all(world: World) -> None:
    world.provider = provider(capacity=2)
    holders = [world.child(f"h{number}") for number in range(2)]
    for holder in holders:
        world.booked(holder, START)
    pair = [world.child("p1", "糖糖"), world.child("p1", "果果")]
    single = world.child("p2")
    entry = join(world, *pair).entry
    assert join(world, single).position == 3
    assert give_back(world, holders[0]) == [("offered", single.family_id)]
    with world.database.begin() as tx:
        assert waitlist.waiting_of(tx, pair[0].family_id)[0].position == 1
        waitlist.leave(
            tx, single.family_id, waitlist.waiting_of(tx, single.family_id)[0].entry, world.now, None
        )
    assert give_back(world, holders[1]) == [("offered", pair[0].family_id)]
    done = accept(world, pair[0], entry)
    assert sorted(booked.child for booked in done.bookings) == ["果果", "糖糖"]
    world.balanced()


def test_nobody_waits_where_there_are_places_or_rules_forbid_it(full: World) -> None:
    assert join(full, full.child("p1"), starts_at=at("11-25")) == SessionHasPlaces(1)
    young = full.child("p2", born_on=date(2026, 10, 1))
    assert isinstance(join(full, young), WrongAge)
    booked = full.child("p3")
    number = full.booked(booked, at("11-26", "10:30")).number
    assert join(full, booked) == AlreadyBooked(number)


def test_a_place_elsewhere_ends_the_waiting(full: World) -> None:
    child = full.child("p1")
    entry = join(full, child).entry
    full.booked(child, at("11-26", "10:30"))
    assert give_back(full, full.child("p0")) == []
    assert accept(full, child, entry) == OfferOver("elsewhere")
    full.booked(full.child("p2"), START)


def test_a_child_is_not_offered_two_places_of_one_time(full: World) -> None:
    waits, holder = full.child("p1"), full.child("h1")
    full.booked(holder, at("11-26", "10:30"))
    first = join(full, waits).entry
    join(full, waits, starts_at=at("11-26", "10:30"))
    assert give_back(full, full.child("p0")) == [("offered", waits.family_id)]
    assert give_back(full, holder) == []
    full.now += HOLD_FOR
    assert sweep(full) == [("offer_expired", waits.family_id), ("offered", waits.family_id)]
    assert accept(full, waits, first) == OfferOver("expired")


def test_a_file_with_more_places_serves_those_who_wait_before_a_newcomer(full: World) -> None:
    waits = full.child("p1")
    entry = join(full, waits).entry
    full.provider = provider(capacity=2)
    assert full.book(full.child("p2"), START) == SessionFull()
    assert isinstance(accept(full, waits, entry), Accepted)


def test_an_erased_family_makes_way(full: World) -> None:
    waits = full.child("p1")
    join(full, waits)
    providers = {full.provider.id: full.provider}
    gone = full.child("p0").family_id
    assert told(full, lambda tx: erase(tx, gone, full.now, providers)) == [("offered", waits.family_id)]


def test_nobody_waits_until_the_door_opens(full: World) -> None:
    waits = full.child("p1")
    join(full, waits)
    full.now = START - timedelta(minutes=10)
    assert sweep(full) == [("waitlist_closed", waits.family_id)]
    assert join(full, full.child("p2")) == SessionFull()


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at("11-24", "10:00"), at("11-24", "12:00")),
        (at("11-26", "07:00"), at("11-26", "08:00")),
        (at("11-26", "08:42"), at("11-26", "08:52")),
        (at("11-26", "08:46"), None),
        (at("11-26", "10:00"), None),
        (at("11-24", "23:00"), at("11-25", "09:00")),
        (at("11-24", "21:00"), at("11-25", "08:00")),
        (at("11-25", "23:00"), at("11-26", "08:00")),
    ],
)
def test_how_long_an_offer_holds(now: datetime, until: datetime | None) -> None:
    """Half of what is left at most, ten minutes at least, and nobody need wake up for it."""
    assert hold_until(START, now, HOLD_FOR) == until
