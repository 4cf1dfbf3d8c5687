"""What the pages work with; made by the composition root."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.dialogue.loaded import Loaded
from bot.dialogue.turn import TryOut
from db.session import Database


@dataclass(frozen=True, slots=True)
class Office:
    """in_use: the knowledge in force now. with_samples: whether made-up providers count. hold_for: how long a
    place is held for a family of the waiting list. digest_in_force: of the knowledge that answers, None where
    that cannot be told. try_out: what a draft at a revision answers, None while it is made ready. workbook:
    of the knowledge that answers, None while somebody writes in its folder. key: what sign-ins are signed
    with."""

    database: Database
    clock: Clock
    rng: random.Random
    in_use: Callable[[], Loaded]
    with_samples: bool
    hold_for: timedelta
    digest_in_force: Callable[[Session], str | None]
    try_out: TryOut
    workbook: Callable[[], bytes | None]
    key: bytes
