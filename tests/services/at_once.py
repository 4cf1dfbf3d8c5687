"""Several acts at the same time, each in a thread of its own."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

LONGEST_S = 60  # a circle of waiting fails the test instead of holding up all others


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Outcomes in the order of the acts; a fault in place of an outcome where one was raised."""
    together = Barrier(len(acts), timeout=LONGEST_S)
    outcomes: list[Any] = [TimeoutError("still waiting")] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        together.wait()
        try:
            outcomes[index] = act()
        except Exception as fault:
            outcomes[index] = fault

    threads = [Thread(target=run, args=(index, act), daemon=True) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST_S)
    return outcomes
