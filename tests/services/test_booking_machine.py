"""Anything that families may do in any order, while the clock runs on and files change: no count is ever
wrong, and the books agree with a plain model of them."""

import random
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.services.booking import (
    AlreadyBooked,
    Booked,
    Cancelled,
    Moved,
    QuotaUsed,
    SessionFull,
    TooFarAhead,
    TooLate,
)
from db.migrate import upgrade
from db.models import Child
from db.session import Database
from tests.services.world import World, at, provider

FREE = 2
STARTS = [
    at("2026-12-30"),
    at("2026-12-30", "10:30"),
    at("2026-12-30", "14:00"),
    at("2026-12-31"),
    at("2027-01-02"),
    at("2027-01-11"),
]
FAMILIES = ("p1", "p1", "p2")


class Bookings(RuleBasedStateMachine):
    """held: booking number → child, start."""

    @initialize(seed=st.integers(0, 3))
    def begin(self, seed: int) -> None:
        self.world = World(Database("sqlite:///:memory:"), now=at("2026-12-28"), rng=random.Random(seed))
        upgrade(self.world.database.engine)
        self.world.provider = provider(capacity=2, offer={"free_sessions": FREE})
        self.children = [self.world.child(user, f"宝宝{n}") for n, user in enumerate(FAMILIES)]
        self.held: dict[str, tuple[Child, datetime]] = {}

    @rule(who=st.integers(0, 2), starts_at=st.sampled_from(STARTS))
    def book(self, who: int, starts_at: datetime) -> None:
        child = self.children[who]
        match self.world.book(child, starts_at):
            case Booked(number=number):
                assert number not in self.held
                self.held[number] = (child, starts_at)
            case refusal:
                self.justified(refusal, child, starts_at)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), starts_at=st.sampled_from(STARTS))
    def move(self, data: st.DataObject, starts_at: datetime) -> None:
        number = data.draw(st.sampled_from(sorted(self.held)))
        child, old = self.held[number]
        match self.world.move(child, number, starts_at):
            case Moved(number=same):
                assert same == number
                self.held[number] = (child, starts_at)
            case TooLate(deadline):
                assert deadline == old - timedelta(hours=2) < self.world.now
            case refusal:
                self.justified(refusal, child, starts_at)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.held)))
        child, starts_at = self.held[number]
        match self.world.cancel(child, number):
            case Cancelled():
                del self.held[number]
            case outcome:
                assert isinstance(outcome, TooLate)
                assert starts_at - timedelta(hours=2) < self.world.now

    @rule(hours=st.sampled_from([1, 9, 26]))
    def time_passes(self, hours: int) -> None:
        self.world.now += timedelta(hours=hours)

    @rule(capacity=st.integers(1, 3))
    def the_file_changes(self, capacity: int) -> None:
        self.world.provider = provider(capacity=capacity, offer={"free_sessions": FREE})

    def justified(self, refusal: object, child: Child, starts_at: datetime) -> None:
        own = [start for one, start in self.held.values() if one is child]
        match refusal:
            case SessionFull():
                taken = sum(start == starts_at for _, start in self.held.values())
                assert taken >= self.world.provider.services[0].sessions[0].capacity
            case QuotaUsed(used=used):
                assert used == FREE == sum(start.year == starts_at.year for start in own)
            case AlreadyBooked(number=number):
                assert self.held[number][0] is child
                assert abs(self.held[number][1] - starts_at) < timedelta(hours=2)
            case TooFarAhead():
                assert starts_at.date() - self.world.now.date() >= timedelta(days=14)
            case _:
                assert starts_at <= self.world.now, refusal

    @invariant()
    def every_count_is_right(self) -> None:
        if hasattr(self, "world"):
            self.world.balanced()
            for child in self.children:
                used = sum(one is child and start.year == 2026 for one, start in self.held.values())
                assert self.world.quota(child) == 12 - used

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.database.close()


TestBookings = Bookings.TestCase
TestBookings.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
