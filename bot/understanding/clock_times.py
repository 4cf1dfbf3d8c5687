"""Times of day and parts of the day: 上午九点半, 下午3点, 9:00, 9am."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time as ClockTime
from typing import Literal

from bot.understanding.corrections import weigh
from bot.understanding.numerals import parse_number
from bot.understanding.spans import Span, Taken

Part = Literal["morning", "afternoon", "evening"]
_PARTS: tuple[tuple[Part, str], ...] = (
    ("morning", r"(?:上午|早上|早晨|清晨)(?!好)|一大?早(?!教)|今早|明早|早(?=[七八九十]点|[789]点|10点)|(?<!good )\bmornings?\b"),
    ("afternoon", r"下午(?!茶|好)|午后|中午|午间|(?<!good )\bafternoons?\b|\bnoon\b"),
    ("evening", r"晚上(?!好)|傍晚|夜里|今晚|(?<![说证声])明晚|(?<!早)晚(?=[一五六七八九十\d]{1,2}点)|(?<!good )\b(?:evenings?|night)\b|\btonight\b"),
)  # fmt: skip
_PART = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _PARTS))
_PART_BOUNDS = {
    "morning": (ClockTime(0), ClockTime(13)),
    "afternoon": (ClockTime(11), ClockTime(18, 30)),
    "evening": (ClockTime(16), ClockTime.max),
}
_OTHER_PART: dict[Part, Part] = {"morning": "afternoon", "afternoon": "morning"}
_NOON = ("中午", "午间", "noon")
_HOUR = r"(\d{1,2}|[一二两三四五六七八九十]{1,3})"
_MINUTES = r"(半|一刻|三刻|[零〇]?\d{1,2}分?(?!\d)|[零〇][一二三四五六七八九]分?|[一二三四五]?十[一二三四五六七八九]?分?)"
_CHINESE = re.compile(
    rf"(?:(?<![:\d.第几之周期拜一二三四五六七八九十])|(?<=[周期拜][一二三四五六日天])){_HOUR}\s?(?:点(?![心点名]|[一二三四五六七八九\d](?:岁|公里|千米|米|折|倍|个|元|块|万|千|小时))(钟?)|时(?![候间段尚不而刻常]))\s?{_MINUTES}?(?!以上|击|建议|要求|问题)"
)
_DIGITAL = re.compile(r"(?<![\d:.])(?<!比)(?<!比 )([01]?\d|2[0-4]):([0-5]\d)(?![\d:])\s?(am|pm)?")
_DOTTED = re.compile(r"(?:(?<=[上下中]午)|(?<=[早晚]上))\s?([01]?\d|2[0-3])\.([0-5]\d)(?!\d)()")
_HOURS_IN_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_HALF_OF_DAY = r"(am|pm|a\.m\.|p\.m\.)(?![a-z])"
_ENGLISH = re.compile(
    rf"(?<![\d:.])(?:(1[0-2]|0?[1-9])\s?{_HALF_OF_DAY}|(1[0-2]|[1-9]|{'|'.join(_HOURS_IN_WORDS)}) ?o'?clock\b|\b(1[0-2]|[1-9])(?= in the (?:morning|afternoon|evening)\b)|\b(half) past (1[0-2]|[1-9])\b"
    r"|\bat (1[0-2]|[1-9])\b(?![:.]\d|\s?(?:am|pm|months?|years?|mo|yo|km|k|m|days?|places?|locations?|different|nurser\w+|baby)\b))"
)
# The start of a range whose unit stands at its end alone: 9-11点, 9-11am.
_RANGE_START = re.compile(
    rf"(?<![\d:.\-]){_HOUR}\s?(?:[-~到至]|to)\s?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:\s?点(?!点)|\s?(am|pm)\b)"
)
_FROM_TO = re.compile(
    r"\bfrom (1[0-2]|[1-9]) ?(?:to|-|until|till) ?(1[0-2]|[1-9])\b(?![:.,]\d| ?(?:months?|mo|years?|yo|km|k|m|yuan|rmb|days?|am|pm)\b)"
)
_BETWEEN_TIMES = re.compile(
    r"\s*(?:[-~—–到至]|to|until|till|直到|一直到)\s*(?:上午|下午|中午|晚上|傍晚|[早晚]|the)?\s*"
)
_ONE_OCLOCK_AFTER = re.compile(r"(?:午|到|至|日|号|早上|晚上|[今明后]天|(?:周|星期|礼拜)[一二三四五六])\s?$")
_A_BIT_AFTER = re.compile("[近早晚快慢好多少便宜有大小远高低细体晰松紧再]$")
_PART_BEHIND = re.compile(r"\s*(?:in the|at|this|on)?\s*")


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """until: the end of a range whose start is time. part: who does not want the morning wants the
    afternoon. hours: the spans of times without their parts."""

    time: ClockTime | None
    until: ClockTime | None
    part: Part | None
    spans: tuple[Span, ...]
    hours: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Hour:
    """exact: the half of the day is known."""

    span: Span
    hour: int
    minute: int = 0
    exact: bool = False


_Reader = Callable[[re.Match[str]], tuple[_Hour, ...]]


def read_time(text: str, taken: Sequence[Span] = ()) -> TimeOfDay:
    """The first time, the end of its range, and the first part of the day. text: normalised."""
    busy = Taken(len(text), taken)
    parts = [match for match in _PART.finditer(text) if busy.is_free(match.span())]
    hours: list[_Hour] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            if busy.is_free(match.span()):
                for hour in read(match):
                    busy.add(hour.span)
                    hours.append(hour)
    hours.sort(key=lambda hour: hour.span)
    weighed_hours = weigh(text, hours, lambda hour: hour.span)
    weighed_parts = weigh(text, parts, lambda match: match.span())
    standing, said_parts = weighed_hours.standing, weighed_parts.standing
    start = _settled(standing[0], said_parts, text) if standing else None
    until = _end_of_range(text, standing, said_parts, start) if start else None
    part = _name_of(said_parts[0]) if said_parts else None
    if part is None and weighed_parts.left_out:
        part = _OTHER_PART.get(_name_of(weighed_parts.left_out[0]))
    return TimeOfDay(
        time=start,
        until=until,
        part=part if part and _holds(part, start, until) else None,
        spans=tuple(sorted([*weighed_parts.spans, *weighed_hours.spans])),
        hours=tuple(hour.span for hour in hours),
    )


def _holds(part: Part, start: ClockTime | None, until: ClockTime | None) -> bool:
    """False of a range that goes beyond the part beside one of its ends: 早9点到晚6点."""
    if start is None or until is None:
        return True
    first, last = _PART_BOUNDS[part]
    return start >= first and until <= last


def _end_of_range(
    text: str, hours: Sequence[_Hour], parts: Sequence[re.Match[str]], start: ClockTime
) -> ClockTime | None:
    if len(hours) < 2 or not _BETWEEN_TIMES.fullmatch(text, hours[0].span[1], hours[1].span[0]):
        return None
    end = _settled(hours[1], parts, text)
    if end <= start and not hours[1].exact and end.hour < 12:
        end = end.replace(hour=end.hour + 12)
    return end if end > start else None


def _settled(told: _Hour, parts: Sequence[re.Match[str]], text: str) -> ClockTime:
    """A nursery's hour: where no part of the day is said, 1 to 6 is the afternoon."""
    hour = told.hour % 24
    part = _part_of(told, parts, text)
    if not told.exact and hour <= 12:
        name = _name_of(part) if part else None
        at_noon = part is not None and part.group() in _NOON
        if name == "evening":
            hour = (hour + 12) % 24
        elif hour < 12 and ((name == "afternoon" and not at_noon) or (name != "morning" and 1 <= hour <= 6)):
            hour += 12
    return ClockTime(hour, told.minute)


