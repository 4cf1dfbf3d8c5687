"""The bot is killed again and again while parents book: `python -m tests.proofs.crash --kills 100
[--database postgresql] [--server-kills 10]`.

A driver presses "confirm" for one family after the other through `tuoyu chat --jsonl`. SIGKILL comes at a
random moment; after the restart the driver sends what was not answered once more, with the same update_id.
Then time goes on until every reminder is due, under kills as well. In the end every booking that a parent
read about stands, none is double, and every reminder was told exactly once.
"""

import argparse
import json
import os
import random
import select as readiness
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from db.models import Booking, CareSession, OutboxMessage, Reminder
from db.session import Database
from tests.proofs import rush_world
from tests.proofs.servers import Server, running

CHANNEL = "jsonl"
CAPACITY = 200
UNANSWERED_S = 30  # then something hangs
A_PROVIDER = 100  # families that want the same provider


@dataclass(slots=True)
class Bot:
    """The real command. Killed, it is started anew by the next message."""

    url: str
    knowledge: Path
    now: datetime = rush_world.NOW
    _process: "subprocess.Popen[str] | None" = None

    def ask(self, line: dict[str, Any], killed_after_s: float | None) -> dict[str, Any] | None:
        """The answer; None where it was killed before there was one."""
        process = self._running()
        assert process.stdin and process.stdout
        try:
            process.stdin.write(json.dumps(line) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            raise RuntimeError("the bot has ended by itself") from None
        wait_s = UNANSWERED_S if killed_after_s is None else killed_after_s
        ready, _, _ = readiness.select([process.stdout], [], [], wait_s)
        if not ready:
            if killed_after_s is None:
                raise TimeoutError("the bot gives no answer")
            self.kill()
            return None
        answer = process.stdout.readline()
        if killed_after_s is not None:
            self.kill()
        found: dict[str, Any] | None = json.loads(answer) if answer else None
        return found

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                with suppress(BrokenPipeError):  # what was not read is lost with the process
                    assert stream
                    stream.close()
        self._process = None

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None:
            command = [sys.executable, "-m", "bot.cli", "chat", "--jsonl", "--knowledge", str(self.knowledge)]
            self._process = subprocess.Popen(
                [*command, "--db", self.url, "--now", self.now.isoformat()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "TUOYU_LOG_LEVEL": "ERROR"},
            )
        return self._process


@dataclass(slots=True)
class Heard:
    """confirmed: families that read "booked". reminded: how often each was reminded of what."""

    confirmed: set[int] = field(default_factory=set)
    reminded: Counter[tuple[int, str]] = field(default_factory=Counter)
    kills: int = 0


def drive(server: Server, knowledge: Path, kills: int, server_kills: int, rng: random.Random) -> Heard:
    """Half of the kills while families book, half while they are reminded."""
    database = Database(server.url)
    families = 3 * kills
    rush_world.fill(database, CHANNEL, families, A_PROVIDER)
    database.close()
    bot, heard = Bot(server.url, knowledge), Heard()
    deaths = _deaths(families, kills // 2, rng)
    for number in range(1, families + 1):
        line = {"user": rush_world.user(number), "button": rush_world.confirming(number), "update_id": "1"}
        _until_answered(bot, line, deaths.get(number), heard, rng)
        heard.confirmed.add(number)
        if server_kills and number % (families // server_kills) == 0:
            server.kill()
    evening = rush_world.NOW.replace(hour=19, minute=1)
    morning = rush_world.NOW.replace(hour=7, minute=1) + timedelta(days=1)
    for update, now in (("2", evening), ("3", morning)):
        bot.now = now
        bot.kill()
        deaths = _deaths(families, kills // 4, rng)
        for number in range(1, families + 1):
            line = {"user": rush_world.user(number), "button": "find:new", "update_id": update}
            answer = _until_answered(bot, line, deaths.get(number), heard, rng)
            told = [reply for reply in answer["replies"] if _is_reminder(reply)]
            heard.reminded[(number, update)] += len(told)
    bot.kill()
    return heard


def _deaths(families: int, kills: int, rng: random.Random) -> dict[int, int]:
    """Which family's message meets how many kills."""
    return dict(Counter(rng.choices(range(1, families + 1), k=kills)))


def _until_answered(
    bot: Bot, line: dict[str, Any], deaths: int | None, heard: Heard, rng: random.Random
) -> dict[str, Any]:
    """Killed so many times, each at a random moment of the work, or when the answer is written and unread."""
    for _ in range(deaths or 0):
        bot.ask(
            {"user": "warm", "button": "find:new"}, None
        )  # so that the kill meets the work and not the start
        bot.ask(line, rng.uniform(0, 0.03))
        heard.kills += 1
    answer = bot.ask(line, None)
    while answer is None or _failed(answer):
        time.sleep(0.05)
        answer = bot.ask(line, None)
    return answer


def _failed(answer: dict[str, Any]) -> bool:
    """The database was away: the bot says so and has kept nothing."""
    return bool(answer["topic"] == "unknown" and answer["confidence"] == 0.0)


def _is_reminder(reply: dict[str, Any]) -> bool:
    return any(
        button["data"].startswith(("ics:", "entry:")) for row in reply.get("buttons", ()) for button in row
    )


def faults(server: Server, heard: Heard) -> Iterator[str]:
    """What is wrong, in words; nothing when all is right."""
    database = Database(server.url)
    with database.begin() as tx:
        made = Counter(tx.scalars(select(Booking.request_key).where(Booking.cancelled_at.is_(None))))
        for number in heard.confirmed:
            if (times := made[rush_world.request_key(number)]) != 1:
                yield f"family {number} read that it was booked and has {times} bookings"
        counted = tx.scalar(select(func.sum(CareSession.booked)))
        if counted != len(heard.confirmed):
            yield f"the sessions count {counted} places for {len(heard.confirmed)} bookings"
        per_booking = Counter(tx.scalars(select(Reminder.booking_id)))
        sent = select(OutboxMessage.key).where(OutboxMessage.key.startswith("reminder"))
        keys = Counter(tx.scalars(sent))
        yield from (f"reminder {key} was put {times} times" for key, times in keys.items() if times > 1)
        for booking, times in per_booking.items():
            if times > 2:
                yield f"booking {booking} has {times} reminders"
    database.close()
    for (number, round_), times in heard.reminded.items():
        if times != 1:
            yield f"family {number} was reminded {times} times in round {round_}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--server-kills", type=int, default=0)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="tuoyu-crash-") as folder,
        running(options.database, Path(folder)) as server,
    ):
        knowledge = rush_world.knowledge_folder(
            Path(folder) / "knowledge", -(-3 * options.kills // A_PROVIDER), CAPACITY
        )
        heard = drive(server, knowledge, options.kills, options.server_kills, random.Random(options.seed))
        wrong = list(faults(server, heard))
    reminded = sum(heard.reminded.values())
    print(f"{options.database}: {heard.kills} kills, {len(heard.confirmed)} bookings, {reminded} reminders")
    print("\n".join(wrong) or "all right")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
