"""The part of OpenStreetMap's opening_hours syntax that the files may use, as rules for single days.

A text holds clauses, the later before the earlier: "Mo-Fr 09:00-11:00,14:00-16:00; Sa,PH 10:00-12:00;
2026 Oct 05 off". Days and dates are matched by opening-hours-py. Public holidays (PH) are matched here,
because its calendar of China lacks most statutory days; and time spans stay apart, which it would merge:
09:00-10:30,10:30-12:00 are two sessions.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, validate

SHANGHAI = ZoneInfo("Asia/Shanghai")
Span = tuple[int, int]  # minutes from midnight, the second not included
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_CLAUSE = re.compile(
    rf"(?P<days>.*?)\s*(?P<hours>off|closed|{_SPAN.pattern}(?:\s*,\s*{_SPAN.pattern})*)", re.I
)
_DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)(?:\[[\d,-]+\])?"
_SELECTOR = re.compile(rf"(?P<dates>.*?)\s*(?P<days>{_DAY}(?:\s*[-,]\s*{_DAY})*)?", re.I)
_HOLIDAYS = re.compile(r"\bPH\b\s*,?\s*", re.I)
# School holidays, the sun's hours, fallbacks and remarks: nothing the bot could tell a parent for certain.
_UNSUPPORTED = re.compile(r'\bSH\b|easter|[|"]', re.I)
# After a time, ", Sa" adds a clause that does not replace the others; ";" begins one that does.
_BORDER = re.compile(r"(?P<adds>(?<=\d:\d\d),\s*(?=[A-Za-z]))|;")


@dataclass(frozen=True, slots=True)
class Clause:
    """text: as it was typed. spans: empty when closed. adds: to the clauses before it."""

    text: str
    dates: str
    weekdays: str
    holidays: bool
    spans: tuple[Span, ...]
    adds: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it is about ordinary weeks, neither dates nor holidays."""
        return not self.dates and not self.holidays

    def holds_on(self, day: date, *, public_holiday: bool, any_date: bool = False) -> bool:
        if self.dates and not any_date and not _selects(self.dates, day):
            return False
        if not self.weekdays and not self.holidays:
            return True
        return (self.holidays and public_holiday) or (bool(self.weekdays) and _selects(self.weekdays, day))


@lru_cache(maxsize=8192)
def clauses_of(opens: str) -> tuple[Clause, ...] | None:
    """None for what is not opening_hours, or uses parts of it that have no meaning here."""
    if not validate(opens):
        return None
    found: list[Clause] = []
    begin, adds = 0, False
    for border in (*_BORDER.finditer(opens), None):
        text = opens[begin : border.start() if border else None].strip()
        clause = _clause(text, adds)
        if clause is None:
            return None
        found.append(clause)
        if border:
            begin, adds = border.end(), border["adds"] is not None
    return tuple(found)


def spans_on(clauses: tuple[Clause, ...], day: date, *, public_holiday: bool) -> tuple[Span, ...]:
    spans: tuple[Span, ...] = ()
    for clause in clauses:
        if clause.holds_on(day, public_holiday=public_holiday):
            spans = (*spans, *clause.spans) if clause.adds else clause.spans
    return tuple(sorted(set(spans)))


def _clause(text: str, adds: bool) -> Clause | None:
    if text == "24/7":
        return Clause(text, "", "", False, ((0, 24 * 60),), adds)
    match = None if _UNSUPPORTED.search(text) else _CLAUSE.fullmatch(text)
    selector = _SELECTOR.fullmatch(match["days"]) if match else None
    if match is None or selector is None:
        return None
    dates, days = selector["dates"], selector["days"] or ""
    weekdays = _HOLIDAYS.sub("", days).strip(" ,")
    if "[" in weekdays:  # the first Monday of a month is a date
        dates, weekdays = f"{dates} {weekdays}".strip(), ""
    spans = tuple(
        (int(a) * 60 + int(b), int(c) * 60 + int(d)) for a, b, c, d in _SPAN.findall(match["hours"])
    )
    clause = Clause(text, dates, weekdays, _HOLIDAYS.search(days) is not None, spans, adds)
    known = all(_day_rule(part) for part in (clause.dates, weekdays) if part)
    return clause if known else None


def _selects(days: str, day: date) -> bool:
    rule = _day_rule(days)
    return rule is not None and rule.is_open(datetime.combine(day, time(12)))


@lru_cache(maxsize=4096)
def _day_rule(days: str) -> OpeningHours | None:
    text = f"{days} 00:00-24:00"
    return OpeningHours(text, timezone=SHANGHAI) if validate(text) else None
