"""Reminders: on the evening before and two hours before, once, never after a cancellation, not by night."""

import random
from collections import Counter
from datetime import datetime, time, timedelta
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from bot.clock import SHANGHAI
from bot.dialogue.announcements import announced
from bot.messages import Reply
from bot.services import audit, reminders
from bot.services.news import News, StaffNews
from bot.services.privacy import erase
from bot.services.reminders import Due, Times, window
from db import outbox
from db.models import Base, Booking, CareSession, OutboxMessage, Reminder
from db.session import Database
from tests.services.at_once import at_once
from tests.services.world import NOW, World, at

TIMES = Times()
EVENING, SOON = at("11-25", "19:00"), at("11-26", "07:00")  # before a session on 11-26 at 9:00


def said(item: News | StaffNews, language: str) -> Reply:
    return Reply(item.kind)


def round_of_jobs(database: Database, now: datetime, times: Times = TIMES) -> int:
    """How many reminders were made."""
    with database.begin() as tx:
        due = reminders.due(tx, now, times)
    made = 0
    for one in due:
        with announced(database, said, now) as tx:
            made += reminders.remind(tx, one, now, times)
    return made


def messages(database: Database) -> list[OutboxMessage]:
    with database.begin() as tx:
        return list(tx.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def kinds(database: Database) -> list[str]:
    return [str(row.payload.get("text", row.given_up_because)) for row in messages(database)]


@pytest.fixture
def number(world: World) -> str:
    """Of a booking on 11-26 at 9:00, made on 11-23 at 10:00."""
    return world.booked(world.child(), at("11-26")).number


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (EVENING - timedelta(seconds=1), []),
        (EVENING, ["reminder_evening"]),
        (at("11-25", "21:59"), ["reminder_evening"]),  # late after a crash, and still of use
        (at("11-25", "22:00"), []),
        (at("11-26", "03:00"), []),
        (SOON - timedelta(seconds=1), []),
        (SOON, ["reminder_soon"]),
        (at("11-26", "08:59"), ["reminder_soon"]),
        (at("11-26", "09:00"), []),
    ],
)
def test_each_has_its_time(
    world: World, number: str, database: Database, now: datetime, expected: list[str]
) -> None:
    assert round_of_jobs(database, now) == len(expected)
    assert round_of_jobs(database, now) == 0
    assert kinds(database) == expected


def test_the_message_names_its_booking_and_ends_with_its_window(
    world: World, number: str, database: Database
) -> None:
    round_of_jobs(database, EVENING)
    round_of_jobs(database, SOON)
    evening, soon = messages(database)
    assert (evening.channel, evening.chat) == ("test", "p1")
    assert evening.about == soon.about == f"booking:{number}"
    assert (evening.expires_at, soon.expires_at) == (at("11-25", "22:00"), at("11-26"))
    assert evening.key != soon.key


def test_a_session_at_dawn_is_reminded_of_by_night_only_shortly_before(database: Database) -> None:
    assert window("soon", at("11-26", "07:00"), TIMES).opens_at == at("11-26", "05:00")
    assert window("evening", at("11-26", "00:30"), TIMES).opens_at == at("11-25", "19:00")


@pytest.mark.parametrize(
    ("booked_at", "expected"),
    [
        (at("11-25", "16:59"), ["reminder_evening", "reminder_soon"]),
        (at("11-25", "17:01"), ["reminder_soon"]),
        (at("11-25", "20:00"), ["reminder_soon"]),
        (at("11-26", "06:59"), ["reminder_soon"]),
        (at("11-26", "07:00"), []),
    ],
)
def test_who_has_only_just_booked_needs_no_reminder(
    world: World, database: Database, booked_at: datetime, expected: list[str]
) -> None:
    world.now = booked_at
    world.booked(world.child(), at("11-26"))
    for now in (at("11-25", "21:00"), at("11-26", "08:00")):
        if now > booked_at:
            round_of_jobs(database, now)
    assert kinds(database) == expected


