"""When something is open, from OpenStreetMap opening_hours and the calendar of China. Pure.

Public holidays ("PH" in a rule) are those of the State Council's published arrangement, days off in lieu
included; in a year that is not published yet, only the days that are fixed by law. A rule without PH
holds on holidays too, and a make-up working day (调休) is the weekday that it is: what is open then is
not settled anywhere, so that whoever answers says to ask first (see day_kind).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

import chinese_calendar

from knowledge.opening_rules import SHANGHAI, clauses_of, spans_on
from knowledge.schema import Hours, Schedule

DayKind = Literal["workday", "weekend", "public_holiday", "makeup_workday"]
Rules = Sequence[Hours | Schedule]
# Statutory days that do not move with the moon (全国年节及纪念日放假办法, 2024).
_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Aware instants, Asia/Shanghai; ends_at is not included."""

    starts_at: datetime
    ends_at: datetime


@lru_cache(maxsize=256)
def holidays_published(year: int) -> bool:
    """Whether the State Council's arrangement of the year is known."""
    try:
        chinese_calendar.is_holiday(date(year, 6, 15))
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=4096)
def day_kind(day: date) -> DayKind:
    """In a year that is not published yet only the fixed holidays are seen."""
    weekend = day.weekday() >= 5
    if not holidays_published(day.year):
        if (day.month, day.day) in _FIXED_HOLIDAYS:
            return "public_holiday"
        return "weekend" if weekend else "workday"
    free, name = chinese_calendar.get_holiday_detail(day)
    if free and name:
        return "public_holiday"
    if weekend and not free:
        return "makeup_workday"
    return "weekend" if weekend else "workday"


def intervals_on(rules: Rules, day: date) -> tuple[Interval, ...]:
    """Open intervals that begin on the day, in order, by the rules that hold on it. What adjoins stays
    apart, since each interval of a schedule is a session."""
    found = {interval for rule in rules if rule.holds_on(day) for interval in _intervals_of(rule.opens, day)}
    return tuple(sorted(found))


def is_open(rules: Rules, at: datetime) -> bool:
    """at: aware."""
    day = at.astimezone(SHANGHAI).date()
    return any(interval.starts_at <= at < interval.ends_at for interval in intervals_on(rules, day))


def next_interval(rules: Rules, after: datetime, days: int = 60) -> Interval | None:
    """The first interval that ends after the (aware) instant, within so many days from its own."""
    first = after.astimezone(SHANGHAI).date()
    for offset in range(days):
        for interval in intervals_on(rules, first + timedelta(days=offset)):
            if interval.ends_at > after:
                return interval
    return None


@lru_cache(maxsize=8192)
def _intervals_of(opens: str, day: date) -> tuple[Interval, ...]:
    """Nothing for a text that the check refuses."""
    spans = spans_on(clauses_of(opens) or (), day, public_holiday=day_kind(day) == "public_holiday")
    midnight = datetime.combine(day, time(), SHANGHAI)
    return tuple(
        Interval(midnight + timedelta(minutes=begin), midnight + timedelta(minutes=end))
        for begin, end in spans
    )
