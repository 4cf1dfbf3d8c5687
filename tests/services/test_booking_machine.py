"""Anything that families, staff and the clock may do in any order, with crashes: after every step the counts
are right, nobody was passed over, and the audit tells the state. On both databases.

20,000 steps in all; a long run: TUOYU_MACHINE_STEPS=1000000 pytest tests/services/test_booking_machine.py
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.services.anything import Anything
from tests.services.machine import OneTransaction, Rules

STEPS = int(os.environ.get("TUOYU_MACHINE_STEPS", "20000"))
LONGEST = 100  # steps from one beginning
WORLDS = {
    "scarce places": Rules(capacity=1, free_sessions=12, late_cancellation_counts=False, suspend_after=1),
    "scarce sessions": Rules(capacity=2, free_sessions=1, late_cancellation_counts=True, suspend_after=None),
}


@pytest.mark.parametrize("rules", WORLDS.values(), ids=WORLDS)
@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_anything_in_any_order(where: str, rules: Rules, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(f"{where}_url")
    database = OneTransaction(url)
    machine = type("Anything", (Anything,), {"database": database, "rules_of_provider": rules, "steps": 0})
    wanted = STEPS // (2 * len(WORLDS))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=wanted * 5 // 4 // LONGEST + 1,
            stateful_step_count=LONGEST,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    database.close()
    assert machine.steps >= wanted