def test_other_times_can_be_set(world: World, number: str, database: Database) -> None:
    times = Times(time(20, 30), timedelta(hours=1))
    assert [round_of_jobs(database, now, times) for now in (EVENING, at("11-25", "20:30"))] == [0, 1]
    assert [round_of_jobs(database, now, times) for now in (SOON, at("11-26", "08:00"))] == [0, 1]


def test_none_after_a_cancellation_and_an_unsent_one_is_withdrawn(
    world: World, number: str, database: Database
) -> None:
    round_of_jobs(database, EVENING)
    with database.begin() as tx:
        (family,) = tx.scalars(select(Booking.family_id))
    child = world.child()
    assert child.family_id == family
    world.now = EVENING
    world.cancel(child, number)
    (row,) = messages(database)
    assert row.sent_at is None
    assert (row.given_up_because or "").startswith(outbox.WITHDRAWN)
    assert row.payload == {}
    assert round_of_jobs(database, SOON) == 0


def test_a_moved_booking_is_reminded_of_at_its_new_time_and_not_at_once(
    world: World, number: str, database: Database
) -> None:
    round_of_jobs(database, EVENING)
    world.now = at("11-25", "19:10")
    world.move(world.child(), number, at("11-26", "14:00"))
    with database.begin() as tx:
        audit.record(tx, world.now, audit.SYSTEM, "booking.moved", f"booking:{number}")
    assert round_of_jobs(database, at("11-25", "19:11")) == 0
    assert round_of_jobs(database, SOON) == 0
    assert round_of_jobs(database, at("11-26", "12:00")) == 1
    assert [row.payload == {} for row in messages(database)] == [True, False]


def test_who_is_already_there_is_not_reminded(world: World, number: str, database: Database) -> None:
    with database.begin() as tx:
        tx.execute(update(Booking).values(checked_in_at=SOON))
    assert round_of_jobs(database, SOON) == 0


def test_every_guardian_is_told_each_once(world: World, number: str, database: Database) -> None:
    with database.begin() as tx:
        (family,) = tx.scalars(select(Booking.family_id))
        tx.execute(
            Base.metadata.tables["guardians"].insert().values(family_id=family, channel="test", user="p2")
        )
    round_of_jobs(database, EVENING)
    assert sorted(row.chat for row in messages(database)) == ["p1", "p2"]


def test_two_processes_that_wake_up_together_send_one(world: World, number: str, database: Database) -> None:
    made = at_once(*[lambda: round_of_jobs(database, EVENING)] * 4)
    assert sorted(made) == [0, 0, 0, 1]
    assert kinds(database) == ["reminder_evening"]


def test_without_the_look_again_the_second_would_send_too(
    world: World, number: str, database: Database
) -> None:
    """Both have seen that it is due; only the row of the first keeps the second from sending."""
    with database.begin() as tx:
        due = reminders.due(tx, EVENING, TIMES)
    for expected in (True, False):
        with announced(database, said, EVENING) as tx:
            assert reminders.remind(tx, due[0], EVENING, TIMES) is expected
    with database.begin() as tx:
        tx.execute(delete(Reminder))
        assert reminders.due(tx, EVENING, TIMES) == due
        assert reminders.remind(tx, due[0], EVENING, TIMES)


@pytest.mark.parametrize("change", ["cancelled", "moved", "checked in", "night"])
def test_what_changed_since_the_look_is_seen(
    world: World, number: str, database: Database, change: str
) -> None:
    with database.begin() as tx:
        (due,) = reminders.due(tx, EVENING, TIMES)
    now = at("11-25", "22:00") if change == "night" else EVENING
    if change == "cancelled":
        world.cancel(world.child(), number)
    if change == "moved":
        world.move(world.child(), number, at("11-27"))
    with database.begin() as tx:
        if change == "checked in":
            tx.execute(update(Booking).values(checked_in_at=NOW))
    with announced(database, said, now) as tx:
        assert not reminders.remind(tx, due, now, TIMES)
    assert [row for row in messages(database) if row.given_up_because is None] == []


