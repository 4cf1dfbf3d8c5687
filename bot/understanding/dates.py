"""The days a message speaks of, resolved against the clock; asked back rather than guessed."""

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as ClockTime

from bot.understanding.clock_times import Part, Span, read_time
from bot.understanding.numerals import parse_number

_WEEKDAYS = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_EN_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EVENING = ClockTime(18)
_ROLLS_OVER_AFTER = timedelta(days=60)  # a day further back than this means next year's


@dataclass(frozen=True, slots=True)
class When:
    """dates: the days meant, none when not said. doubtful: days of which one is meant, to be asked back.
    impossible: the words of a day that does not exist. week: first and last day of a whole week."""

    dates: tuple[date, ...] = ()
    time: ClockTime | None = None
    until: ClockTime | None = None
    part: Part | None = None
    weekly: bool = False
    doubtful: tuple[date, ...] = ()
    impossible: str | None = None
    week: tuple[date, date] | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    span: Span
    dates: tuple[date, ...] = ()
    doubtful: tuple[date, ...] = ()
    impossible: str | None = None
    week: tuple[date, date] | None = None


_Reader = Callable[[re.Match[str], datetime, ClockTime | None], _Found | None]
_NUM = r"(\d{1,2}|[一二两三四五六七八九十]{1,3})"
_RELATIVE = re.compile(
    r"大后[天日]|后[天日](?!起)|明[天日儿]|明(?=[早晚])|今[天日儿]|今(?=[早晚])|昨[天日]|前[天日]"
    r"|day after tomorrow|\btomorrow\b|\btmrw?\b|\btmw\b|\btoday\b|\btonight\b|\byesterday\b"
)
_RELATIVE_DAYS = {"大后": 3, "后": 2, "明": 1, "今": 0, "昨": -1, "前": -2, "day after": 2, "tom": 1, "tm": 1,
                  "tod": 0, "ton": 0, "yes": -1}  # fmt: skip
_WEEKDAY = re.compile(
    r"(每个?|下下个?|下个?|上个?|这个?|本)?(?:周|星期|礼拜)(末|[一二三四五六日天](?![浦家桥渡泾]))((?:[、和跟]|以?及)?(?:(?:周|星期|礼拜)?[一二三四五六日天](?![浦家桥渡泾点个])(?=[、和跟周星礼的上下早晚还有去吗开可呢\s]|$)))*"
)
_EN_WEEKDAY = re.compile(
    r"\b(?:(next|this|every|coming|on)\s+)?(?:(mon|fri)(?:days?)?|(sun)days?|(tue)(?:s|sdays?)?|(wed)(?:nesdays?)?|(thu)(?:r|rs|rsdays?)?"
    r"|(?<=on )(sat|sun)|(sat)urdays?)\b|\b\b(?:(this|next) )?weekend\b"
)
_FULL_DATE = re.compile(
    r"(?<![\d.])(?:(\d{4})\s?[年/.-]\s?)?(\d{1,2}|[一二三四五六七八九十]{1,2})\s?月\s?(\d{1,2}|[一二三四五六七八九十]{1,3})\s?[日号]?(?![个\d])"
)
_ISO = re.compile(r"(?<![\d.-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d-])")
_SHORT = re.compile(
    r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})(?![\d./-]|\s?(?:元|块|公里|千米|km|岁|k\b|米|个|次|折|%|点|年|yuan|rmb))"
)
_DAY_ONLY = re.compile(rf"(下个?月|这个?月|本月)?\s?(?<![\d第路弄]){_NUM}\s?号(?![线楼桥门院弄室地线])")
_EN_DATE = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)? (?:of )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?)(?:,? (\d{4}))?\b(?! ?months?)"
    r"|\bon the (\d{1,2})(?:st|nd|rd|th)\b"
)
_IN_DAYS = re.compile(
    rf"(?:再?过)?{_NUM}\s?(天|周|个?星期|个?礼拜)(?:以?后|之后)|\bin (\d{{1,2}}|a) (day|week)s?\b"
)
_WHOLE_WEEK = re.compile(
    r"下下个?(?:周|星期|礼拜)(?![一二三四五六日天末])|下个?(?:周|星期|礼拜)(?![一二三四五六日天末])|(?:这|本)个?(?:周|星期|礼拜)(?![一二三四五六日天末])|\b(?:next|this) week\b(?!end)"
)
_MONTH_END = re.compile(r"(下个?)?月底|end of (next |the |this )?month")
_FESTIVALS = {"元旦": (1, 1), "五一": (5, 1), "劳动节": (5, 1), "六一": (6, 1), "儿童节": (6, 1), "国庆": (10, 1),
              "圣诞": (12, 25), "平安夜": (12, 24), "妇女节": (3, 8), "情人节": (2, 14), "christmas": (12, 25),
              "new year's day": (1, 1), "national day": (10, 1)}  # fmt: skip
