"""Anything that families, staff and the clock may do in any order, with crashes: after every step the counts
are right, nobody was passed over, and the audit tells the state. On both databases.

20,000 steps in all; TUOYU_MACHINE_STEPS=1000000 for a long run.
"""

import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.services.booking import (
    AlreadyBooked,
    AlreadyCancelled,
    Booked,
    Cancelled,
    Moved,
    QuotaUsed,
    SessionClosed,
    SessionFull,
    TooLate,
)
from bot.services.capacity import BelowBooked
from bot.services.closing import Closed
from bot.services.holds import HOLD_FOR, hold_until
from bot.services.waitlist import Accepted, AlreadyWaiting, Joined, Left, SessionHasPlaces
from db.models import Child
from tests.services.invariants import Books, Replayed, check, read
from tests.services.machine import STARTS, Crash, Nursery, OneTransaction, Rules

STEPS = int(os.environ.get("TUOYU_MACHINE_STEPS", "20000"))
LONGEST = 50  # steps from one beginning
WORLDS = {
    "scarce places": Rules(capacity=1, free_sessions=12, late_cancellation_counts=False, suspend_after=1),
    "scarce sessions": Rules(capacity=2, free_sessions=2, late_cancellation_counts=True, suspend_after=None),
}

starts = st.sampled_from(STARTS)
children = st.integers(0, 3)
anyone = st.integers(0, 99)


class Anything(RuleBasedStateMachine):
    database: OneTransaction
    rules_of_provider: Rules
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.database.__enter__()
        self.nursery = Nursery(self.database, self.rules_of_provider, seed=1)
        self.audit = Replayed()
        self.look()

    def teardown(self) -> None:
        self.database.__exit__()

    def look(self) -> None:
        with self.database.begin() as tx:
            self.books = read(tx)
            self.audit.read_on(tx)

    @invariant()
    def everything_is_right(self) -> None:
        type(self).steps += 1
        self.look()
        check(self.books, self.audit)
        self.first_come_first_served()
