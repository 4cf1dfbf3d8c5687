"""A small world in which anything happens in any order, and what must hold after every step.

Each example runs within one transaction of the database that is rolled back at its end, each verb within a
savepoint of it: the same statements as ever, and nothing to clean up.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from bot.services import audit, capacity, closing, desk, news, waitlist, waitlist_offers
from bot.services.booking import BookingRequest, book_all, cancel, move
from bot.services.families import add_child, family_of
from bot.services.outcomes import WaitRequest
from db.models import Child, Guardian
from db.session import Database
from knowledge.schema import Provider
from tests.services.world import SERVICE, at, provider

STARTS = (
    at("2026-12-30"),
    at("2026-12-30", "10:30"),
    at("2026-12-30", "14:00"),
    at("2027-01-02"),
)
BEGINNING = at("2026-12-29", "18:00")
BABY = date(2026, 1, 1)  # old enough from 2027 on
FAMILIES = (
    (("糖糖", date(2025, 3, 15)), ("果果", date(2025, 6, 1))),
    (("豆豆", date(2025, 4, 1)),),
    (("米米", BABY),),
    (("圆圆", date(2025, 2, 1)),),
)
STAFF = audit.staff(1)


class Crash(Exception):
    pass


class OneTransaction(Database):
    """begin() gives a savepoint of a transaction that is never committed."""

    def __enter__(self) -> "OneTransaction":
        self._connection = self.engine.connect()
        self._outer = self._connection.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._outer.rollback()
        self._connection.close()

    @contextmanager
    def begin(self) -> Iterator[Session]:
        with (
            Session(
                self._connection, join_transaction_mode="create_savepoint", expire_on_commit=False
            ) as session,
            session.begin(),
        ):
            yield session


@dataclass(frozen=True)
class Rules:
    """What the provider's file says."""

    capacity: int
    free_sessions: int | None
    late_cancellation_counts: bool
    suspend_after: int | None


class Nursery:
    """One provider and four families, each with two guardians: one with two children, one whose child is too
    young in the old year. Every verb is one transaction; `crash` raises before its commit."""

    def __init__(self, database: Database, rules: Rules, seed: int) -> None:
        self.database, self.now, self.rng = database, BEGINNING, random.Random(seed)
        self.provider = _provider(rules)
        self.keys = count()
        self.crashing = False
        self.told: list[news.News | news.StaffNews] = []
        self.children: list[Child] = []
        self.guardians: dict[int, list[int]] = {}
        for number, siblings in enumerate(FAMILIES):
            self._settle(f"p{number}", siblings)

    def _settle(self, user: str, siblings: tuple[tuple[str, date], ...]) -> None:
        with self.database.begin() as tx:
            family = family_of(tx, "test", user, self.now)
            tx.add(Guardian(family_id=family.id, channel="test", user=f"{user}, the other"))
            tx.flush()
            for name, born_on in siblings:
                child = add_child(tx, family, name, born_on, True)
                assert isinstance(child, Child)
                self.children.append(child)
            guardians = tx.query(Guardian.id).filter(Guardian.family_id == family.id).order_by(Guardian.id)
            self.guardians[family.id] = [one for (one,) in guardians]

    def do(self, act: Callable[[Session], Any]) -> Any:
        """Crash where one is due: nothing is left of it."""
        with self.database.begin() as tx:
            outcome = act(tx)
            told = news.collect(tx)
            if self.crashing:
                raise Crash
        self.told.extend(told)
        return outcome

    def key(self) -> str:
        return f"key-{next(self.keys)}"

    def by(self, child: Child) -> int:
        return self.rng.choice(self.guardians[child.family_id])

    def book(self, children: list[Child], starts: datetime, key: str) -> Any:
        requests = [
            BookingRequest(
                child.family_id, child.id, self.provider, SERVICE, starts, f"{key}:{child.id}",
                by=self.by(child),
            )
            for child in children
        ]  # fmt: skip
        return self.do(lambda tx: book_all(tx, requests, self.now, self.rng))

    def cancel(self, family: int, number: str, key: str) -> Any:
        return self.do(lambda tx: cancel(tx, family, number, self.now, self.provider, key=key))

    def move(self, family: int, number: str, starts: datetime, key: str) -> Any:
        return self.do(lambda tx: move(tx, family, number, self.provider, starts, self.now, key=key))

    def join(self, children: list[Child], starts: datetime, key: str) -> Any:
        ids = tuple(child.id for child in children)
        request = WaitRequest(children[0].family_id, ids, self.provider, SERVICE, starts, key)
        return self.do(lambda tx: waitlist.join(tx, request, self.now))

    def leave(self, family: int, entry: int) -> Any:
        return self.do(lambda tx: waitlist.leave(tx, family, entry, self.now, self.provider))

    def accept(self, family: int, entry: int) -> Any:
        return self.do(lambda tx: waitlist.accept(tx, family, entry, self.provider, self.now, self.rng))

    def due_sessions(self) -> tuple[int, ...]:
        due: tuple[int, ...] = self.do(lambda tx: waitlist_offers.due_sessions(tx, self.now))
        return due

    def pass_on(self, session: int) -> None:
        providers = {self.provider.id: self.provider}
        self.do(lambda tx: waitlist_offers.pass_on(tx, session, providers, self.now))

    def close(self, when: date | datetime) -> Any:
        return self.do(lambda tx: closing.close(tx, self.provider, when, "停水", self.now, STAFF))

    def reopen(self, when: date | datetime) -> Any:
        return self.do(lambda tx: closing.reopen(tx, self.provider, when, self.now, STAFF))

    def set_capacity(self, when: datetime, places: int) -> Any:
        return self.do(lambda tx: capacity.set_capacity(tx, self.provider, when, places, self.now, STAFF))

    def no_show(self, number: str) -> Any:
        return self.do(lambda tx: desk.record_no_show(tx, number, self.provider, self.now, STAFF))

    def check_in(self, number: str) -> Any:
        return self.do(lambda tx: desk.check_in(tx, number, self.now, STAFF))


def _provider(rules: Rules) -> Provider:
    offer = {
        "free_sessions": rules.free_sessions,
        "late_cancellation_counts": rules.late_cancellation_counts,
        "no_shows": {"suspend_after": rules.suspend_after, "suspend_days": 1}
        if rules.suspend_after
        else None,
    }
    return provider(capacity=rules.capacity, offer=offer)
