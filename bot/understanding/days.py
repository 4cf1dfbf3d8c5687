"""What one phrase says about days, and what the calendar knows of them."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as ClockTime
from re import Match, Pattern

from bot.understanding.clock_times import Part
from bot.understanding.spans import Span

_DAY_IS_OVER = ClockTime(18)
_PART_ENDS = {"morning": ClockTime(12), "afternoon": ClockTime(18), "evening": ClockTime(21)}
_IN_THE_PAST_UP_TO = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a message is said, and the time of day it speaks of."""

    now: datetime
    time: ClockTime | None = None
    part: Part | None = None

    @property
    def today(self) -> date:
        return self.now.date()

    def is_over_today(self) -> bool:
        """Whether "today" can hardly be meant: the evening has come, or the said time has gone by."""
        clock = self.now.time()
        if self.time is not None:
            return self.time <= clock
        return clock >= (_PART_ENDS[self.part] if self.part else _DAY_IS_OVER)


@dataclass(frozen=True, slots=True)
class Found:
    """One of: dates meant; doubtful, the days of which one is meant; impossible, the words of a day that
    does not exist; week, the first and last day of a whole one. of_week: told as a weekday; any_week: and
    of no particular week."""

    span: Span
    dates: tuple[date, ...] = ()
    doubtful: tuple[date, ...] = ()
    impossible: str | None = None
    week: tuple[date, date] | None = None
    weekly: bool = False
    of_week: bool = False
    any_week: bool = False


Reader = Callable[[Match[str], Moment], Found | None]
Rule = tuple[Pattern[str], Reader]


def nearest(today: date, weekday: int) -> date:
    """The coming day with that weekday (Monday 0), today included."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def month_after(day: date) -> date:
    """The first day of the following month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def day_of_year(today: date, month: int, day: int) -> date | None:
    """The day meant by a month and a day: this year's, next year's once it is more than 60 days past (one
    less long past stays, so that it can be said to be past). None when neither year has it."""
    for year in (today.year, today.year + 1):
        if day <= last_day(year, month):
            value = date(year, month, day)
            if today - value <= _IN_THE_PAST_UP_TO:
                return value
    return None