def test_it_waits_for_who_is_changing_the_booking(world: World, number: str, database: Database) -> None:
    """Staff close a session without holding each family."""
    with database.begin() as tx:
        (due,) = reminders.due(tx, EVENING, TIMES)
    made: list[bool] = []

    def remind() -> None:
        with announced(database, said, EVENING) as tx:
            made.append(reminders.remind(tx, due, EVENING, TIMES))

    reminding = Thread(target=remind, daemon=True)
    with database.begin() as tx:
        tx.execute(update(Booking).values(cancelled_at=EVENING))
        reminding.start()
        reminding.join(0.5)
        assert reminding.is_alive()
    reminding.join(60)
    assert made == [False]


def test_a_cancellation_at_the_same_moment_leaves_no_message(world: World, database: Database) -> None:
    child = world.child()
    numbers = [world.booked(child, starts).number for starts in (at("11-26"), at("11-26", "14:00"))]
    world.now = EVENING
    outcomes = at_once(
        lambda: round_of_jobs(database, EVENING), *(lambda n=n: world.cancel(child, n) for n in numbers)
    )
    assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes
    assert all(row.given_up_because for row in messages(database))


def test_a_family_erased_while_its_reminder_is_made_hears_nothing(world: World, database: Database) -> None:
    child = world.child()
    world.booked(child, at("11-26"))

    def erased() -> None:
        with database.begin() as tx:
            erase(tx, child.family_id, EVENING)

    erasing = Thread(target=erased, daemon=True)
    with announced(database, said, EVENING) as tx:
        (due,) = reminders.due(tx, EVENING, TIMES)
        assert reminders.remind(tx, due, EVENING, TIMES)
        erasing.start()
        erasing.join(0.5)  # until it waits for the family
        assert erasing.is_alive()
    erasing.join(60)
    assert messages(database) == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.lists(st.integers(1, 900), min_size=1, max_size=30),
    crashes=st.lists(st.booleans(), min_size=30, max_size=30),
    seed=st.integers(0, 999),
)
def test_whenever_the_bot_wakes_up_each_is_made_once_or_still_due(
    world: World, minutes: list[int], crashes: list[bool], seed: int
) -> None:
    """A crash comes after the look and before the commit of one of the reminders."""
    database, rng = world.database, random.Random(seed)
    with database.begin() as tx:
        for table in ("outbox", "reminders", "bookings", "quota_uses", "care_sessions"):
            tx.execute(Base.metadata.tables[table].delete())
    world.now = now = NOW
    child = world.child()
    for day, clock in (("11-24", "09:00"), ("11-25", "14:00"), ("11-26", "10:30"), ("11-27", "16:00")):
        world.booked(child, at(day, clock))
    woke: list[datetime] = []
    for step, crash in zip(minutes, crashes, strict=False):
        now += timedelta(minutes=step)
        if crash:
            _crash_amid_a_round(database, now, rng)
        else:
            woke.append(now)
            round_of_jobs(database, now)
    _each_made_once(database, woke)


def _crash_amid_a_round(database: Database, now: datetime, rng: random.Random) -> None:
    with database.begin() as tx:
        due = reminders.due(tx, now, TIMES)
    if due:
        _make_and_lose(database, rng.choice(due), now)


def _make_and_lose(database: Database, due: Due, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), announced(database, said, now) as tx:
        assert reminders.remind(tx, due, now, TIMES)
        raise ZeroDivisionError


def _each_made_once(database: Database, woke: list[datetime]) -> None:
    told = Counter(str(row.key).rsplit(":", 1)[0] for row in messages(database))
    expected = Counter()
    with database.begin() as tx:
        rows = tx.execute(select(Booking.number, CareSession.starts_at).join(CareSession)).all()
    for number, starts_at in rows:
        for kind in reminders.KINDS:
            when = window(kind, starts_at, TIMES)
            if any(when.holds(now) for now in woke) and when.known_by >= NOW:
                expected[f"reminder:{kind}:{number}:{starts_at.timestamp():.0f}"] += 1
    assert told == expected
    for row in messages(database):
        local = row.created_at.astimezone(SHANGHAI).time()
        assert time(7) <= local < time(22) or "soon" in str(row.key)
