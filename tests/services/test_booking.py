"""What is booked, and every reason for which it is not."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.services import booking
from bot.services.booking import (
    AlreadyBegan,
    AlreadyBooked,
    AlreadyCancelled,
    Booked,
    NotEligible,
    NotFound,
    NotOffered,
    QuotaUsed,
    SessionFull,
    TooFarAhead,
)
from bot.services.numbers import ALPHABET
from tests.services.world import NOW, World, at, provider

STAFF = {"who": "staff", "of": "地铁集团职工"}


def test_a_booking_says_everything_a_parent_needs(world: World) -> None:
    child = world.child()
    outcome = world.book(child, at("11-24"))
    assert isinstance(outcome, Booked)
    assert (outcome.starts_at, outcome.ends_at) == (at("11-24"), at("11-24", "11:00"))
    assert (outcome.child, outcome.quota_left, outcome.again) == ("糖糖", 11, False)
    assert outcome.number.startswith("TY")
    assert len(outcome.number) == 8
    assert set(outcome.number[2:]) <= set(ALPHABET)
    assert world.standing(child) == [at("11-24")]
    assert world.places_taken(at("11-24")) == 1
    world.balanced()


@pytest.mark.parametrize(
    ("facts", "starts_at", "expected"),
    [
        ({}, at("11-23", "09:00"), AlreadyBegan()),
        ({}, NOW, AlreadyBegan()),
        ({}, at("12-07"), TooFarAhead()),
        ({}, at("2027-11-24"), TooFarAhead()),
        ({}, at("11-24", "09:30"), NotOffered()),
        ({"offer": {"sessions": [{"opens": "We 09:00-11:00", "capacity": 1}]}}, at("11-24"), NotOffered()),
        ({"offer": {"sessions": []}}, at("11-24"), NotOffered()),
        ({"opens_on": date(2026, 11, 25)}, at("11-24"), NotOffered()),
        ({"offer": {"service": "hourly"}}, at("11-24"), NotOffered()),
        ({"eligibility": STAFF}, at("11-24"), NotEligible(provider(eligibility=STAFF).eligibility.of)),  # type: ignore[union-attr]
    ],
)
def test_is_refused(world: World, facts: dict[str, Any], starts_at: datetime, expected: object) -> None:
    world.provider = provider(**facts)
    assert world.book(world.child(), starts_at) == expected
    assert set(world.rows().values()) == {0}


@pytest.mark.parametrize(
    ("facts", "starts_at", "acknowledged"),
    [
        ({}, at("11-23", "10:30"), False),
        ({}, at("12-06"), False),
        ({"opens_on": date(2026, 11, 24)}, at("11-24"), False),
        ({"eligibility": STAFF}, at("11-24"), True),
        ({"eligibility": {"who": "everyone"}}, at("11-24"), False),
    ],
)
def test_is_allowed_at_the_edge(
    world: World, facts: dict[str, Any], starts_at: datetime, acknowledged: bool
) -> None:
    world.provider = provider(**facts)
    world.booked(world.child(), starts_at, acknowledged_eligibility=acknowledged)


def test_nobody_books_for_the_child_of_another_family(world: World) -> None:
    mine, theirs = world.child("p1"), world.child("p2")
    assert world.book(mine, at("11-24"), child_id=theirs.id) == NotFound()


def test_a_full_session_leaves_nothing_behind(world: World) -> None:
    world.provider = provider(capacity=1)
    world.booked(world.child("p1"), at("11-24"))
    before = world.rows()
    late = world.child("p2")
    assert world.book(late, at("11-24")) == SessionFull()
    assert (world.rows(), world.quota(late)) == (before, 12)


def test_the_same_request_books_once(world: World) -> None:
    child = world.child()
    first = world.booked(child, at("11-24"), request_key="once")
    again = world.booked(child, at("11-24"), request_key="once")
    assert (again.number, again.again, again.quota_left) == (first.number, True, 11)
    assert world.rows()["bookings"] == 1


def test_the_same_request_is_told_again_even_when_the_rules_would_refuse_it_by_now(world: World) -> None:
    child = world.child()
    first = world.booked(child, at("11-24"), request_key="once")
    world.now = at("11-24", "10:00")
    assert world.booked(child, at("11-24"), request_key="once").number == first.number


def test_an_old_confirmation_does_not_revive_what_was_given_back(world: World) -> None:
    child = world.child()
    first = world.booked(child, at("11-24"), request_key="once")
    world.cancel(child, first.number)
    assert world.book(child, at("11-24"), request_key="once") == AlreadyCancelled()
    with world.database.begin() as tx:
        assert booking.by_request_key(tx, child.family_id, "once") is None


def test_a_request_is_found_by_its_family_only(world: World) -> None:
    child, stranger = world.child("p1"), world.child("p2")
    number = world.booked(child, at("11-24"), request_key="once").number
    with world.database.begin() as tx:
        found = booking.by_request_key(tx, child.family_id, "once")
        assert found is not None
        assert found.number == number
        assert booking.by_request_key(tx, stranger.family_id, "once") is None


@pytest.mark.parametrize(
    ("second", "clashes"),
    [("09:00", True), ("10:30", True), ("14:00", False)],
    ids=["the same", "overlapping", "later"],
)
def test_one_place_at_a_time_for_a_child(world: World, second: str, clashes: bool) -> None:
    child = world.child()
    first = world.booked(child, at("11-24"))
    outcome = world.book(child, at("11-24", second))
    assert (outcome == AlreadyBooked(first.number)) is clashes


def test_sessions_that_touch_do_not_overlap(world: World) -> None:
    child = world.child()
    world.booked(child, at("11-24", "14:00"))
    world.booked(child, at("11-24", "16:00"))


def test_a_sibling_may_come_along(world: World) -> None:
    world.booked(world.child(nickname="糖糖"), at("11-24"))
    world.booked(world.child(nickname="果果"), at("11-24"))
    assert world.places_taken(at("11-24")) == 2


def test_a_place_given_back_is_free_for_the_same_child(world: World) -> None:
    child = world.child()
    world.cancel(child, world.booked(child, at("11-24")).number)
    world.booked(child, at("11-24"))
    assert world.places_taken(at("11-24")) == 1
    world.balanced()


def test_the_free_sessions_of_a_year_end(world: World) -> None:
    world.provider = provider(offer={"free_sessions": 2})
    child, sibling = world.child(), world.child(nickname="果果")
    world.booked(child, at("11-24"))
    world.booked(child, at("11-25"))
    assert world.book(child, at("11-26")) == QuotaUsed(used=2, allowed=2, year=2026)
    assert world.places_taken(at("11-26")) == 0
    world.booked(sibling, at("11-26"))
    world.balanced()


def test_where_nothing_is_left_of_the_year_a_full_session_is_no_matter(world: World) -> None:
    world.provider = provider(capacity=1, offer={"free_sessions": 1})
    child = world.child()
    world.booked(child, at("11-24"))
    world.booked(world.child("p2"), at("11-25"))
    assert world.book(child, at("11-25")) == QuotaUsed(used=1, allowed=1, year=2026)
    world.balanced()


def test_the_year_of_the_session_counts_not_that_of_the_booking(world: World) -> None:
    world.provider, world.now = provider(offer={"free_sessions": 1}), at("12-30", "10:00")
    child = world.child()
    world.booked(child, at("12-31", "14:00"))
    assert world.book(child, at("12-31", "09:00")) == QuotaUsed(used=1, allowed=1, year=2026)
    world.booked(child, at("2027-01-02"))
    assert (world.quota(child, 2026), world.quota(child, 2027)) == (11, 11)


def test_the_year_is_shanghais(world: World) -> None:
    world.provider, world.now = provider("Mo-Su,PH 00:30-02:00"), at("12-31", "10:00")
    child = world.child()
    world.booked(child, at("2027-01-01", "00:30"))  # still 2026 in UTC
    assert (world.quota(child, 2026), world.quota(child, 2027)) == (12, 11)


def test_quota_is_common_to_all_providers_and_follows_their_files(world: World) -> None:
    child = world.child()
    for day in ("11-24", "11-25", "11-26"):
        world.booked(child, at(day))
    world.provider = provider(id="jinhai", offer={"free_sessions": 2})
    assert world.book(child, at("11-27")) == QuotaUsed(used=3, allowed=2, year=2026)
    world.provider = provider(id="jinhai", offer={"free_sessions": 20})
    assert world.booked(child, at("11-27")).quota_left == 16


def test_no_quota_where_the_file_counts_none(world: World) -> None:
    world.provider = provider(offer={"free_sessions": None})
    child = world.child()
    assert world.booked(child, at("11-24"), request_key="once").quota_left is None
    assert world.booked(child, at("11-24"), request_key="once").quota_left is None
    assert world.rows()["quota_uses"] == 0


def test_the_capacity_of_the_file_counts_and_never_falls_below_what_is_booked(world: World) -> None:
    world.booked(world.child("p1"), at("11-24"))
    world.booked(world.child("p2"), at("11-24"))
    world.provider = provider(capacity=1)
    assert world.book(world.child("p3"), at("11-24")) == SessionFull()
    world.provider = provider(capacity=4)
    world.booked(world.child("p3"), at("11-24"))
    world.booked(world.child("p4"), at("11-24"))
    assert world.book(world.child("p5"), at("11-24")) == SessionFull()
    world.balanced()


def test_a_number_that_is_taken_is_not_given_twice(world: World) -> None:
    first = world.booked(world.child("p1"), at("11-24"))
    world.rng.seed(1)  # the same numbers once more
    second = world.booked(world.child("p2"), at("11-24"))
    assert first.number != second.number


def test_bookings_are_listed_by_start_without_those_over_or_given_back(world: World) -> None:
    child = world.child()
    for day in ("11-26", "11-24", "11-25", "11-27"):
        number = world.booked(child, at(day)).number
    world.cancel(child, number)
    world.now = at("11-24", "10:59")
    assert world.standing(child) == [at("11-24"), at("11-25"), at("11-26")]
    world.now += timedelta(minutes=1)
    assert world.standing(child) == [at("11-25"), at("11-26")]
    with world.database.begin() as tx:
        everything = booking.bookings_of(tx, child.family_id, world.now, include_past=True)
        assert [one.session.starts_at for one in everything] == [at("11-24"), at("11-25"), at("11-26")]
        assert {one.child.nickname for one in everything} == {"糖糖"}
        assert booking.bookings_of(tx, child.family_id + 1, world.now, include_past=True) == ()
