"""`tuoyu bench conversation`: what a whole message costs, beside the floor that the database sets, and where
the time goes."""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import quantiles

from bot.bench.bare_transactions import BareTransactions
from bot.bench.labelled import LabelError, read_half
from bot.bench.profile import Profile, profiled
from bot.bench.tables import say, table
from bot.bench.understanding import NOW
from bot.clock import FrozenClock
from bot.dialogue.engine import Engine
from bot.dialogue.loaded import loaded
from bot.messages import IncomingMessage
from db.migrate import upgrade
from db.session import Database
from knowledge.loader import Knowledge, load

CHATS = 20
BETWEEN = timedelta(seconds=20)  # on the clock, from one message to the next
GOALS = {"p50": "≤ 5", "p90": "", "p99": "≤ 20", "max": ""}


@dataclass(frozen=True, slots=True)
class Wanted:
    """messages: how many to send; page: written where given."""

    knowledge: Path
    samples: bool
    labels: Path
    messages: int
    seed: int
    page: Path | None


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds, in the order sent; floor_s: the bare transaction after each message."""

    build_s: float
    message_s: tuple[float, ...]
    floor_s: tuple[float, ...]


def bench(wanted: Wanted) -> Iterator[str]:
    """What to print, piece by piece. LabelError without messages."""
    knowledge = load(wanted.knowledge, with_samples=wanted.samples)
    messages = _messages(wanted, knowledge)
    with tempfile.TemporaryDirectory() as folder:
        costs = asyncio.run(_measure(knowledge, messages, Path(folder)))
        numbers = _numbers(costs)
        yield numbers
        profile = _profile(knowledge, messages, Path(folder))
    shares = _shares(profile)
    yield shares
    if wanted.page:
        about = say("conversation_page", messages=len(messages), chats=CHATS)
        wanted.page.write_text("\n\n".join((about, numbers, shares)) + "\n", encoding="utf-8")
        yield say("written", path=wanted.page)


def _messages(wanted: Wanted, knowledge: Knowledge) -> list[IncomingMessage]:
    """Of the development half, in a seeded order, from chats in turn, so that talks go on."""
    labelled = read_half(wanted.labels, "development", knowledge)
    if not labelled:
        raise LabelError(say("no_labels", folder=wanted.labels))
    rng = random.Random(wanted.seed)
    texts: list[str] = []
    while len(texts) < wanted.messages:
        texts += rng.sample([message.say for message in labelled], len(labelled))
    return [
        IncomingMessage("bench", f"chat {number % CHATS}", text=text, update_id=str(number))
        for number, text in enumerate(texts[: wanted.messages])
    ]


async def _measure(knowledge: Knowledge, messages: Sequence[IncomingMessage], folder: Path) -> Costs:
    clock = FrozenClock(NOW)
    started = time.perf_counter()
    engine, database = _engine(knowledge, folder / "core.sqlite3", clock)
    build_s = time.perf_counter() - started
    floor = BareTransactions(folder / "floor.sqlite3")
    message_s, floor_s = [], []
    for number, message in enumerate(messages):
        clock.move_to(NOW + number * BETWEEN)
        started = time.perf_counter()
        await engine.handle(message)
        message_s.append(time.perf_counter() - started)
        started = time.perf_counter()
        floor.one(number)
        floor_s.append(time.perf_counter() - started)
    floor.close()
    database.close()
    return Costs(build_s, tuple(message_s), tuple(floor_s))


def _profile(knowledge: Knowledge, messages: Sequence[IncomingMessage], folder: Path) -> Profile:
    clock = FrozenClock(NOW)
    engine, database = _engine(knowledge, folder / "profiled.sqlite3", clock)

    async def send_all(worker: ThreadPoolExecutor) -> None:
        asyncio.get_running_loop().set_default_executor(worker)
        for number, message in enumerate(messages):
            clock.move_to(NOW + number * BETWEEN)
            await engine.handle(message)

    found = profiled(send_all)
    database.close()
    return found


def _engine(knowledge: Knowledge, path: Path, clock: FrozenClock) -> tuple[Engine, Database]:
    database = Database(f"sqlite:///{path}")
    upgrade(database.engine)
    return Engine(loaded(knowledge), database, clock, random.Random(0)), database


def _numbers(costs: Costs) -> str:
    message, floor = _spread_ms(costs.message_s), _spread_ms(costs.floor_s)
    rows = [
        (say("cost_messages"), *(f"{message[name]:.2f}" for name in GOALS)),
        (say("cost_goal"), *GOALS.values()),
        (say("cost_floor"), *(f"{floor[name]:.2f}" for name in GOALS)),
    ]
    numbers = table([say("cost"), *(say(name) for name in GOALS)], rows)
    return f"{numbers}\n\n{say('slowest', first_ms=1000 * costs.message_s[0], build_s=costs.build_s)}"


def _spread_ms(seconds: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100, method="inclusive")
    named = {"p50": cuts[49], "p90": cuts[89], "p99": cuts[98], "max": max(seconds)}
    return {name: 1000 * value for name, value in named.items()}


def _shares(profile: Profile) -> str:
    rooms = [(say(f"room_{room}"), f"{100 * part:.1f} %") for room, part in profile.rooms]
    functions = [(f"`{name}`", f"{100 * part:.1f} %") for name, part in profile.functions]
    parts = (
        f"## {say('profile')}",
        say("profile_about"),
        table([say("room"), say("share")], rooms),
        table([say("function"), say("share")], functions),
    )
    return "\n\n".join(parts)