_FESTIVAL = re.compile(
    "("
    + "|".join(sorted(_FESTIVALS, key=len, reverse=True))
    + r")(?:节|当天)?(?!路)(?:后|以后|之后)?(?:(?:的)?第一个(?:周|星期|礼拜)([一二三四五六日天]))?"
)


def read_when(text: str, now: datetime, taken: Sequence[Span] = ()) -> When:
    """text: normalised; now: aware, Shanghai; taken: spans of names and ages, in which no date is seen."""
    of_day = read_time(text, tuple(taken))
    found: list[_Found] = []
    for pattern, reader in _READERS:
        for match in pattern.finditer(text):
            busy = (*taken, *(f.span for f in found))
            if not any(match.start() < end and start < match.end() for start, end in busy):
                told = reader(match, now, of_day.time)
                if told:
                    found.append(told)
    found.sort(key=lambda one: one.span)
    days = tuple(dict.fromkeys(day for one in found for day in one.dates))
    return When(
        dates=_without_denied(text, found, days),
        time=of_day.time,
        until=of_day.until,
        part=of_day.part,
        weekly=re.search(r"每个?(?:周|星期|礼拜)|\bevery\b", text) is not None and bool(days),
        doubtful=() if days else next((one.doubtful for one in found if one.doubtful), ()),
        impossible=None if days else next((one.impossible for one in found if one.impossible), None),
        week=None if days else next((one.week for one in found if one.week), None),
        spans=tuple(sorted({*of_day.spans, *(one.span for one in found)})),
    )


def _without_denied(text: str, found: Sequence[_Found], days: tuple[date, ...]) -> tuple[date, ...]:
    """ "不是周二，周四": the day after a denial is not meant when another is named."""
    denied = {
        day
        for one in found
        for day in one.dates
        if re.search(r"(?:不是|不要|除了|别|not |except )\s*(?:on |for )?$", text[: one.span[0]][-12:])
    }
    return tuple(day for day in days if day not in denied) or days


def _relative(match: re.Match[str], now: datetime, _: ClockTime | None) -> _Found | None:
    word = match.group()
    offset = next(days for start, days in _RELATIVE_DAYS.items() if word.startswith(start))
    return _Found(match.span(), (now.date() + timedelta(days=offset),))


def _weekday(match: re.Match[str], now: datetime, at: ClockTime | None) -> _Found | None:
    which = (match.group(1) or "").rstrip("个")
    tail = match.group()[len(match.group(1) or "") :]
    letters = [c for c in re.sub(r"周|星期|礼拜", "", tail) if c in _WEEKDAYS]
    if letters[0] == "末":
        saturday = _in_week(now, which, 5, at).dates or (_nearest(now.date(), 5),)
        return _Found(match.span(), (saturday[0], saturday[0] + timedelta(days=1)))
    told = [_in_week(now, which, _WEEKDAYS[letter], at) for letter in letters]
    if len(told) == 1:
        return _Found(match.span(), told[0].dates, told[0].doubtful)
    return _Found(match.span(), tuple(one.dates[0] if one.dates else one.doubtful[0] for one in told))


def _in_week(now: datetime, which: str, weekday: int, at: ClockTime | None) -> _Found:
    """Weeks run from Monday. Said on a Sunday, "next Tuesday" may be in two days or in nine."""
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    if which in ("这", "本"):
        return _Found((0, 0), (monday + timedelta(days=weekday),))
    if which == "上":
        return _Found((0, 0), (monday + timedelta(days=weekday - 7),))
    if which == "下下":
        return _Found((0, 0), (monday + timedelta(days=weekday + 14),))
    if which == "下":
        day = monday + timedelta(days=weekday + 7)
        if today.weekday() == 6 and weekday != 6:
            return _Found((0, 0), (), (day, day + timedelta(days=7)))
        return _Found((0, 0), (day,))
    day = _nearest(today, weekday)
    if day == today and (now.time() >= _EVENING or (at is not None and at <= now.time())):
        return _Found((0, 0), (), (day, day + timedelta(days=7)))
    return _Found((0, 0), (day,))


