"""What the pages work with; made by the composition root."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.dialogue.loaded import Loaded
from bot.publishing.building import Build
from db.session import Database


@dataclass(frozen=True, slots=True)
class Office:
    """in_use: the knowledge in force now. build: tries a version before it is put in force again.
    with_samples: whether made-up providers count. hold_for: how long a place is held for a family of the
    waiting list. key: what sign-ins are signed with."""

    database: Database
    clock: Clock
    rng: random.Random
    in_use: Callable[[], Loaded]
    build: Build
    with_samples: bool
    hold_for: timedelta
    key: bytes
