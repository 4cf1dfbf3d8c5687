"""A bot in this process that follows a folder, on a clock that the test moves."""

import asyncio
import random
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.clock import FrozenClock
from bot.dialogue.engine import Engine
from bot.dialogue.loaded import loaded
from bot.messages import IncomingMessage
from bot.publishing.building import build
from bot.publishing.folder import WatchedFolder, look_at
from bot.publishing.follower import Follower
from db.session import Database
from knowledge.loader import load

NOW = datetime(2026, 11, 23, 10)


class Bot:
    def __init__(self, folder: Path, database: Database, version: int | None = None) -> None:
        self.seconds = 0.0
        watched = WatchedFolder(folder, look_at(folder))
        self.engine = Engine(loaded(load(folder)), database, FrozenClock(NOW), random.Random(1))
        self.follower = Follower(
            database,
            watched,
            version,
            self.engine.in_use,
            self.engine.use,
            partial(build, with_samples=True),
            clock=lambda: self.seconds,
        )

    def look(self, after_s: float = 1.0) -> None:
        self.seconds += after_s
        self.follower.look()

    def looks(self, times: int, every_s: float = 1.0) -> None:
        for _ in range(times):
            self.look(every_s)

    def answer(self, entry: str) -> str:
        """The first line of what a parent reads who asks for the entry."""
        message = IncomingMessage("test", f"parent at {self.seconds}", button=f"faq:{entry}")
        return asyncio.run(self.engine.handle(message)).replies[0].text.splitlines()[0]
