"""What the bot does without being asked: it reminds, passes places on, and tells who asked to be told.

Every piece of work is one short transaction that looks again at what it found, so that several processes may
do the same work side by side, and what a crash left undone is done at the next round.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.dialogue.announcements import announced
from bot.dialogue.news_words import composer
from bot.dialogue.wording import Wording
from bot.services import cases, reminders, subscriptions, waitlist_offers
from bot.services.reminders import Times
from db.session import Database
from knowledge.loader import Knowledge

log = logging.getLogger(__name__)
EVERY_S = 15.0

Piece = Callable[[Session], object]
Look = Callable[[Session, datetime], Iterable[Piece]]  # what there is to do, each in a transaction of its own


@dataclass(frozen=True, slots=True)
class Jobs:
    """knowledge: gives what is in force now. times: of reminders. hold_for: how long a place of the waiting
    list is held."""

    database: Database
    knowledge: Callable[[], Knowledge]
    clock: Clock
    times: Times
    hold_for: timedelta

    async def run(self, every_s: float = EVERY_S) -> None:
        """Round after round, until it is cancelled."""
        while True:
            await self.once()
            await asyncio.sleep(every_s)

    async def once(self) -> None:
        """All that is to be done now. What fails is logged, and tried again in the next round."""
        await asyncio.to_thread(self._round)

    def _round(self) -> None:
        self._do("reminders", self._reminders)
        self._do("waiting list", self._places)
        self._do("subscriptions", self._subscriptions)
        self._do("requests", self._requests)

    def _do(self, name: str, look: Look) -> None:
        knowledge, now = self.knowledge(), self.clock()
        compose = composer(knowledge, Wording(knowledge.replies))
        pieces: tuple[Piece, ...] = ()
        with _alone(name), self.database.begin() as tx:
            pieces = tuple(look(tx, now))
        for piece in pieces:
            with _alone(name), announced(self.database, compose, now) as tx:
                piece(tx)

    def _reminders(self, tx: Session, now: datetime) -> Iterable[Piece]:
        for due in reminders.due(tx, now, self.times):
            yield partial(reminders.remind, what=due, now=now, times=self.times)

    def _places(self, tx: Session, now: datetime) -> Iterable[Piece]:
        providers = self.knowledge().providers
        for session_id in waitlist_offers.due_sessions(tx, now):
            yield partial(
                waitlist_offers.pass_on,
                session_id=session_id,
                providers=providers,
                now=now,
                hold_for=self.hold_for,
            )

    def _subscriptions(self, _: Session, now: datetime) -> Iterable[Piece]:
        yield partial(subscriptions.tell_due, providers=self.knowledge().providers, now=now)

    def _requests(self, _: Session, now: datetime) -> Iterable[Piece]:
        yield partial(cases.look_after, now=now)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One fault keeps no other work from being done. A database's own words may hold what people wrote."""
    try:
        yield
    except SQLAlchemyError as fault:
        log.error("%s: %s; trying again", name, type(fault).__name__)
    except Exception:  # the edge of the process
        log.exception("%s failed; trying again", name)