def _nearest(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _en_weekday(match: re.Match[str], now: datetime, at: ClockTime | None) -> _Found | None:
    name = next((word for word in match.groups()[1:8] if word), None)
    if name is None:
        which = "下" if match.group(9) == "next" else ""
        day = _in_week(now, which, 5, at)
        first = (day.dates or day.doubtful)[0]
        return _Found(match.span(), (first, first + timedelta(days=1)))
    weekday = _EN_DAYS.index(name)
    told = _in_week(now, "下" if match.group(1) == "next" else "", weekday, at)
    return _Found(match.span(), told.dates, told.doubtful)


def _dated(span: Span, words: str, now: datetime, year: int | None, month: int, day: int) -> _Found | None:
    """A day without a year is the coming one; one not long past is meant as past."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    if year and date(year, month, 1) < now.date() - 2 * _ROLLS_OVER_AFTER:
        return None  # nobody asks for care so long ago: a birthday
    for candidate in (year,) if year else (now.year, now.year + 1):
        if day > calendar.monthrange(candidate, month)[1]:
            continue
        value = date(candidate, month, day)
        if year or now.date() - value <= _ROLLS_OVER_AFTER:
            return _Found(span, (value,))
    return _Found(span, impossible=words.strip())


def _full_date(match: re.Match[str], now: datetime, _: ClockTime | None) -> _Found | None:
    month, day = parse_number(match.group(2)), parse_number(match.group(3))
    year = int(match.group(1)) if match.group(1) else None
    return _dated(match.span(), match.group(), now, year, int(month or 0), int(day or 0))


def _iso(match: re.Match[str], now: datetime, _: ClockTime | None) -> _Found | None:
    year, month, day = map(int, match.groups())
    return _dated(match.span(), match.group(), now, year, month, day) if 2000 <= year <= 2100 else None


def _short(match: re.Match[str], now: datetime, _: ClockTime | None) -> _Found | None:
    """12.3, 11-26, 11/26: month and day; "1-3" is rather a range."""
    month, mark, day = int(match.group(1)), match.group(2), int(match.group(3))
    if mark == "-" and (day <= 12 or month > 12):
        return None
    if mark == "." and match.group(3).startswith("0") and day == 0:
        return None
    return _dated(match.span(), match.group(), now, None, month, day)


def _day_only(match: re.Match[str], now: datetime, _: ClockTime | None) -> _Found | None:
    day = int(parse_number(match.group(2)) or 0)
    if not 1 <= day <= 31:
        return None
    first = now.date().replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    if (match.group(1) or "").startswith("下"):
        months = [following]
    elif match.group(1) or day >= now.day:
        months = (
            [first] if match.group(1) or day <= calendar.monthrange(now.year, now.month)[1] else [following]
        )
    else:
        months = [following]
    month = months[0]
    return _dated(match.span(), match.group(), now, month.year, month.month, day)


def _en_date(match: re.Match[str], now: datetime, at: ClockTime | None) -> _Found | None:
    day_first, month_after, month_first, day_after, year, alone = match.groups()
    if alone:
        pretended = _DAY_ONLY.fullmatch(f"{alone}号")
        told = _day_only(pretended, now, at) if pretended else None
        return _Found(match.span(), told.dates, impossible=told.impossible) if told else None
    month = _EN_MONTHS.index((month_after or month_first)[:3]) + 1
    return _dated(
        match.span(), match.group(), now, int(year) if year else None, month, int(day_first or day_after)
    )


def _in_days(match: re.Match[str], now: datetime, _: ClockTime | None) -> _Found | None:
    number, unit, en_number, en_unit = match.groups()
    count = 1 if en_number == "a" else int(parse_number(number or en_number) or 0)
    days = count * (1 if (unit or en_unit) in ("天", "day") else 7)
    return _Found(match.span(), (now.date() + timedelta(days=days),)) if 0 < days <= 366 else None


def _whole_week(match: re.Match[str], now: datetime, _: ClockTime | None) -> _Found | None:
    word = match.group()
    weeks = 2 if word.startswith("下下") else 1 if word.startswith(("下", "next")) else 0
    monday = now.date() + timedelta(days=7 * weeks - now.weekday())
    return _Found(match.span(), week=(monday, monday + timedelta(days=6)))


def _month_end(match: re.Match[str], now: datetime, _: ClockTime | None) -> _Found | None:
    month = now.date().replace(day=1)
    if (match.group(1) or "").startswith("下") or (match.group(2) or "").startswith("next"):
        month = (month + timedelta(days=32)).replace(day=1)
    return _Found(match.span(), (month.replace(day=calendar.monthrange(month.year, month.month)[1]),))


def _festival(match: re.Match[str], now: datetime, _: ClockTime | None) -> _Found | None:
    month, day = _FESTIVALS[match.group(1)]
    value = date(now.year, month, day)
    if value < now.date():
        value = date(now.year + 1, month, day)
    if match.group(2):
        value = _nearest(value + timedelta(days=1), _WEEKDAYS[match.group(2)])
    return _Found(match.span(), (value,))


def _readers() -> Iterator[tuple[re.Pattern[str], _Reader]]:
    """Longer forms first: each takes its words from those that follow."""
    yield _FESTIVAL, _festival
    yield _ISO, _iso
    yield _FULL_DATE, _full_date
    yield _EN_DATE, _en_date
    yield _IN_DAYS, _in_days
    yield _WEEKDAY, _weekday
    yield _EN_WEEKDAY, _en_weekday
    yield _RELATIVE, _relative
    yield _MONTH_END, _month_end
    yield _DAY_ONLY, _day_only
    yield _SHORT, _short
    yield _WHOLE_WEEK, _whole_week


_READERS = tuple(_readers())
