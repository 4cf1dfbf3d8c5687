"""Days of birth: 2025年3月12日出生, 去年3月生的, born 12 March 2025, 20250312."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.understanding.numerals import HAN_NUMBER, parse_number
from bot.understanding.spans import Span

_OLDEST_YEARS = 10  # a birth further back is not that of a child in care
_SAID_YEARS = {"今": 0, "去": 1, "前": 2, "大前": 3}
_HAN_YEAR = "(?:二[零〇])?[零〇一二三四五六七八九]{2}"
_NUM = rf"(?:\d{{1,2}}|{HAN_NUMBER})"
_DATE = rf"(?<!\d)(\d{{4}}|\d{{2}}|{_HAN_YEAR})\s?[年./-]\s?({_NUM})\s?(?:[月./-]\s?({_NUM})\s?[日号]?|月(?:份)?)(?!\d)"
_SAID = rf"(大?前|今|去)年\s?({_NUM})\s?月(?:份)?\s?(?:(\d{{1,2}})(?:\s?[日号]|(?![\d个]))|({HAN_NUMBER})\s?[日号])?"
_AFTER = r"\s?(?:出生|生日|生的|生人|生(?=[,，。;；!！?？\s]|$))"
_BEFORE = r"(?:出生(?:日期|年月)?|出生于|出生在|生日|生于)[是:：在于]{0,2}\s?"
_EN_BEFORE = r"(?:born|birthday|birthdate|dob|date of birth)(?:'s)?(?: (?:on|in|is))?:? "
_EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EN_MONTH = rf"({'|'.join(_EN_MONTHS)})[a-z]*\.?"
_EN_DAY_FIRST = rf"(\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{_EN_MONTH},?[ -](\d{{4}})(?!\d)"
_EN_MONTH_FIRST = rf"{_EN_MONTH} (?:(\d{{1,2}})(?:st|nd|rd|th)?,? )?(\d{{4}})(?!\d)"
_ISO = r"(\d{4})[-./](\d{1,2})(?:[-./](\d{1,2}))?(?!\d)"
_YEAR_LAST = r"(?<!\d)(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?!\d)"
_COMPACT = r"(?<!\d)(\d{4}|\d{2})(\d{2})(\d{2})(?!\d)"
_YEAR_MONTH = r"(?<![\d./-])(20\d\d)[./-]?(\d{1,2})(?![\d./-])"


@dataclass(frozen=True, slots=True)
class Birth:
    """born_on: the first possible day where only the month was told."""

    born_on: date
    day_known: bool
    span: Span


_Parts = tuple[int, int, int | None]  # year, month, day
_Rule = tuple[re.Pattern[str], Callable[[tuple[str | None, ...], date], _Parts | None]]


def _written(groups: tuple[str | None, ...], today: date) -> _Parts:
    year, month, day = groups
    whole = _int(year)
    return whole + 2000 if whole < 100 else whole, _int(month), _int(day) if day else None


def _said(groups: tuple[str | None, ...], today: date) -> _Parts:
    year, month, digits, han = groups
    day = digits or han
    return today.year - _SAID_YEARS[year or ""], _int(month), _int(day) if day else None


def _day_first(groups: tuple[str | None, ...], today: date) -> _Parts:
    day, month, year = groups
    return _int(year), _EN_MONTHS.index(month or "") + 1, _int(day)


def _month_first(groups: tuple[str | None, ...], today: date) -> _Parts:
    month, day, year = groups
    return _int(year), _EN_MONTHS.index(month or "") + 1, _int(day) if day else None


def _year_last(groups: tuple[str | None, ...], today: date) -> _Parts | None:
    """25/12/2025 and 12/25/2025; None where day and month could change places."""
    first, second, year = map(_int, groups)
    if first > 12 or first == second:
        return year, second, first
    return (year, first, second) if second > 12 else None


def _year_month(groups: tuple[str | None, ...], today: date) -> _Parts:
    return _int(groups[0]), _int(groups[1]), None


def _int(number: str | None) -> int:
    return int(parse_number(number or "") or 0)


def _told(before: str, form: str, after: str = "") -> re.Pattern[str]:
    return re.compile(before + form + after)


_IN_ANY_TEXT: tuple[_Rule, ...] = (
    (_told(_BEFORE, _DATE), _written),
    (_told("", _DATE, _AFTER), _written),
    (_told(_BEFORE, _SAID), _said),
    (_told("", _SAID, _AFTER), _said),
    (_told(_EN_BEFORE, _EN_DAY_FIRST), _day_first),
    (_told(_EN_BEFORE, _EN_MONTH_FIRST), _month_first),
    (_told(_EN_BEFORE, _ISO), _written),
    (_told(_EN_BEFORE, _YEAR_LAST), _year_last),
)
_IN_AN_ANSWER: tuple[_Rule, ...] = (
    *_IN_ANY_TEXT,
    (_told("", _DATE), _written),
    (_told("", _SAID), _said),
    (_told(r"\b", _EN_DAY_FIRST), _day_first),
    (_told(r"\b", _EN_MONTH_FIRST), _month_first),
    (_told("", _YEAR_LAST), _year_last),
    (_told("", _COMPACT), _written),
    (_told("", _YEAR_MONTH), _year_month),
)


def births(text: str, today: date) -> Iterator[Birth]:
    """Those told as births: no other date."""
    return _births(text, today, _IN_ANY_TEXT)


def births_in_answer(text: str, today: date) -> Iterator[Birth]:
    """Every full date, and every year with a month, of an answer to "born when?"."""
    return _births(text, today, _IN_AN_ANSWER)


def _births(text: str, today: date, rules: tuple[_Rule, ...]) -> Iterator[Birth]:
    for pattern, read in rules:
        for match in pattern.finditer(text):
            parts = read(match.groups(), today)
            born_on = _day(*parts) if parts else None
            if parts and born_on and -2 <= today.year - born_on.year <= _OLDEST_YEARS:
                yield Birth(born_on, parts[2] is not None, match.span())


def _day(year: int, month: int, day: int | None) -> date | None:
    try:
        return date(year, month, 1 if day is None else day)
    except ValueError:
        return None
