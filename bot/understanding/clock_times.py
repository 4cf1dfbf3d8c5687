"""Times of day and parts of the day: 上午九点半, 下午3点, 9:00, 9am."""

import re
from dataclasses import dataclass
from datetime import time as ClockTime
from typing import Literal

from bot.understanding.numerals import parse_number

Span = tuple[int, int]
Part = Literal["morning", "afternoon", "evening"]
_PARTS: tuple[tuple[Part, str], ...] = (
    ("morning", r"上午|早上|早晨|清晨|一早|一大早|今早|明早|morning"),
    ("afternoon", r"下午(?!茶)|午后|中午|午间|afternoon|noon"),
    ("evening", r"晚上|傍晚|夜里|今晚|明晚|(?<!早)晚(?=[一二三四五六七八九十\d])|evening|tonight|night"),
)
_PART = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _PARTS))
_HOUR = r"(\d{1,2}|[一二两三四五六七八九十]{1,3})"
# 一点 after 近/早/便宜 … is "a bit"; 几点 is a question.
_CHINESE = re.compile(
    rf"(?<![:\d])(?!(?<=[近早晚快慢好多少便宜有大小远点])一点(?![半钟一三\d])){_HOUR}\s?(?:点钟?|时(?![候间段]))\s?(半|一刻|三刻|[零〇]?\d{{1,2}}分?|[一二三四五]?十[一二三四五六七八九]?分?)?(?!以上|击)"
)
_DIGITAL = re.compile(r"(?<![\d:.])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])\s?(am|pm)?")
_ENGLISH = re.compile(
    r"(?<![\d:.])(1[0-2]|0?[1-9])\s?(am|pm|a\.m\.|p\.m\.)(?![a-z])|\bat (1[0-2]|[1-9])(?: ?o'?clock)?(?![\d:]|\s?(?:am|pm|months?|years?))\b"
)


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    time: ClockTime | None
    until: ClockTime | None
    part: Part | None
    spans: tuple[Span, ...]


def read_time(text: str, taken: tuple[Span, ...] = ()) -> TimeOfDay:
    """The first time, the end of a range of two, and the part of the day."""
    spans: list[Span] = []
    part: Part | None = None
    for match in _PART.finditer(text):
        if not _overlaps(match.span(), taken):
            part = part or next(name for name, _ in _PARTS if match.group(name))
            spans.append(match.span())
    found: list[tuple[Span, int, int, bool]] = []
    for pattern, read in ((_DIGITAL, _digital), (_CHINESE, _chinese), (_ENGLISH, _english)):
        for match in pattern.finditer(text):
            if not _overlaps(match.span(), (*taken, *(f[0] for f in found))) and (told := read(match)):
                found.append((match.span(), *told))
    found.sort()
    times = [_settled(hour, minute, exact, part) for _, hour, minute, exact in found]
    spans += [span for span, *_ in found]
    return TimeOfDay(
        time=times[0] if times else None,
        until=times[1] if len(times) > 1 and times[1] > times[0] else None,
        part=part,
        spans=tuple(sorted(spans)),
    )


def _settled(hour: int, minute: int, exact: bool, part: Part | None) -> ClockTime:
    """A nursery's hour: with no part said, 1 to 6 is the afternoon."""
    if not exact and hour <= 12:
        later = part in ("afternoon", "evening") or (part is None and 1 <= hour <= 6)
        if later and hour < 12:
            hour += 12
        elif part == "morning" and hour == 12:
            hour = 0
    return ClockTime(hour % 24, minute)


def _digital(match: re.Match[str]) -> tuple[int, int, bool] | None:
    hour, minute, half = int(match.group(1)), int(match.group(2)), match.group(3)
    if half:
        return hour % 12 + (12 if half == "pm" else 0), minute, True
    return hour, minute, hour == 0 or hour > 12 or match.group(1).startswith("0") or 7 <= hour <= 12


def _chinese(match: re.Match[str]) -> tuple[int, int, bool] | None:
    hour = parse_number(match.group(1))
    if hour is None or hour > 24:
        return None
    tail = (match.group(2) or "").rstrip("分")
    minute = {"半": 30, "一刻": 15, "三刻": 45, "": 0}.get(tail)
    if minute is None:
        minute = int(parse_number(tail.lstrip("零〇")) or 0)
    return (int(hour), minute, hour > 12) if minute < 60 else None


def _english(match: re.Match[str]) -> tuple[int, int, bool] | None:
    if match.group(3):
        return int(match.group(3)), 0, False
    return int(match.group(1)) % 12 + (12 if match.group(2).startswith("p") else 0), 0, True


def _overlaps(span: Span, others: tuple[Span, ...]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
