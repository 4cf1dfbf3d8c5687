"""Several children or dates in one step, commands that come twice, and what the other guardian hears."""

from datetime import date
from typing import Any

from bot.services import booking, news
from bot.services.booking import AlreadyBooked, Booked, Cancelled, Moved, QuotaUsed, SessionFull, WrongAge
from bot.services.cancelling import InTime, Late, Over
from tests.services.world import World, at, provider


def book_all(world: World, *requests: booking.BookingRequest) -> tuple[Any, list[news.News]]:
    with world.database.begin() as tx:
        outcomes = booking.book_all(tx, requests, world.now, world.rng)
        return outcomes, [item for item in news.collect(tx) if isinstance(item, news.News)]


def test_each_child_stands_or_falls_for_its_own_reason(world: World) -> None:
    first, second = world.child(), world.child(nickname="果果", born_on=date(2026, 10, 1))
    requests = [world.request(child, at("11-24"), by=7) for child in (second, first)]
    (refused, booked), told = book_all(world, *requests)
    assert isinstance(refused, WrongAge)
    assert isinstance(booked, Booked)
    assert [(item.kind, item.not_to, len(item.facts["bookings"])) for item in told] == [
        ("booked_by_other", 7, 1)
    ]
    again, told = book_all(world, *requests)
    assert (again[1].number, again[1].again, told) == (booked.number, True, [])
    world.balanced()


def test_two_children_for_one_place(world: World) -> None:
    world.provider = provider(capacity=1)
    children = world.child(), world.child(nickname="果果")
    outcomes, _ = book_all(world, *(world.request(child, at("11-24")) for child in children))
    assert [type(outcome) for outcome in outcomes] == [Booked, SessionFull]


def test_a_standing_booking_of_four_weeks(world: World) -> None:
    world.provider = provider(offer={"free_sessions": 3})
    child = world.child()
    number = world.booked(child, at("12-01", "10:30")).number
    with world.database.begin() as tx:
        outcomes = booking.book_series(tx, world.request(child, at("11-24")), 4, world.now, world.rng)
    assert [day for day, _ in outcomes] == [at("11-24"), at("12-01"), at("12-08"), at("12-15")]
    assert [type(outcome) for _, outcome in outcomes] == [Booked, AlreadyBooked, Booked, QuotaUsed]
    assert outcomes[1][1] == AlreadyBooked(number)
    world.balanced()


def test_the_same_command_twice_is_told_the_same(world: World) -> None:
    child = world.child()
    number = world.booked(child, at("11-24")).number
    moved = [world.move(child, number, at("11-25"), key="m") for _ in range(2)]
    assert isinstance(moved[0], Moved)
    assert (moved[0].again, moved[1].again, moved[0].starts_at) == (False, True, moved[1].starts_at)
    given = [world.cancel(child, number, key="c") for _ in range(2)]
    assert [isinstance(one, Cancelled) and one.again for one in given] == [False, True]
    assert world.quota(child) == 12
    with world.database.begin() as tx:
        (booked,) = booking.bookings_of(tx, child.family_id, world.now) or (None,)
        assert booked is None


def test_a_late_cancellation_counts_where_the_file_says_so(world: World) -> None:
    child = world.child()
    for counts, left in ((False, 12), (True, 11)):
        world.provider, world.now = provider(offer={"late_cancellation_counts": counts}), at("11-24", "06:00")
        number = world.booked(child, at("11-24")).number
        with world.database.begin() as tx:
            (booked,) = booking.bookings_of(tx, child.family_id, world.now)
            terms = [
                booking.terms_of_cancelling(booked, world.provider, at("11-24", clock))
                for clock in ("07:00", "07:01", "09:00")
            ]
        deadline = at("11-24", "07:00")
        assert terms == [InTime(deadline), Late(deadline, counts), Over(at("11-24"))]
        world.now = at("11-24", "08:00")
        outcome = world.cancel(child, number)
        assert isinstance(outcome, Cancelled)
        assert (outcome.late, outcome.counted, world.quota(child)) == (True, counts, left)


def test_guidance_is_booked_by_its_own_rules(world: World) -> None:
    """Its own ages and free sessions; but a child is in one place at a time."""
    guidance = {
        "service": "guidance",
        "ages_months": {"from": 0, "to": 36},
        "free_sessions": 1,
        "sessions": [{"opens": "Mo-Su 10:00-11:00", "capacity": 5}],
    }
    care = provider().services[0].model_dump(by_alias=True, exclude_none=True)
    world.provider = provider(services=[care, guidance])
    baby = world.child(born_on=date(2026, 10, 1))
    assert isinstance(world.book(baby, at("11-24")), WrongAge)
    assert world.booked(baby, at("11-24", "10:00"), service="guidance").quota_left == 0
    assert world.book(baby, at("11-25", "10:00"), service="guidance") == QuotaUsed(1, 1, 2026)
    child = world.child(nickname="果果")
    number = world.booked(child, at("11-24")).number
    assert world.book(child, at("11-24", "10:00"), service="guidance") == AlreadyBooked(number)
    assert world.quota(child) == 11
