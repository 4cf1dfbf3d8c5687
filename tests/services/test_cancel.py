"""Giving a booking back, with its place and its free session."""

from datetime import timedelta

import pytest

from bot.services.booking import AlreadyCancelled, Cancelled, NotFound, TooLate
from tests.services.world import World, at, provider


def test_place_and_free_session_are_given_back(world: World) -> None:
    world.provider = provider(capacity=1, offer={"free_sessions": 1})
    child = world.child()
    number = world.booked(child, at("11-24")).number
    outcome = world.cancel(child, number)
    assert isinstance(outcome, Cancelled)
    assert (outcome.booking.number, outcome.booking.session.starts_at) == (number, at("11-24"))
    assert outcome.booking.child.nickname == "糖糖"
    assert (world.standing(child), world.places_taken(at("11-24")), world.quota(child)) == ([], 0, 12)
    world.booked(world.child("p2"), at("11-24"))


def test_twice_is_once(world: World) -> None:
    child = world.child()
    number = world.booked(child, at("11-24")).number
    world.cancel(child, number)
    assert world.cancel(child, number) == AlreadyCancelled()
    world.balanced()


def test_nobody_reaches_the_booking_of_another_family(world: World) -> None:
    child, stranger = world.child("p1"), world.child("p2")
    number = world.booked(child, at("11-24")).number
    assert world.cancel(stranger, number) == NotFound()
    assert world.cancel(child, "TY222222") == NotFound()
    assert world.standing(child) == [at("11-24")]


@pytest.mark.parametrize(
    ("hours", "now", "in_time"),
    [
        (2, at("11-24", "07:00"), True),
        (2, at("11-24", "07:00") + timedelta(seconds=1), False),
        (24, at("11-23", "09:00"), True),
        (24, at("11-23", "09:01"), False),
        (0, at("11-24", "08:59"), True),
        (0, at("11-24", "09:00"), False),
    ],
)
def test_the_deadline(world: World, hours: int, now: object, in_time: bool) -> None:
    world.provider, world.now = provider(offer={"cancel_until_hours": hours}), at("11-22", "10:00")
    child = world.child()
    number = world.booked(child, at("11-24")).number
    outcome = world.cancel(child, number, now=now)
    if now == at("11-24"):
        assert outcome == TooLate(at("11-24"))
    else:
        assert isinstance(outcome, Cancelled)
        assert outcome.late is not in_time


def test_without_a_provider_there_is_no_deadline_but_the_start(world: World) -> None:
    child = world.child()
    first, second = world.booked(child, at("11-24")), world.booked(child, at("11-25"))
    assert isinstance(world.cancel(child, first.number, provider=None, now=at("11-24", "08:59")), Cancelled)
    too_late = world.cancel(child, second.number, provider=None, now=at("11-25"))
    assert too_late == TooLate(at("11-25"))


def test_a_service_that_is_no_more_offered_has_no_deadline_but_the_start(world: World) -> None:
    child = world.child()
    number = world.booked(child, at("11-24")).number
    world.provider = provider(offer={"service": "hourly"})
    assert isinstance(world.cancel(child, number, now=at("11-24", "08:59")), Cancelled)
