"""Days told by their number: 11月26日, 2026-11-26, 12.3, 26号, Nov 26th."""

import re
from datetime import date, timedelta
from functools import lru_cache

from bot.understanding.days import Found, Moment, Rule, day_of_year, last_day, month_after
from bot.understanding.numerals import parse_number
from bot.understanding.spans import Span

_OLDEST = timedelta(days=120)  # nobody asks for care on a day further back: a birthday
_LONGEST_RANGE = 31
_HAN_DAY = "[一二三四五六七八九十]{1,3}"
_FULL = re.compile(
    rf"(?<![\d.])(?:(\d{{4}}|[今明去前]|二[零〇][零〇一二三四五六七八九]{{2}})\s?[年/.-]\s?)?(?:(?<![一二三四五六七八九十])(\d{{1,2}}|[一二三四五六七八九十]{{1,2}}))\s?月\s?(?:份\s?)?"
    rf"(?:(\d{{1,2}})(?:\s?[日号]|(?!\s?[\d个次节块元岁天万千百小+~.]|\s?-\s?\d{{1,2}}岁))|({_HAN_DAY})\s?[日号])(?:\s?([-~到至、和])\s?(\d{{1,2}})\s?[日号])?"
)
_ISO = re.compile(r"(?<![\d.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d-])")
_MEASURES = (
    r"\d|[./-]\d|\s?(?:元|块|公里|千米|km|kg|公斤|斤|岁|周岁|k\b|w\b|米|平|厘米|cm|mm|m\b|个|次|节|人|名|家|折|%|倍|分|度|点|时|时间|年|月|天|周|星期"
    r"|小时|分钟|万|千|百|版|级|楼|层|室|栋|yuan|rmb|months?|mo\b|mos\b|years?|yrs?|y\b|yo\b|days?|weeks?|h\b|hours?|hrs?|min|stars?|kids|children|am\b|pm\b)"
)
_SHORT = re.compile(
    rf"(?<![\d./:-])(?<![¥$￥v比])(?<!评分)(?<!身高)(?<!体重)(\d{{1,2}})([./-])(\d{{1,2}})\s?[日号]?(?!{_MEASURES})"
)
_PRICE_OR_AGE = re.compile(r"元|块钱|公里|千米|\dkm|\d岁|\d个月|月龄|评分|公斤|yuan|rmb|[¥￥]|budget|预算")
_NUMBERED = "线楼桥门院弄室地店栋幢公会馆车班码码机铺位房仓台"
_DAY_ONLY = re.compile(
    rf"(?:(下个?月|这个?月|本月)\s?|(?<![\d月第路弄街巷村道里坊苑庄编座]))(?:(\d{{1,2}})\s?[号日]?\s?([-~到至、,和/])\s?)?(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?(?:号(?![{_NUMBERED}])|日(?![\w])|日(?=上午|下午|早|晚|有|可|开|去|的|那|到|和))"
)
_EN_MONTH = r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_EN_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{_EN_MONTH}|{_EN_MONTH}\.?[ -](?:the )?(\d{{1,2}})(?:st|nd|rd|th)?)(?:,? ?(\d{{4}}))?\b"
    r"(?!:\d| ?(?:months?|mo\b|children|kids|years?|yo\b|km\b|am\b|pm\b))"
    r"|\bon the ((?:[12]?[1-9]|[123]0|31)(?:st|nd|rd|th))\b(?! ?(?:one|two|floor|time|child|baby|place|provider|option|nursery|month|line)\b)"
    r"|\b(?:the )?((?:1\d|2\d|3[01])(?:st|nd|rd|th))\b(?! ?(?:one|floor|time|child|baby|month|line)\b)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _dated(span: Span, words: str, said: Moment, year: int | None, month: int, day: int) -> Found | None:
    """A day without a year is as `day_of_year` says."""
    if not 1 <= month <= 12 or not 1 <= day <= 31 or (year and not 2000 <= year <= 2100):
        return None
    if year and date(year, month, 1) < said.today - _OLDEST:
        return None
    if year:
        value = date(year, month, day) if day <= last_day(year, month) else None
    else:
        value = day_of_year(said.today, month, day)
    return Found(span, (value,)) if value else Found(span, impossible=words.strip())


