"""Many parents for the last places: `python -m tests.proofs.contention --rounds 100 [--database sqlite]`.

In each round 200 parents, spread over the processes, press "confirm" for the same session of 10 places at the
same time, through the whole core. Exactly 10 are booked, all others hear that it is full, nobody an error.
"""

import argparse
import asyncio
import multiprocessing
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from bot.clock import FrozenClock
from bot.dialogue.engine import Engine
from bot.dialogue.loaded import loaded
from bot.messages import IncomingMessage, TurnFailed
from db.session import Database
from knowledge.loader import load
from tests.proofs import rush_world
from tests.proofs.servers import running

PARENTS, PLACES = 200, 10
CHANNEL = "rush"
LONGEST_S = 120


@dataclass(frozen=True, slots=True)
class Share:
    """What one process does: its parents of every round, as numbers of families."""

    url: str
    knowledge: Path
    rounds: tuple[range, ...]


def rush(url: str, folder: Path, rounds: int, processes: int) -> list[Counter[str]]:
    """Of each round how often each was heard: "booked", "full" or the fault."""
    directory = rush_world.knowledge_folder(folder, rounds, PLACES)
    database = Database(url)
    rush_world.fill(database, CHANNEL, rounds * PARENTS, PARENTS)
    database.close()
    each = PARENTS // processes
    shares = [
        Share(url, directory, tuple(_numbers(number, process * each, each) for number in range(rounds)))
        for process in range(processes)
    ]
    context = multiprocessing.get_context("spawn")
    together, results = context.Barrier(processes), context.Queue()
    workers = [context.Process(target=_take_part, args=(share, together, results)) for share in shares]
    for worker in workers:
        worker.start()
    heard: list[Counter[str]] = [Counter() for _ in range(rounds)]
    for _ in workers:
        for total, part in zip(heard, results.get(timeout=LONGEST_S * max(1, rounds // 5)), strict=True):
            total.update(part)
    for worker in workers:
        worker.join()
    return heard


def _numbers(round_: int, first: int, count: int) -> range:
    start = 1 + round_ * PARENTS + first
    return range(start, start + count)


def _take_part(share: Share, together: Barrier, results: "Queue[list[Counter[str]]]") -> None:
    database = Database(share.url)
    rng = random.Random(share.rounds[0][0])
    engine = Engine(loaded(load(share.knowledge)), database, FrozenClock(rush_world.NOW), rng)
    heard = []
    for numbers in share.rounds:
        together.wait(LONGEST_S)
        heard.append(asyncio.run(_press_all(engine, numbers)))
    database.close()
    results.put(heard)


async def _press_all(engine: Engine, numbers: Sequence[int]) -> Counter[str]:
    return Counter(await asyncio.gather(*(_press(engine, number) for number in numbers)))


async def _press(engine: Engine, number: int) -> str:
    user, button = rush_world.user(number), rush_world.confirming(number)
    try:
        answer = await engine.handle(IncomingMessage(CHANNEL, user, button=button, update_id=str(number)))
    except TurnFailed as fault:
        return repr(fault.__cause__)
    offered = [button.data for row in answer.replies[0].buttons for button in row]
    if any(data.startswith("cancel:") for data in offered):
        return "booked"
    return "full" if any(data.startswith("wait:") for data in offered) else answer.replies[0].text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    options = parser.parse_args()
    processes = 4 if options.database == "postgresql" else 1
    with (
        tempfile.TemporaryDirectory(prefix="tuoyu-rush-") as folder,
        running(options.database, Path(folder)) as server,
    ):
        heard = rush(server.url, Path(folder) / "knowledge", options.rounds, processes)
    right = {"booked": PLACES, "full": PARENTS - PLACES}
    wrong = [counts for counts in heard if counts != right]
    print(
        f"{options.database}, {processes} process(es): {len(heard) - len(wrong)} of {len(heard)} rounds right"
    )
    for counts in wrong:
        print(dict(counts))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
