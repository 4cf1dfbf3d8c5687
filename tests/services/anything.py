"""Everything that families, staff and the clock may do, as one state machine: see test_booking_machine.py."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
)

from bot.services.booking import (
    Booked,
    Cancelled,
    Moved,
    TooLate,
)
from bot.services.capacity import BelowBooked
from bot.services.closing import Closed
from bot.services.waitlist import Accepted, AlreadyWaiting, Joined, Left, OfferOver, SessionHasPlaces
from db.models import Child
from tests.services.invariants import Replayed, check, read
from tests.services.judging import Judging
from tests.services.machine import STARTS, Crash, Nursery, OneTransaction, Rules

starts = st.sampled_from(STARTS)
some = st.integers(0, 99)  # picks one of however many there are
twice = st.integers(0, 5).map(lambda number: number == 0)  # the same command comes again
parties = st.sampled_from(((0,), (1,), (0, 1), (2,), (3,), (4,)))
VERBS = (
    *("book", "book", "cancel", "cancel", "join", "join", "join", "accept", "accept", "move", "leave"),
    *("pass on", "time", "time", "door", "capacity", "close", "reopen", "reopen", "crash"),
)
CRASHING = ("book", "cancel", "move", "join", "close")
MINUTES = (1, 20, 60, 130, 400, 700)


class Anything(Judging, RuleBasedStateMachine):
    database: OneTransaction
    rules_of_provider: Rules
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.database.__enter__()
        self.nursery = Nursery(self.database, self.rules_of_provider, seed=1)
        for starts_at in STARTS[::3]:
            self.nursery.book([self.nursery.children[2]], starts_at, self.nursery.key())
        self.audit = Replayed()
        self.look()

    def teardown(self) -> None:
        self.database.__exit__()

    def look(self) -> None:
        with self.database.begin() as tx:
            self.books = read(tx)
            self.audit.read_on(tx)

    @rule(verb=st.sampled_from(VERBS), party=parties, which=some, starts_at=starts, again=twice)
    def step(self, verb: str, party: tuple[int, ...], which: int, starts_at: datetime, again: bool) -> None:
        """One rule for all: drawn evenly, which Hypothesis does not do between rules."""
        entries = self.books.entries
        offered = [one for one in entries if one.hold_until]
        match verb:
            case "cancel" if self.books.bookings:
                self.cancel(which, again)
            case "move" if self.books.bookings:
                self.move(which, starts_at, again)
            case "join":
                self.join(party, which, starts_at, again)
            case "accept" if offered:
                self.accept(self.one_of(offered, which), again)
            case "leave" if entries:
                self.leave(self.one_of(entries, which), again)
            case "pass on" if entries:
                self.places_are_passed_on()
            case "time":
                self.nursery.now += timedelta(minutes=MINUTES[which % len(MINUTES)])
            case "crash":
                self.crash(CRASHING[which % len(CRASHING)], which, starts_at)
            case "door" | "capacity" | "close" | "reopen":
                self.staff(verb, starts_at, which)
            case _:
                self.book(party, starts_at, again)

    def book(self, party: tuple[int, ...], starts_at: datetime, again: bool) -> None:
        children, key, before = self.those(party), self.nursery.key(), self.books
        outcomes = self.nursery.book(children, starts_at, key)
        self.look()
        for child, outcome in zip(children, outcomes, strict=True):
            if not isinstance(outcome, Booked):
                self.justified(outcome, child, starts_at)
            elif len(children) == 1:
                self.nobody_was_passed_over(before, child, starts_at)
        if again:
            for first, second in zip(outcomes, self.nursery.book(children, starts_at, key), strict=True):
                assert not isinstance(first, Booked) or second == replace(first, again=True)

    def cancel(self, which: int, again: bool) -> None:
        """Mostly where somebody waits."""
        waited_for = {entry.session_id for entry in self.books.entries}
        wanted = [one for one in self.books.bookings if one.session_id in waited_for]
        booking, key = self.one_of(wanted or self.books.bookings, which), self.nursery.key()
        starts_at = self.start_of(booking)
        outcome = self.nursery.cancel(booking.family_id, booking.number, key)
        if isinstance(outcome, TooLate):
            assert outcome.deadline == starts_at <= self.nursery.now
            return
        assert isinstance(outcome, Cancelled)
        assert outcome.late is (starts_at - timedelta(hours=2) < self.nursery.now)
        assert outcome.counted is (
            outcome.late and self.rules_of_provider.late_cancellation_counts and bool(booking.quota_year)
        )
        if again:
            second = self.nursery.cancel(booking.family_id, booking.number, key)
            assert (second.again, second.late, second.counted) == (True, outcome.late, outcome.counted)

    def move(self, which: int, starts_at: datetime, again: bool) -> None:
        booking, key = self.one_of(self.books.bookings, which), self.nursery.key()
        outcome = self.nursery.move(booking.family_id, booking.number, starts_at, key)
        if isinstance(outcome, TooLate):
            assert self.start_of(booking) - timedelta(hours=2) == outcome.deadline < self.nursery.now
        elif not isinstance(outcome, Moved):
            child = next(one for one in self.nursery.children if one.id == booking.child_id)
            self.look()
            self.justified(outcome, child, starts_at)
        elif again:
            second = self.nursery.move(booking.family_id, booking.number, starts_at, key)
            assert second == replace(outcome, again=True)

    def join(self, party: tuple[int, ...], which: int, starts_at: datetime, again: bool) -> None:
        """Mostly where one need wait."""
        full = self.full()
        self.wait(self.those(party), self.one_of(full, which).starts_at if full else starts_at, again)

    def wait(self, children: list[Child], starts_at: datetime, again: bool) -> None:
        key = self.nursery.key()
        outcome = self.nursery.join(children, starts_at, key)
        self.look()
        match outcome:
            case Joined(entry=entry, position=position):
                line = [one for one in self.books.entries if self.start_of(one) == starts_at]
                assert [one.id for one in line].index(entry) == position - 1
                assert self.books.free(line[0].session_id) < len(children)
                if again:
                    assert self.nursery.join(children, starts_at, key) == replace(outcome, again=True)
            case AlreadyWaiting(entry=entry):
                ours = {child.id for child in children}
                party_of = next(one.party for one in self.books.entries if one.id == entry)
                assert ours & {one.child_id for one in self.books.entries if one.party == party_of}
            case SessionHasPlaces(free_places=free):
                assert free >= len(children)
            case refusal:
                assert any(self.is_justified(refusal, child, starts_at) for child in children), refusal

    def leave(self, entry: Any, again: bool) -> None:
        outcome = self.nursery.leave(entry.family_id, entry.id)
        assert outcome == Left(declined=entry.hold_until is not None)
        if again:
            assert self.nursery.leave(entry.family_id, entry.id) == outcome

    def accept(self, entry: Any, again: bool) -> None:
        party = [one for one in self.books.entries if one.party == entry.party]
        outcome = self.nursery.accept(entry.family_id, entry.id)
        if entry.hold_until <= self.nursery.now:
            assert outcome == OfferOver("expired")
        elif isinstance(outcome, Accepted):
            assert len(outcome.bookings) == len(party)
            if again:
                told = self.nursery.accept(entry.family_id, entry.id).bookings
                assert {one.number for one in told} == {one.number for one in outcome.bookings}
        else:
            waited = [one for one in self.nursery.children if one.id in {each.child_id for each in party}]
            assert any(self.is_justified(outcome, child, self.start_of(entry)) for child in waited), outcome

    def places_are_passed_on(self) -> None:
        for _ in range(2):  # a hold that lapses may let another be offered something elsewhere
            for session in self.nursery.due_sessions():
                self.nursery.pass_on(session)
                self.everything_is_right()
        for session in self.books.sessions.values():
            for party in self.books.parties(session.id):
                assert (
                    party[0].hold_until or len(party) > self.books.free(session.id) or not self.ready(party)
                )

    def staff(self, verb: str, starts_at: datetime, which: int) -> None:
        closed = [one for one in self.books.sessions.values() if one.closed_at]
        match verb:
            case "door" if begun := self.begun():
                number = self.one_of(begun, which).number
                (self.nursery.check_in if which % 3 == 0 else self.nursery.no_show)(number)
            case "capacity":
                self.set_capacity(starts_at, places=1 + which % 3)
            case "close" if not closed:
                self.close(starts_at.date() if which % 2 else starts_at)
            case _:
                for one in closed:
                    self.nursery.reopen(one.starts_at)

    def set_capacity(self, starts_at: datetime, places: int) -> None:
        outcome = self.nursery.set_capacity(starts_at, places)
        if isinstance(outcome, BelowBooked):
            assert outcome.sessions[0].booked + outcome.sessions[0].held > places

    def close(self, when: date | datetime) -> None:
        outcome = self.nursery.close(when)
        if isinstance(outcome, Closed):
            told = [item.facts["bookings"] for item in self.nursery.told if item.kind == "closed"]
            assert set(outcome.bookings) <= {one["number"] for bookings in told for one in bookings}

    def crash(self, verb: str, which: int, starts_at: datetime) -> None:
        """Just before the commit: then nothing has happened."""
        before, told, key = self.books, len(self.nursery.told), self.nursery.key()
        self.nursery.crashing = True
        with suppress(Crash):
            booking = self.one_of(before.bookings, which) if before.bookings else None
            child = self.nursery.children[which % 5]
            match verb:
                case "book":
                    self.nursery.book([child], starts_at, key)
                case "cancel" if booking:
                    self.nursery.cancel(booking.family_id, booking.number, key)
                case "move" if booking:
                    self.nursery.move(booking.family_id, booking.number, starts_at, key)
                case "join":
                    self.nursery.join([child], starts_at, key)
                case "close":
                    self.nursery.close(starts_at)
        self.nursery.crashing = False
        self.look()
        assert (self.books, len(self.nursery.told)) == (before, told)

    @invariant()
    def after_every_step(self) -> None:
        type(self).steps += 1
        self.everything_is_right()

    def everything_is_right(self) -> None:
        self.look()
        check(self.books, self.audit)
        self.first_come_first_served()

    def full(self) -> list[Any]:
        """Sessions to come without a free place."""
        to_come = [one for one in self.books.sessions.values() if one.starts_at > self.nursery.now]
        return [one for one in to_come if not one.closed_at and not self.books.free(one.id)]

    def begun(self) -> list[Any]:
        return [one for one in self.books.bookings if self.start_of(one) <= self.nursery.now]

    def those(self, party: tuple[int, ...]) -> list[Child]:
        return [self.nursery.children[index] for index in party]

    def one_of(self, rows: list[Any], which: int) -> Any:
        return rows[which % len(rows)]
