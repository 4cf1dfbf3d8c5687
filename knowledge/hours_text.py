"""Whether an opening_hours text means what its writer thinks, and what it might have been meant to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from opening_hours import validate

from knowledge.hours_correction import rewritten
from knowledge.opening_rules import Clause, Span, clauses_of, spans_on

MIDNIGHT = 24 * 60
# Every weekday once, on which nothing is special; any such week does.
_WEEK = tuple(date(2026, 11, 16) + timedelta(days=n) for n in range(7))
_SCANNED = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(8 * 366))


@dataclass(frozen=True, slots=True)
class HoursFault:
    """code: of problems.yaml; correction: the text that was probably meant, when it can be told."""

    code: str
    correction: str | None = None


@lru_cache(maxsize=8192)
def fault_of(opens: str) -> HoursFault | None:
    clauses = clauses_of(opens)
    if clauses is None:
        return HoursFault(_unreadable(opens), _if_right(rewritten(opens)))
    spans = [clause.spans for clause in clauses]
    if any(begin >= end or end > MIDNIGHT for listed in spans for begin, end in listed):
        return HoursFault("opens_over_midnight")
    if any(_overlap(listed) for listed in spans):
        return HoursFault("opens_overlap")
    if any(_hides(later, clause) for clause, later in _following(clauses)):
        return HoursFault("opens_order", _if_right(_exceptions_last(clauses)))
    if any(
        _days(clause) <= _days(later) and _replaces(later, clause) for clause, later in _following(clauses)
    ):
        return HoursFault("opens_hidden", _if_right(_joined(clauses)))
    return None if _ever_opens(clauses) else HoursFault("opens_never")


def _unreadable(opens: str) -> str:
    if not validate(opens):
        return "opens_unreadable"
    return "opens_unsupported" if any(character.isdigit() for character in opens) else "opens_no_times"


def _if_right(text: str | None) -> str | None:
    clauses = clauses_of(text) if text else None
    if not clauses or any(begin >= end for clause in clauses for begin, end in clause.spans):
        return None
    return text


def _overlap(spans: tuple[Span, ...]) -> bool:
    return any(later[0] < earlier[1] for earlier, later in pairwise(sorted(spans)))


def _following(clauses: tuple[Clause, ...]) -> Iterator[tuple[Clause, Clause]]:
    for index, clause in enumerate(clauses):
        yield from ((clause, later) for later in clauses[index + 1 :] if not later.adds)


def _hides(later: Clause, clause: Clause) -> bool:
    """An exception before the ordinary week, which then holds on the exceptional days as well."""
    return later.is_plain and not clause.is_plain and bool(_days(clause) & _days(later))


def _replaces(later: Clause, clause: Clause) -> bool:
    return not later.dates and (later.is_plain or clause.holidays)


def _days(clause: Clause) -> frozenset[tuple[date, bool]]:
    """The weekdays on which it may hold, ordinary ones and holidays, dates left aside."""
    return frozenset(
        (day, free)
        for day in _WEEK
        for free in (False, True)
        if clause.holds_on(day, public_holiday=free, any_date=True)
    )


def _exceptions_last(clauses: tuple[Clause, ...]) -> str:
    return "; ".join(clause.text for clause in sorted(clauses, key=lambda clause: not clause.is_plain))


def _joined(clauses: tuple[Clause, ...]) -> str | None:
    """Clauses for the same days as one: "Mo 10:00-12:00; Mo 14:00-16:00" → "Mo 10:00-12:00,14:00-16:00"."""
    joined: dict[tuple[str, str, bool], str] = {}
    for clause in clauses:
        days = (clause.dates, clause.weekdays, clause.holidays)
        hours = clause.text.split(" ")[-1]
        joined[days] = f"{joined[days]},{hours}" if days in joined else clause.text
    return "; ".join(joined.values()) if len(joined) < len(clauses) else None


def _ever_opens(clauses: tuple[Clause, ...]) -> bool:
    dated = any(clause.dates for clause in clauses)
    return any(
        spans_on(clauses, day, public_holiday=free)
        for day in (_SCANNED if dated else _WEEK)
        for free in (False, True)
    )
