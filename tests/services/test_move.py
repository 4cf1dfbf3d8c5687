"""Moving a booking: never without a place in between."""

from datetime import date, datetime, timedelta

import pytest

from bot.services.booking import (
    AlreadyBooked,
    AlreadyCancelled,
    Moved,
    NotFound,
    NotOffered,
    QuotaUsed,
    SessionFull,
    TooFarAhead,
    TooLate,
    WrongAge,
)
from tests.services.world import TODDLERS, World, at, provider


def test_the_number_stays_and_the_old_place_is_free(world: World) -> None:
    world.provider = provider(capacity=1)
    child = world.child()
    number = world.booked(child, at("11-24")).number
    outcome = world.move(child, number, at("11-25", "14:00"))
    assert outcome == Moved(number, at("11-25", "14:00"), at("11-25", "16:00"), "糖糖", 11)
    assert world.standing(child) == [at("11-25", "14:00")]
    world.booked(world.child("p2"), at("11-24"))
    world.balanced()


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        (at("11-24", "09:30"), NotOffered()),
        (at("12-07"), TooFarAhead()),
        (at("11-26"), SessionFull()),
        (at("12-05"), WrongAge(36, TODDLERS, None)),
    ],
)
def test_a_refusal_keeps_the_old_place(world: World, starts_at: datetime, expected: object) -> None:
    world.provider = provider(capacity=1)
    child = world.child(born_on=date(2023, 12, 5))
    world.booked(world.child("p2"), at("11-26"))
    number = world.booked(child, at("11-24")).number
    before = world.rows()
    assert world.move(child, number, starts_at) == expected
    assert world.standing(child) == [at("11-24")]
    assert world.rows() == before
    world.balanced()


def test_to_where_the_child_is_already(world: World) -> None:
    child = world.child()
    number, other = (world.booked(child, at(day)).number for day in ("11-24", "11-25"))
    assert world.move(child, number, at("11-24")) == AlreadyBooked(number)
    assert world.move(child, number, at("11-25", "10:30")) == AlreadyBooked(other)


def test_to_a_session_that_overlaps_only_the_old_one(world: World) -> None:
    child = world.child()
    number = world.booked(child, at("11-24", "09:00")).number
    assert isinstance(world.move(child, number, at("11-24", "10:30")), Moved)


def test_only_a_booking_of_the_family_that_stands(world: World) -> None:
    child, stranger = world.child("p1"), world.child("p2")
    number = world.booked(child, at("11-24")).number
    assert world.move(stranger, number, at("11-25")) == NotFound()
    world.cancel(child, number)
    assert world.move(child, number, at("11-25")) == AlreadyCancelled()


def test_moving_is_no_way_round_the_deadline(world: World) -> None:
    child = world.child()
    number = world.booked(child, at("11-24")).number
    world.now = at("11-24", "07:00") + timedelta(seconds=1)
    assert world.move(child, number, at("11-30")) == TooLate(at("11-24", "07:00"))


def test_a_move_stays_with_its_provider(world: World) -> None:
    child = world.child()
    number = world.booked(child, at("11-24")).number
    assert world.move(child, number, at("11-25"), provider=provider(id="jinhai")) == NotOffered()


def test_within_a_year_the_last_free_session_moves_along(world: World) -> None:
    world.provider = provider(offer={"free_sessions": 1})
    child = world.child()
    number = world.booked(child, at("11-24")).number
    outcome = world.move(child, number, at("11-25"))
    assert isinstance(outcome, Moved)
    assert outcome.quota_left == 0
    world.balanced()


def test_a_file_that_allows_less_by_now_does_not_forbid_a_move(world: World) -> None:
    child = world.child()
    numbers = [world.booked(child, at(day)).number for day in ("11-24", "11-25", "11-26")]
    world.provider = provider(offer={"free_sessions": 1})
    outcome = world.move(child, numbers[0], at("11-27"))
    assert isinstance(outcome, Moved)
    assert outcome.quota_left == 0


def test_across_the_years_end_the_free_session_changes_its_year(world: World) -> None:
    world.now = at("12-29", "10:00")
    child = world.child()
    number = world.booked(child, at("12-30")).number
    assert isinstance(world.move(child, number, at("2027-01-02")), Moved)
    assert (world.quota(child, 2026), world.quota(child, 2027)) == (12, 11)
    world.balanced()


def test_not_into_a_year_without_free_sessions_left(world: World) -> None:
    world.provider, world.now = provider(offer={"free_sessions": 1}), at("12-29", "10:00")
    child = world.child()
    number = world.booked(child, at("12-30")).number
    world.booked(child, at("2027-01-02"))
    assert world.move(child, number, at("2027-01-03")) == QuotaUsed(used=1, allowed=1, year=2027)
    assert world.standing(child) == [at("12-30"), at("2027-01-02")]
    world.balanced()


def test_to_where_no_free_sessions_are_counted_any_more(world: World) -> None:
    child = world.child()
    number = world.booked(child, at("11-24")).number
    world.provider = provider(offer={"free_sessions": None})
    outcome = world.move(child, number, at("11-25"))
    assert isinstance(outcome, Moved)
    assert outcome.quota_left is None
    assert world.quota(child) == 12
