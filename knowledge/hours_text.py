"""Whether an opening_hours text means what its writer thinks, and what it might have been meant to be."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

_WEEKDAYS = dict(zip("一二三四五六日天", ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "Su"), strict=True))
_CHINESE_DAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_CLOCK = re.compile(r"(\d{1,2})\s*(?:点|时)\s*(半|(\d{1,2})分?)?")
_AM_PM = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(am|pm)", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_A_YEAR = timedelta(days=366)
_SOME_DAY = datetime(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class HoursFault:
    """code: of problems.yaml; correction: the text that was probably meant, when it can be told."""

    code: str
    correction: str | None = None


@lru_cache(maxsize=4096)
def fault_of(opens: str) -> HoursFault | None:
    try:
        parsed = OpeningHours(opens, timezone=ZoneInfo("Asia/Shanghai"))
    except ParserError:
        return HoursFault("opens_unreadable", _correction(opens))
    if any((int(a), int(b)) >= (int(c), int(d)) for a, b, c, d in _SPAN.findall(opens)):
        return HoursFault("opens_over_midnight")
    if any(int(hour) > 24 for a, _, c, _ in _SPAN.findall(opens) for hour in (a, c)):
        return HoursFault("opens_over_midnight")
    ever = any(state == State.OPEN for _, _, state, _ in parsed.intervals(_SOME_DAY, _SOME_DAY + _A_YEAR))
    return None if ever else HoursFault("opens_never")


def _correction(opens: str) -> str | None:
    text = unicodedata.normalize("NFKC", opens)
    text = re.sub(r"[–—－~～至到]", "-", text)
    text = _CHINESE_DAY.sub(lambda m: _WEEKDAYS[m.group(1)], text)
    text = re.sub(r"[、和]", ",", text)
    text = _CLOCK.sub(
        lambda m: f"{int(m.group(1)):02}:{30 if m.group(2) == '半' else int(m.group(3) or 0):02}", text
    )
    text = _AM_PM.sub(
        lambda m: f"{int(m.group(1)) % 12 + 12 * (m.group(3).lower() == 'pm'):02}:{m.group(2) or '00'}", text
    )
    text = re.sub(r"\s*-\s*", "-", re.sub(r"(?<!\d)(\d):", r"0\1:", text))
    text = re.sub(r"([a-z])(\d)", r"\1 \2", text)
    try:
        OpeningHours(text)
    except ParserError:
        return None
    return text if text != opens else None
