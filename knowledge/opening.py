"""When something is open, from OpenStreetMap opening_hours and the calendar of China. Pure.

The parser's own calendar of China lacks most statutory days and every make-up day, so public holidays
("PH" in a rule) are worked out here: from the State Council's published arrangement where there is one,
and never guessed beyond the days that are fixed by law.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import chinese_calendar
from opening_hours import OpeningHours, State

from knowledge.schema import Hours, Schedule

SHANGHAI = ZoneInfo("Asia/Shanghai")
DayKind = Literal["workday", "weekend", "public_holiday", "makeup_workday"]
Rules = Sequence[Hours | Schedule]
# Statutory days that do not move with the moon (全国年节及纪念日放假办法, 2024).
_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
_PH = re.compile(r"\bPH\b,?|,PH\b")
_SELECTOR_BEFORE_PH = re.compile(r"^.*\bPH\b(?:,[A-Za-z,\- ]+)?\s*")


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Aware instants, Asia/Shanghai; ends_at is not included."""

    starts_at: datetime
    ends_at: datetime


def holidays_published(year: int) -> bool:
    """Whether the State Council's arrangement of the year is known."""
    try:
        chinese_calendar.is_holiday(date(year, 6, 15))
    except NotImplementedError:
        return False
    return True


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
    """Open intervals that begin on the day, in order, by the rules that hold on it."""
    found: set[Interval] = set()
    for rule in rules:
        if rule.holds_on(day):
            found |= set(_intervals_of(rule.opens, day))
    return tuple(sorted(found))


def is_open(rules: Rules, at: datetime) -> bool:
    return any(
        interval.starts_at <= at < interval.ends_at
        for interval in intervals_on(rules, at.astimezone(SHANGHAI).date())
    )


def next_interval(rules: Rules, after: datetime, days: int = 60) -> Interval | None:
    """The first interval that ends after the instant, within so many days."""
    first = after.astimezone(SHANGHAI).date()
    for offset in range(days):
        for interval in intervals_on(rules, first + timedelta(days=offset)):
            if interval.ends_at > after:
                return interval
    return None


@lru_cache(maxsize=8192)
def _intervals_of(opens: str, day: date) -> tuple[Interval, ...]:
    expression = _for_holidays(opens) if day_kind(day) == "public_holiday" else _for_other_days(opens)
    if expression is None:
        return ()
    parsed = _parsed(expression)
    start = datetime.combine(day, time())
    found = []
    for begin, end, state, _ in parsed.intervals(start, start + timedelta(days=1)):
        if state == State.OPEN and begin.date() == day:
            found.append(Interval(begin, end or begin + timedelta(days=1)))
    return tuple(found)


@lru_cache(maxsize=4096)
def _parsed(expression: str) -> OpeningHours:
    return OpeningHours(expression, timezone=SHANGHAI)


@lru_cache(maxsize=4096)
def _for_holidays(opens: str) -> str | None:
    """What the rule says of public holidays: its last PH clause, or the usual hours when it has none."""
    clauses = [clause.strip() for clause in opens.split(";")]
    about = [clause for clause in clauses if re.search(r"\bPH\b", clause)]
    if not about:
        return opens
    hours = _SELECTOR_BEFORE_PH.sub("", about[-1]).strip()
    return None if hours in ("off", "closed") else f"Mo-Su {hours}"


@lru_cache(maxsize=4096)
def _for_other_days(opens: str) -> str | None:
    clauses = [clause.strip() for clause in opens.split(";") if clause.strip()]
    kept = [clause for clause in clauses if not clause.startswith("PH ")]
    return "; ".join(_PH.sub("", clause).strip() for clause in kept) or None
