"""The days and times a message speaks of, resolved against the clock; asked back rather than guessed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as ClockTime

from bot.understanding.calendar_days import FULL_DATE_RULES, SHORT_DATE_RULES, days_between
from bot.understanding.clock_times import Part, read_time
from bot.understanding.corrections import Weighed, weigh
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
_WEEKS_LEFT_OUT = (
    5  # "except Tuesdays" leaves out those of so many weeks: sessions are offered no further ahead
)
_NOW = re.compile(r"现在|此刻|眼下|这会儿|\bright now\b|(?<!from )\bnow\b|\bat the moment\b|\bcurrently\b")


@dataclass(frozen=True, slots=True)
class When:
    """dates: the days meant, in the order told; none when not said. doubtful: the days of which one is
    meant, to be asked back. impossible: the words of a day that does not exist. week: first and last day
    of a whole week. weekly: every week, dates holding the first. excluded: the days left out (除了周二).
    now: the present moment is spoken of (not in spans). spans: with the words that correct or leave out."""

    dates: tuple[date, ...] = ()
    time: ClockTime | None = None
    until: ClockTime | None = None
    part: Part | None = None
    weekly: bool = False
    doubtful: tuple[date, ...] = ()
    impossible: str | None = None
    week: tuple[date, date] | None = None
    excluded: tuple[date, ...] = ()
    now: bool = False
    spans: tuple[Span, ...] = ()


def read_when(text: str, now: datetime, taken: Sequence[Span] = ()) -> When:
    """text: normalised; now: aware, Shanghai; taken: spans of names and ages, in which no date is seen."""
    of_day = read_time(text, taken)
    found = _find(text, Moment(now, of_day.time, of_day.part), (*taken, *of_day.hours))
    weighed = weigh(text, found, lambda one: one.span)
    days = _days(text, found, weighed)
    standing = weighed.standing
    return When(
        dates=days,
        time=of_day.time,
        until=of_day.until,
        part=of_day.part,
        weekly=any(one.weekly for one in standing),
        doubtful=() if days else next((one.doubtful for one in standing if one.doubtful), ()),
        impossible=None if days else next((one.impossible for one in standing if one.impossible), None),
        week=None if days else next((one.week for one in standing if one.week), None),
        excluded=_left_out(text, found, weighed),
        now=_NOW.search(text) is not None,
        spans=tuple(sorted({*of_day.spans, *weighed.spans})),
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


def _days(text: str, found: Sequence[Found], weighed: Weighed[Found]) -> tuple[date, ...]:
    """Of all phrases that stand; a range is filled."""
    wanted: dict[date, None] = {}
    for before, one in _with_the_one_before(found, weighed.standing):
        wanted.update(dict.fromkeys(_range(text, before, one) or one.dates))
    return tuple(wanted)


def _left_out(text: str, found: Sequence[Found], weighed: Weighed[Found]) -> tuple[date, ...]:
    days: set[date] = set()
    for before, one in _with_the_one_before(found, weighed.left_out):
        whole_range = _range(text, before, one)
        told = whole_range or one.dates or one.doubtful or (days_between(*one.week) if one.week else ())
        every_week = one.any_week and (not whole_range or (before is not None and before.any_week))
        weeks = _WEEKS_LEFT_OUT if every_week else 1
        days |= {day + timedelta(weeks=n) for n in range(weeks) for day in told}
    return tuple(sorted(days))


def _with_the_one_before(
    found: Sequence[Found], chosen: Sequence[Found]
) -> Iterator[tuple[Found | None, Found]]:
    """Each of the chosen, with what was found right before it if that is chosen too."""
    spans = {one.span for one in chosen}
    before = None
    for one in found:
        if one.span in spans:
            yield before, one
        before = one if one.span in spans else None


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
