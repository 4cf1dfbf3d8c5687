"""How long an offer from the waiting list holds. Pure.

Only hours count in which people are awake, or an offer at night would be lost asleep.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import takewhile

from bot.clock import SHANGHAI

HOLD_FOR = timedelta(hours=2)
SHORTEST = timedelta(minutes=10)
ON_THE_WAY = timedelta(minutes=5)  # between the end of the last offer and the start
WAKING, SLEEPING = time(7), time(22)


def hold_until(starts_at: datetime, now: datetime, hold_for: timedelta) -> datetime | None:
    """Close to the start half of what is left. None when it is too late for an offer."""
    hold = max(SHORTEST, min(hold_for, _waking_time(now, starts_at) / 2))
    until = _after(now, hold)
    return until if until <= starts_at - ON_THE_WAY else None


def awake(now: datetime) -> datetime:
    """Now, or the next morning."""
    return next(begins for begins, _ in _waking(now))


def _waking_time(since: datetime, until: datetime) -> timedelta:
    begun = takewhile(lambda interval: interval[0] < until, _waking(since))
    return sum((min(ends, until) - begins for begins, ends in begun), timedelta())


def _after(since: datetime, waking: timedelta) -> datetime:
    intervals = _waking(since)
    begins, ends = next(intervals)
    while waking > ends - begins:
        waking -= ends - begins
        begins, ends = next(intervals)
    return begins + waking


def _waking(since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Intervals from an instant on, without end."""
    day = since.astimezone(SHANGHAI).date()
    while True:
        begins, ends = (datetime.combine(day, clock, SHANGHAI) for clock in (WAKING, SLEEPING))
        if since < ends:
            yield max(begins, since), ends
        day += timedelta(days=1)