def _full(match: re.Match[str], said: Moment) -> Found | None:
    told_year, month, day, han_day, joint, last = match.groups()
    year = _year(told_year, said.today)
    number = parse_number(month)
    first = _dated(
        match.span(), match.group(), said, year, int(number or 0), int(parse_number(day or han_day) or 0)
    )
    return _with_last(first, joint, last)


def _year(told: str | None, today: date) -> int | None:
    if told is None:
        return None
    shift = {"今": 0, "明": 1, "去": -1, "前": -2}.get(told)
    return int(parse_number(told) or 0) if shift is None else today.year + shift


def _with_last(first: Found | None, joint: str | None, last: str | None) -> Found | None:
    """11月26-28日: all days up to the last; 26、27号: both."""
    if first is None or not first.dates or not last:
        return first
    start = first.dates[0]
    if not start.day < int(last) <= last_day(start.year, start.month):
        return first
    end = start.replace(day=int(last))
    days = (start, end) if joint in ("、", "和", ",", "/") else days_between(start, end)
    return Found(first.span, days)


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Both included; the two alone when they are more than a month apart."""
    count = (last - first).days
    return (
        tuple(first + timedelta(days=n) for n in range(count + 1))
        if count <= _LONGEST_RANGE
        else (first, last)
    )


def _iso(match: re.Match[str], said: Moment) -> Found | None:
    year, month, day = (int(match.group(group)) for group in (1, 3, 4))
    return _dated(match.span(), match.group(), said, year, month, day)


def _short(match: re.Match[str], said: Moment) -> Found | None:
    """Month and day. 12.3 in a text of prices or ages is a number; 1-3 is rather a range."""
    month, mark, day = int(match.group(1)), match.group(2), int(match.group(3))
    if mark == "-" and day <= 12:
        return None
    told = _dated(match.span(), match.group(), said, None, month, day)
    if mark == "." and (told is None or told.impossible or _speaks_of_price_or_age(match.string)):
        return None
    return told


@lru_cache(maxsize=1)  # asked of each number of one message
def _speaks_of_price_or_age(text: str) -> bool:
    return _PRICE_OR_AGE.search(text) is not None


def _day_only(match: re.Match[str], said: Moment) -> Found | None:
    """The next day of that number; of the first month that has it."""
    which, before, joint, number = match.groups()
    day = int(before or parse_number(number) or 0)
    if not 1 <= day <= 31:
        return None
    first = _numbered_day(match, said, which, day)
    return _with_last(first, joint, number if before else None)


def _numbered_day(match: re.Match[str], said: Moment, which: str | None, day: int) -> Found:
    month = said.today.replace(day=1)
    if which and which.startswith("下"):
        month = month_after(month)
    elif which is None:
        while day > last_day(month.year, month.month) or month.replace(day=day) < said.today:
            month = month_after(month)
    if day > last_day(month.year, month.month):
        return Found(match.span(), impossible=match.group().strip())
    return Found(match.span(), (month.replace(day=day),))


def _en_date(match: re.Match[str], said: Moment) -> Found | None:
    day_first, month_after_day, month_first, day_after, year, on_the, alone = match.groups()
    if numbered := on_the or alone:
        return _numbered_day(match, said, None, int(numbered[:-2]))
    month = _MONTHS.index((month_after_day or month_first)[:3]) + 1
    day = int(day_first or day_after)
    return _dated(match.span(), match.group(), said, int(year) if year else None, month, day)


FULL_DATE_RULES: tuple[Rule, ...] = ((_ISO, _iso), (_FULL, _full), (_EN_DATE, _en_date))
SHORT_DATE_RULES: tuple[Rule, ...] = ((_DAY_ONLY, _day_only), (_SHORT, _short))
