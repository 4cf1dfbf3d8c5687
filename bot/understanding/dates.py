"""The days and times a message speaks of, resolved against the clock; asked back rather than guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as ClockTime

from bot.understanding.calendar_days import FULL_DATE_RULES, SHORT_DATE_RULES, days_between
from bot.understanding.clock_times import Part, read_time
from bot.understanding.days import Found, Moment, Rule
from bot.understanding.festivals import FESTIVAL_RULES
from bot.understanding.relative_days import RELATIVE_RULES
from bot.understanding.spans import Span, Taken
from bot.understanding.weekdays import WEEK_RULES, WEEKDAY_RULES

# Longer forms first: each takes its words from those that follow.
_RULES: tuple[Rule, ...] = (
    *FESTIVAL_RULES, *FULL_DATE_RULES, *WEEKDAY_RULES, *RELATIVE_RULES, *SHORT_DATE_RULES, *WEEK_RULES,
)  # fmt: skip
_UP_TO = re.compile(r"\s*(?:[-~—–到至]|直到|through|to|until|till)\s*")
_DENIAL = re.compile(r"(?:不是|不要|除了|别|\bnot |\bexcept )\s*(?:on |for )?$")
_DENIAL_REACH = 12  # characters
_NOW = re.compile(r"现在|此刻|眼下|这会儿|\bright now\b|(?<!from )\bnow\b|\bat the moment\b|\bcurrently\b")


@dataclass(frozen=True, slots=True)
class When:
    """dates: the days meant, in the order told; none when not said. doubtful: the days of which one is
    meant, to be asked back. impossible: the words of a day that does not exist. week: first and last day
    of a whole week. weekly: every week, dates holding the first. now: the present moment is spoken of
    (not in spans)."""

    dates: tuple[date, ...] = ()
    time: ClockTime | None = None
    until: ClockTime | None = None
    part: Part | None = None
    weekly: bool = False
    doubtful: tuple[date, ...] = ()
    impossible: str | None = None
    week: tuple[date, date] | None = None
    now: bool = False
    spans: tuple[Span, ...] = ()


def read_when(text: str, now: datetime, taken: Sequence[Span] = ()) -> When:
    """text: normalised; now: aware, Shanghai; taken: spans of names and ages, in which no date is seen."""
    of_day = read_time(text, taken)
    found = _find(text, Moment(now, of_day.time, of_day.part), (*taken, *of_day.hours))
    days = _days(text, found)
    return When(
        dates=days,
        time=of_day.time,
        until=of_day.until,
        part=of_day.part,
        weekly=any(one.weekly for one in found),
        doubtful=() if days else next((one.doubtful for one in found if one.doubtful), ()),
        impossible=None if days else next((one.impossible for one in found if one.impossible), None),
        week=None if days else next((one.week for one in found if one.week), None),
        now=_NOW.search(text) is not None,
        spans=tuple(sorted({*of_day.spans, *(one.span for one in found)})),
    )


def _find(text: str, said: Moment, taken: Sequence[Span]) -> list[Found]:
    """From left to right, none overlapping another."""
    busy = Taken(len(text), taken)
    found: list[Found] = []
    for pattern, read in _RULES:
        for match in pattern.finditer(text):
            if busy.is_free(match.span()) and (told := read(match, said)):
                busy.add(told.span)
                found.append(told)
    return sorted(found, key=lambda one: one.span)


def _days(text: str, found: Sequence[Found]) -> tuple[date, ...]:
    """Of all phrases; a range is filled. "不是周二，周四": a denied day goes when another is named."""
    wanted: dict[date, None] = {}
    denied: dict[date, None] = {}
    before: Found | None = None
    for one in found:
        reach = text[max(0, one.span[0] - _DENIAL_REACH) : one.span[0]]
        days = _range(text, before, one) or one.dates
        (denied if _DENIAL.search(reach) else wanted).update(dict.fromkeys(days))
        before = one
    return tuple(wanted or denied)


def _range(text: str, before: Found | None, one: Found) -> tuple[date, ...]:
    """周一到周五: the days from the last told to this one; empty when it is no range."""
    if before is None or not (before.dates and one.dates):
        return ()
    if not _UP_TO.fullmatch(text, before.span[1], one.span[0]):
        return ()
    first, last = before.dates[-1], one.dates[0]
    if last < first and one.of_week:
        last += timedelta(days=7)
    return days_between(first, last) if first < last else ()
