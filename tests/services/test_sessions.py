"""What can be booked, as the provider's file and the bookings say."""

from datetime import UTC, date, datetime

import pytest

from bot.services.sessions import OpenSession, session_at, upcoming
from tests.services.world import NOW, SERVICE, World, at, provider


def starts(world: World) -> list[datetime]:
    with world.database.begin() as tx:
        return [session.starts_at for session in upcoming(tx, world.provider, SERVICE, world.now)]


def test_from_now_on_for_fourteen_days_in_order(world: World) -> None:
    world.provider = provider("Mo 14:00-16:00", "Mo,Su 09:00-11:00")
    assert starts(world) == [
        at("11-23", "14:00"),
        at("11-29"),
        at("11-30"),
        at("11-30", "14:00"),
        at("12-06"),
    ]


def test_one_that_began_this_moment_is_gone(world: World) -> None:
    world.provider = provider("Mo 10:00-11:00")
    assert starts(world) == [at("11-30", "10:00")]


@pytest.mark.parametrize("now", [at("11-24", "00:00"), at("11-24", "00:00").astimezone(UTC)])
def test_the_day_is_shanghais(world: World, now: datetime) -> None:
    world.provider, world.now = provider("Tu 09:00-11:00"), now
    assert starts(world) == [at("11-24"), at("12-01")]


def test_free_places_are_those_of_the_file_less_those_booked(world: World) -> None:
    world.booked(world.child("p1"), at("11-24"))
    world.booked(world.child("p2"), at("11-24"))
    for capacity, free in ((3, 1), (2, 0), (1, 0), (9, 7)):
        world.provider = provider(capacity=capacity)
        with world.database.begin() as tx:
            session = session_at(tx, world.provider, SERVICE, at("11-24"))
        expected = OpenSession(
            "fengpu", SERVICE, at("11-24"), at("11-24", "11:00"), capacity, capacity, free, row=1
        )
        assert session == expected


def test_none_before_the_provider_opens(world: World) -> None:
    world.provider = provider("Tu 09:00-11:00", opens_on=date(2026, 11, 25))
    assert starts(world) == [at("12-01")]


def test_a_schedule_counts_while_it_is_valid(world: World) -> None:
    autumn = {"opens": "Tu 09:00-11:00", "capacity": 3, "valid_until": date(2026, 11, 30)}
    winter = {"opens": "Tu 10:00-11:00", "capacity": 2, "valid_from": date(2026, 12, 1)}
    world.provider = provider(offer={"sessions": [autumn, winter]})
    assert starts(world) == [at("11-24"), at("12-01", "10:00")]


def test_of_two_schedules_at_one_time_the_first_counts(world: World) -> None:
    usual = {"opens": "Tu 09:00-11:00", "capacity": 3}
    world.provider = provider(offer={"sessions": [usual, {**usual, "capacity": 5}]})
    with world.database.begin() as tx:
        assert [s.capacity for s in upcoming(tx, world.provider, SERVICE, world.now)] == [3, 3]


def test_none_for_a_service_that_is_not_offered(world: World) -> None:
    with world.database.begin() as tx:
        assert upcoming(tx, world.provider, "hourly", NOW) == ()
        assert session_at(tx, world.provider, "hourly", at("11-24")) is None
        assert session_at(tx, world.provider, SERVICE, at("11-24", "09:01")) is None


def test_a_public_holiday_has_sessions_only_where_the_file_says_so(world: World) -> None:
    world.now = at("12-31", "10:00")
    for opens, offered in (("Mo-Su 09:00-11:00", False), ("Mo-Su 09:00-11:00; PH 09:00-11:00", True)):
        world.provider = provider(opens)
        assert (at("2027-01-01") in starts(world)) is offered
