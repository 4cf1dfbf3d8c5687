"""Many at once, on a real SQLite and a real PostgreSQL. Each guard is shown to be what holds: without it
the same rush goes wrong."""

from collections.abc import Iterable
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.services import bookings, places
from bot.services.booking import (
    AlreadyBooked,
    Booked,
    Cancelled,
    Moved,
    QuotaUsed,
    SessionFull,
)
from bot.services.privacy import erase
from db.models import CareSession, Child, Guardian
from db.session import Database
from tests.services.at_once import LONGEST_S, at_once
from tests.services.world import NOW, World, at, provider

on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def kinds(outcomes: list[Any]) -> dict[type, int]:
    found = [type(outcome) for outcome in outcomes]
    return {kind: found.count(kind) for kind in found}


def rush(world: World, children: list[Child]) -> list[Any]:
    return at_once(*(partial(world.book, child, at("11-24")) for child in children))


def crowd(world: World, size: int = 20) -> list[Child]:
    return [world.child(f"p{number}") for number in range(size)]


def second_guardian(world: World, child: Child) -> None:
    with world.database.begin() as tx:
        tx.add(Guardian(family_id=child.family_id, channel="test", user="the other parent"))


def test_twenty_for_three_places(world: World) -> None:
    assert kinds(rush(world, crowd(world))) == {Booked: 3, SessionFull: 17}
    assert world.places_taken(at("11-24")) == 3
    world.balanced()


@on_postgresql
def test_looking_first_overbooks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    children = crowd(world)
    world.cancel(children[0], world.booked(children[0], at("11-24")).number)  # leaves the session's row
    all_have_looked = Barrier(len(children), timeout=LONGEST_S)

    def look_then_take(tx: Session, session_id: int, planned: int) -> bool:
        booked = tx.scalar(select(CareSession.booked).where(CareSession.id == session_id)) or 0
        all_have_looked.wait()
        if booked >= planned:
            return False
        tx.execute(update(CareSession).where(CareSession.id == session_id).values(booked=booked + 1))
        return True

    monkeypatch.setattr(places, "lock", no_lock_of_sessions)
    monkeypatch.setattr(places, "take", look_then_take)
    assert kinds(rush(world, children)) == {Booked: 20}


def no_lock_of_sessions(tx: Session, session_ids: Iterable[int]) -> dict[int, CareSession]:
    return {}


@on_postgresql
def test_the_guarded_update_alone_holds_the_places(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "lock", no_lock_of_sessions)
    assert kinds(rush(world, crowd(world))) == {Booked: 3, SessionFull: 17}
    world.balanced()


def _take_blindly(tx: Session, session_id: int, planned: int) -> bool:
    places.give_back(tx, session_id, -1)
    return True


def test_the_database_itself_refuses_to_overbook(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "take", _take_blindly)
    assert kinds(rush(world, crowd(world))) == {Booked: 3, IntegrityError: 17}
    world.balanced()


def last_of_the_quota(world: World) -> list[Any]:
    """Two guardians, one child, two sessions, one free session left."""
    world.provider = provider(offer={"free_sessions": 2})
    child = world.child()
    second_guardian(world, child)
    world.booked(child, at("11-30"))
    outcomes = at_once(*(partial(world.book, child, at(day)) for day in ("11-24", "11-25", "11-26", "11-27")))
    world.balanced()
    return outcomes


def test_the_last_free_session_of_a_child_is_used_once(world: World) -> None:
    assert kinds(last_of_the_quota(world)) == {Booked: 1, QuotaUsed: 3}


def no_lock(tx: Session, family_id: int) -> None:
    pass


@on_postgresql
def test_the_guarded_update_alone_holds_the_quota(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.booking.lock_family", no_lock)
    assert kinds(last_of_the_quota(world)) == {Booked: 1, QuotaUsed: 3}


def child_of_two(world: World) -> Child:
    """Two guardians; of two sessions that overlap there are rows."""
    child = world.child()
    second_guardian(world, child)
    for clock in ("09:00", "10:30"):
        world.cancel(child, world.booked(child, at("11-24", clock)).number)
    return child


def overlapping(world: World, child: Child) -> list[Any]:
    return at_once(*(partial(world.book, child, at("11-24", clock)) for clock in ("09:00", "10:30") * 4))


def test_a_child_is_in_one_place_at_a_time(world: World) -> None:
    assert kinds(overlapping(world, child_of_two(world))) == {Booked: 1, AlreadyBooked: 7}
    world.balanced()


@on_postgresql
def test_without_the_lock_of_the_family_a_child_is_in_two(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = child_of_two(world)
    monkeypatch.setattr("bot.services.booking.lock_family", no_lock)
    monkeypatch.setattr(places, "lock", no_lock_of_sessions)
    all_have_looked, look = Barrier(8, timeout=LONGEST_S), bookings.overlapping

    def look_together(*args: Any) -> str | None:
        found = look(*args)
        all_have_looked.wait()
        return found

    monkeypatch.setattr(bookings, "overlapping", look_together)
    # For one session each the unique index still holds.
    assert kinds(overlapping(world, child)) == {Booked: 2, IntegrityError: 6}


def test_one_request_from_everywhere_is_one_booking(world: World) -> None:
    child = world.child()
    outcomes = at_once(*[partial(world.book, child, at("11-24"), request_key="once")] * 10)
    assert kinds(outcomes) == {Booked: 10}
    assert len({outcome.number for outcome in outcomes}) == 1
    assert sum(not outcome.again for outcome in outcomes) == 1
    assert world.rows()["bookings"] == 1
    world.balanced()


def test_giving_back_while_others_want_the_place(world: World) -> None:
    world.provider = provider(capacity=1)
    first, *others = crowd(world, 8)
    number = world.booked(first, at("11-24")).number
    outcomes = at_once(
        *[partial(world.cancel, first, number)] * 4,
        *(partial(world.book, child, at("11-24")) for child in others),
    )
    assert kinds(outcomes[:4])[Cancelled] == 1
    assert kinds(outcomes[4:]).get(Booked, 0) <= 1
    assert set(kinds(outcomes[4:])) <= {Booked, SessionFull}
    world.balanced()


def test_moving_to_and_fro_waits_for_nobody_in_a_circle(world: World) -> None:
    world.provider = provider(capacity=20)
    there, back = at("11-24"), at("11-25")
    children = crowd(world, 12)
    starts = [(there, back) if index % 2 else (back, there) for index in range(len(children))]
    numbers = [world.booked(child, here).number for child, (here, _) in zip(children, starts, strict=True)]
    acts = [
        partial(world.move, child, number, to)
        for child, number, (_, to) in zip(children, numbers, starts, strict=True)
    ]
    assert kinds(at_once(*acts)) == {Moved: 12}
    world.balanced()


def test_erasing_a_family_while_it_books(world: World) -> None:
    child = world.child()
    second_guardian(world, child)

    def forget() -> None:
        with world.database.begin() as tx:
            erase(tx, child.family_id, NOW)

    days = ("11-24", "11-25", "11-26", "11-27")
    at_once(forget, *(partial(world.book, child, at(day)) for day in days))
    assert world.rows()["bookings"] == 0
    world.balanced()
