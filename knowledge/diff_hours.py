"""Opening hours and sessions before and after, by the days of a week."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from knowledge.diff_values import Items, NewHours, Spans, What
from knowledge.opening_rules import Clause, clauses_of, spans_on
from knowledge.schema import Hours, Schedule

_MONDAY = date(2026, 11, 23)  # any week will do: clauses with dates are compared as texts
Week = tuple[Spans | None, ...]


def hours_changes(old: Sequence[Hours | Schedule], new: Sequence[Hours | Schedule]) -> Iterator[What]:
    """Of rules that hold over the same days, weekday by weekday."""
    yield from _weekly(_week(old), _week(new))
    before, after = _dated(old), _dated(new)
    if before != after:
        yield Items(tuple(t for t in after if t not in before), tuple(t for t in before if t not in after))


def _weekly(old: Week, new: Week) -> Iterator[NewHours]:
    """Days that changed alike together."""
    alike: dict[tuple[Spans | None, Spans | None], list[int]] = {}
    for day, pair in enumerate(zip(old, new, strict=True)):
        if pair[0] != pair[1]:
            alike.setdefault(pair, []).append(day)
    for (before, after), days in alike.items():
        yield NewHours(tuple(days), before, after)


def _week(rules: Sequence[Hours | Schedule]) -> Week:
    """The spans of each weekday; and of a public holiday, None where nothing is said of holidays."""
    plain = [clause for rule in rules for clause in _clauses(rule) if not clause.dates]
    ordinary = tuple(clause for clause in plain if clause.weekdays or not clause.holidays)
    days = tuple(_on(ordinary, day, public_holiday=False) for day in range(7))
    said = tuple(clause for clause in plain if clause.holidays)
    return (*days, _on(said, 0, public_holiday=True) if said else None)


def _on(clauses: tuple[Clause, ...], weekday: int, *, public_holiday: bool) -> Spans:
    return spans_on(clauses, _MONDAY + timedelta(days=weekday), public_holiday=public_holiday)


def _dated(rules: Sequence[Hours | Schedule]) -> tuple[str, ...]:
    return tuple(clause.text for rule in rules for clause in _clauses(rule) if clause.dates)


def _clauses(rule: Hours | Schedule) -> tuple[Clause, ...]:
    return clauses_of(rule.opens) or ()
