"""One process of the booking bench: presses to confirm through the whole core, or bare transactions."""

import asyncio
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from bot.bench.booking_world import press, with_providers
from bot.bench.understanding import NOW
from bot.clock import FrozenClock
from bot.dialogue.engine import Engine
from bot.dialogue.loaded import loaded
from db.session import Database
from knowledge.loader import SHIPPED, load

AT_ONCE = 4  # parents at the same time in each process
_FLOOR = (
    "CREATE TABLE IF NOT EXISTS bare_places (id INTEGER PRIMARY KEY, booked INTEGER)",
    "CREATE TABLE IF NOT EXISTS bare_bookings (id INTEGER PRIMARY KEY, place INTEGER, words TEXT)",
)
PLACES = 500


@dataclass(frozen=True, slots=True)
class Load:
    """Numbers of the families, or of the bare transactions, that are this process's."""

    url: str
    numbers: range


def confirm_all(load_: Load, together: Barrier, seconds: "Queue[list[float]]") -> None:
    database = Database(load_.url)
    engine = Engine(
        loaded(with_providers(load(SHIPPED))), database, FrozenClock(NOW), random.Random(load_.numbers[0])
    )
    together.wait()
    seconds.put(asyncio.run(_confirm(engine, load_.numbers)))
    database.close()


async def _confirm(engine: Engine, numbers: range) -> list[float]:
    left, taken = iter(numbers), []

    async def parent() -> None:
        for number in left:
            begun = time.perf_counter()
            answer = await engine.handle(press(number))
            taken.append(time.perf_counter() - begun)
            assert answer.topic == "book", answer

    await asyncio.gather(*(parent() for _ in range(AT_ONCE)))
    return taken


def prepare_floor(database: Database) -> None:
    with database.begin() as tx:
        connection = tx.connection()
        for statement in _FLOOR:
            connection.exec_driver_sql(statement)
        places = ",".join(f"({place}, 0)" for place in range(PLACES))
        connection.exec_driver_sql(f"INSERT INTO bare_places VALUES {places}")


def transact_all(load_: Load, together: Barrier, seconds: "Queue[list[float]]") -> None:
    """Two statements each, through the driver itself and with the connection settings of the bot."""
    database = Database(load_.url)
    # SQLite has one writer, and the bot queues for it in the process: waiting inside SQLite is slower.
    threads = 1 if database.is_sqlite else AT_ONCE
    parts = [load_.numbers[part::threads] for part in range(threads)]
    together.wait()
    with ThreadPoolExecutor(threads) as pool:
        seconds.put(
            [s for part in pool.map(lambda part: list(_transact(database, part)), parts) for s in part]
        )
    database.close()


def _transact(database: Database, numbers: range) -> Iterator[float]:
    mark = "?" if database.is_sqlite else "%s"
    connection = database.engine.raw_connection()
    cursor = connection.cursor()
    for number in numbers:
        begun = time.perf_counter()
        cursor.execute("BEGIN IMMEDIATE" if database.is_sqlite else "BEGIN")
        place = (number % PLACES,)
        cursor.execute(f"UPDATE bare_places SET booked = booked + 1 WHERE id = {mark}", place)
        row = (number, number % PLACES, "x" * 200)
        cursor.execute(f"INSERT INTO bare_bookings VALUES ({mark}, {mark}, {mark})", row)
        cursor.execute("COMMIT")
        yield time.perf_counter() - begun
    connection.close()