def _part_of(told: _Hour, parts: Sequence[re.Match[str]], text: str) -> re.Match[str] | None:
    """The nearest before the time, otherwise one right behind it ("3 in the afternoon")."""
    before = None
    for part in parts:
        if part.end() > told.span[0]:
            behind = _PART_BEHIND.fullmatch(text, told.span[1], max(told.span[1], part.start()))
            return before or (part if behind else None)
        before = part
    return before


def _name_of(part: re.Match[str]) -> Part:
    return next(name for name, _ in _PARTS if part.group(name))


def _digital(match: re.Match[str]) -> tuple[_Hour, ...]:
    hour, minute, half = int(match.group(1)), int(match.group(2)), match.group(3)
    if half:
        return (_Hour(match.span(), _of_half(hour, half), minute, True),)
    return (_Hour(match.span(), hour, minute, hour == 0 or hour > 12 or match.group(1).startswith("0")),)


def _chinese(match: re.Match[str]) -> tuple[_Hour, ...]:
    number, full, tail = match.group(1), match.group(2), (match.group(3) or "").removesuffix("分")
    hour = parse_number(number)
    if hour is None or hour > 24 or (not tail and not full and _means_a_bit(match)):
        return ()
    minute = {"半": 30, "一刻": 15, "三刻": 45, "": 0}.get(tail)
    if minute is None:
        minute = int(parse_number(tail.lstrip("零〇")) or 0)
    return (_Hour(match.span(), int(hour), minute, hour > 12 or hour == 0),) if minute < 60 else ()


def _means_a_bit(match: re.Match[str]) -> bool:
    """一点 is "a bit" (近一点) unless something of a time stands before it; 有两点 makes two points."""
    before = match.string[max(0, match.start() - 4) : match.start()]
    number = match.group(1)
    if number == "一":
        alone = not match.string[: match.start()].strip() and not match.string[match.end() :].strip(" ?.!,。")
        return not alone and _ONE_OCLOCK_AFTER.search(before) is None
    if number == "1":
        return _A_BIT_AFTER.search(before) is not None
    return number in ("两", "三") and before.endswith("有") and not match.string.startswith("的", match.end())


def _english(match: re.Match[str]) -> tuple[_Hour, ...]:
    hour, half, on_the_hour, of_part, half_past, past, at = match.groups()
    if on_the_hour in _HOURS_IN_WORDS:
        on_the_hour = str(_HOURS_IN_WORDS.index(on_the_hour) + 1)
    if hour:
        return (_Hour(match.span(), _of_half(int(hour), half), 0, True),)
    return (_Hour(match.span(), int(on_the_hour or of_part or past or at), 30 if half_past else 0),)


def _range_start(match: re.Match[str]) -> tuple[_Hour, ...]:
    """Only the first number: its end is read as a time of its own."""
    hour = parse_number(match.group(1))
    if hour is None or hour > 24:
        return ()
    half = match.group(2)
    return (_Hour(match.span(1), _of_half(int(hour), half) if half else int(hour), 0, bool(half)),)


def _from_to(match: re.Match[str]) -> tuple[_Hour, ...]:
    return tuple(_Hour(match.span(group), int(match.group(group))) for group in (1, 2))


def _of_half(hour: int, half: str) -> int:
    return hour % 12 + (12 if half.startswith("p") else 0)


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_FROM_TO, _from_to),
    (_RANGE_START, _range_start),
    (_DIGITAL, _digital),
    (_DOTTED, _digital),
    (_CHINESE, _chinese),
    (_ENGLISH, _english),
)
