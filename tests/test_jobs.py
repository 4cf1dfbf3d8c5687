"""The work that is done without being asked."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.clock import FrozenClock
from bot.jobs import Jobs
from bot.secret import key_of
from bot.services.reminders import Times
from db.models import OutboxMessage, Reminder
from db.session import Database, sync_url
from knowledge.loader import SHIPPED, Knowledge, load
from tests.services.at_once import at_once
from tests.services.world import World, at

EVENING = at("11-25", "19:00")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(SHIPPED)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def jobs_of(world: World, knowledge: Knowledge) -> Jobs:
    return Jobs(world.database, lambda: knowledge, FrozenClock(EVENING), Times(), timedelta(hours=2))


def count(database: Database, model: type) -> int:
    with database.begin() as tx:
        return tx.scalar(select(func.count()).select_from(model)) or 0


async def test_rounds_go_on_until_they_are_cancelled(world: World, knowledge: Knowledge) -> None:
    world.booked(world.child(), at("11-26"))
    working = asyncio.create_task(jobs_of(world, knowledge).run(every_s=0.01))
    while not count(world.database, OutboxMessage):
        await asyncio.sleep(0.01)
    world.booked(world.child(nickname="果果"), at("11-26"))
    while count(world.database, OutboxMessage) < 2:
        await asyncio.sleep(0.01)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working


async def test_processes_side_by_side_do_it_once(world: World, knowledge: Knowledge) -> None:
    for child in ("糖糖", "果果", "豆豆"):
        world.booked(world.child(nickname=child), at("11-26"))
    await asyncio.gather(*(jobs_of(world, knowledge).once() for _ in range(4)))
    assert count(world.database, OutboxMessage) == count(world.database, Reminder) == 3


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_one_fault_keeps_no_other_work_from_being_done(
    world: World, knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    poisoned = world.booked(world.child(nickname="糖糖"), at("11-26")).number
    for child, starts_at in (("果果", at("11-26")), ("豆豆", at("11-26", "14:00"))):
        world.booked(world.child(nickname=child), starts_at)
    with world.database.begin() as tx:
        tx.execute(text("ALTER TABLE waitlist RENAME TO elsewhere"))
        tx.execute(
            text(
                "CREATE TRIGGER poison BEFORE INSERT ON reminders WHEN NEW.booking_id ="
                f" (SELECT id FROM bookings WHERE number = '{poisoned}')"
                " BEGIN SELECT RAISE(ABORT, '糖糖'); END"
            )
        )
    with caplog.at_level(logging.ERROR):
        await jobs_of(world, knowledge).once()
    with world.database.begin() as tx:
        about = set(tx.scalars(select(OutboxMessage.about)))
    assert len(about) == 2
    assert f"booking:{poisoned}" not in about
    assert caplog.messages == [
        "reminders: IntegrityError; trying again",
        "waiting list: OperationalError; trying again",
    ]
    assert "糖糖" not in caplog.text


def test_the_key_is_made_once_and_kept_beside_the_data(tmp_path: Path) -> None:
    url = sync_url(f"sqlite:///{tmp_path / 'data'}")
    assert key_of("", url) == key_of("", url)
    assert [path.name for path in tmp_path.iterdir()] == ["data.key"]
    assert key_of("", sync_url(f"sqlite:///{tmp_path / 'other'}")) != key_of("", url)
    memory = sync_url("sqlite:///:memory:")
    assert key_of("", memory) != key_of("", memory)


def test_a_key_of_the_settings_is_the_same_everywhere(tmp_path: Path) -> None:
    secret = "sixteen signs or more"
    assert key_of(secret, sync_url("postgresql://h/d")) == key_of(secret, sync_url("sqlite:///x"))
    assert list(tmp_path.iterdir()) == []


def test_processes_that_start_together_have_one_key(tmp_path: Path) -> None:
    url = sync_url(f"sqlite:///{tmp_path / 'data'}")
    keys = at_once(*[lambda: key_of("", url)] * 8)
    assert len(set(keys)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["data.key"]
