"""The proofs in short; their commands run them in full (docs/reliability.md)."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proofs import contention, crash, rush_world
from tests.proofs.servers import Server, running


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not below pytest's, which PostgreSQL's own user may not enter."""
    with tempfile.TemporaryDirectory(prefix="tuoyu-proof-") as name:
        yield Path(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, folder: Path) -> Iterator[Server]:
    with running(request.param, folder) as server:
        yield server


def test_two_hundred_parents_for_ten_places(server: Server, folder: Path) -> None:
    processes = 2 if server.postgresql else 1
    heard = contention.rush(server.url, folder / "knowledge", 1, processes)
    assert heard == [{"booked": contention.PLACES, "full": contention.PARENTS - contention.PLACES}]


def test_killed_while_booking_and_reminding(server: Server, folder: Path) -> None:
    knowledge = rush_world.knowledge_folder(folder / "knowledge", 1, crash.CAPACITY)
    server_kills = 1 if server.postgresql else 0
    heard = crash.drive(server, knowledge, 2, server_kills, random.Random(3))
    assert heard.kills
    assert list(crash.faults(server, heard)) == []


def test_a_lost_booking_would_be_seen(folder: Path) -> None:
    """The judge of the crash proof can say no."""
    with running("sqlite", folder) as server:
        knowledge = rush_world.knowledge_folder(folder / "knowledge", 1, crash.CAPACITY)
        heard = crash.drive(server, knowledge, 1, 0, random.Random(1))
        heard.confirmed.add(999)
        heard.reminded[(1, "2")] = 2
        assert len(list(crash.faults(server, heard))) == 3
