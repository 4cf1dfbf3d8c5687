"""The age of a child, told in months, years or by a birthday."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.understanding.numerals import NUMBER, parse_number

Span = tuple[int, int]
_EN_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_EN_MONTH = rf"({_EN_MONTHS})[a-z]*\.?"


@dataclass(frozen=True, slots=True)
class Age:
    """Either months (completed) or born_on, the first possible day where only the month was told."""

    months: int | None
    born_on: date | None
    born_day_known: bool
    span: Span


_YEARS = re.compile(
    rf"(快|不到)?({NUMBER}|半)\s?(?:周岁|岁)(半|多)?(?:\s?零?({NUMBER})个?(?:多)?月(?!份))?"
    rf"|({NUMBER})[ -]?(?:years?|yrs?|y/?o)(?:[ -]old)?\b(?: (?:and )?(\d{{1,2}}) ?months?)?"
    rf"|(one|two|three)[ -]years?[ -]old|(one|two|2|1) and a half"
)
_MONTHS = re.compile(
    rf"(快|不到)?({NUMBER})\s?个?多?月(?:龄|大)|(?<![第每一])({NUMBER})\s?个多?月(?!(?:以?[后前内]|[的]?费|多少|要|收|一共|免费|交|\d))"
)
_MONTHS_EN = re.compile(r"(\d{1,2})[ -]?(?:months?(?:[ -]old)?|mo(?:s)?\b|m/?o\b)")
_RANGE_BEFORE = re.compile(r"[\d一二两三四五六七八九十](?:\s?个?月|岁)?\s?[-~到至]\s?$")
_RANGE_AFTER = re.compile(r"^\s?[-~到至]\s?[\d一二两三四五六七八九十]|^\s?(?:以[上下]|及以[上下])")
_WORD_YEARS = {"one": 1, "two": 2, "three": 3, "1": 1, "2": 2}

_DATE = r"(\d{4}|\d{2})\s?[年./-]\s?(\d{1,2})\s?(?:[月./-]\s?(\d{1,2})\s?[日号]?|月)"
_SAID_YEAR = r"(今|去|前)年\s?({NUMBER})\s?月(?:份)?\s?(?:({NUMBER})\s?[日号])?".replace("{NUMBER}", NUMBER)
_BORN_AFTER = r"\s?(?:出生|生日|生的|生人|生(?=[,，。\s]|$))"
_BORN_BEFORE = r"(?:出生日期|出生于|出生在|生日|生于|出生)[是:：在]?\s?"
_BIRTH = re.compile(rf"{_BORN_BEFORE}{_DATE}|{_DATE}{_BORN_AFTER}")
_BIRTH_SAID = re.compile(rf"{_BORN_BEFORE}{_SAID_YEAR}|{_SAID_YEAR}{_BORN_AFTER}")
_BIRTH_EN = re.compile(
    rf"(?:born|birthday|dob|date of birth)(?: (?:on|in|is))?:? (?:(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_EN_MONTH},? (\d{{4}})|{_EN_MONTH} (?:(\d{{1,2}})(?:st|nd|rd|th)?,? )?(\d{{4}}))"
)
_BIRTH_ISO_EN = re.compile(
    r"(?:born|birthday|dob|date of birth)(?: (?:on|in|is))?:? (\d{4})[-./](\d{1,2})(?:[-./](\d{1,2}))?"
)
_COMPACT = re.compile(r"(?<!\d)(\d{4}|\d{2})(\d{2})(\d{2})(?!\d)")
_ANY_DATE = re.compile(rf"(?<!\d){_DATE}(?!\d)")
_ANY_SAID = re.compile(_SAID_YEAR)
_ANY_EN = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_EN_MONTH},? (\d{{4}})|{_EN_MONTH} (?:(\d{{1,2}})(?:st|nd|rd|th)?,? )?(\d{{4}}))\b"
)


def read_ages(text: str, today: date) -> tuple[Age, ...]:
    """Every age told, in order; none in ranges such as 12-36个月. text: normalised."""
    births = list(_births(text, today, (_BIRTH, _BIRTH_SAID, _BIRTH_EN, _BIRTH_ISO_EN)))
    taken = [age.span for age in births]
    told = [age for age in (*_years(text), *_months(text)) if not _overlaps(age.span, taken)]
    distinct: list[Age] = []
    for age in sorted((*births, *told), key=lambda found: (found.span[0], -found.span[1])):
        if not _overlaps(age.span, [kept.span for kept in distinct]):
            distinct.append(age)
    return tuple(distinct)


def read_birthday(text: str, today: date) -> Age | None:
    """Of an answer to "born when?": any full date or year and month. A future one is returned too."""
    patterns = (_BIRTH, _BIRTH_SAID, _BIRTH_EN, _BIRTH_ISO_EN, _ANY_DATE, _ANY_SAID, _ANY_EN, _COMPACT)
    return next(_births(text, today, patterns), None)


def _births(text: str, today: date, patterns: tuple[re.Pattern[str], ...]) -> Iterator[Age]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            groups = list(match.groups())
            born = (
                _said_birth(groups, today)
                if pattern in (_BIRTH_SAID, _ANY_SAID)
                else _dated_birth(groups, today)
            )
            if born:
                yield Age(None, born[0], born[1], match.span())


def _said_birth(groups: list[str | None], today: date) -> tuple[date, bool] | None:
    said = list(groups[:3] if groups[0] else groups[3:])
    year = today.year - {"今": 0, "去": 1, "前": 2}[said[0] or "今"]
    month, day = parse_number(said[1] or ""), parse_number(said[2] or "") if said[2] else None
    return _day(year, int(month or 0), int(day) if day else None)


def _dated_birth(groups: list[str | None], today: date) -> tuple[date, bool] | None:
    if any(group and group[:1].isalpha() for group in groups):
        return _english_birth(groups)
    found = groups[:3] if groups[0] else groups[3:6]
    if len(found) < 3 or not found[0] or not found[1]:
        return None
    year = int(found[0]) + (2000 if len(found[0]) == 2 else 0)
    if not today.year - 10 <= year <= today.year + 2:
        return None
    return _day(year, int(found[1]), int(found[2]) if found[2] else None)


def _english_birth(groups: list[str | None]) -> tuple[date, bool] | None:
    day, month, year, month_first, day_after, year_after = groups[:6]
    name = (month or month_first or "")[:3]
    number = _EN_MONTHS.split("|").index(name) + 1
    told = day or day_after
    return _day(int(year or year_after or 0), number, int(told) if told else None)


def _day(year: int, month: int, day: int | None) -> tuple[date, bool] | None:
    try:
        return date(year, month, day or 1), day is not None
    except ValueError:
        return None


def _years(text: str) -> Iterator[Age]:
    for match in _YEARS.finditer(text):
        if _in_range(text, match.span()):
            continue
        nearly, number, more, months, en_years, en_months, word, half = match.groups()
        if word or half:
            total: float = _WORD_YEARS[word or half] * 12 + (6 if half else 0)
        elif en_years:
            total = (parse_number(en_years) or 0) * 12 + float(en_months or 0)
        else:
            years = 0.5 if number == "半" else parse_number(number)
            total = (
                (years or 0) * 12 + (6 if more == "半" else 0) + (parse_number(months) or 0 if months else 0)
            )
            total -= 1 if nearly else 0
        if 0 < total <= 120:
            yield Age(int(total), None, False, match.span())


def _months(text: str) -> Iterator[Age]:
    for pattern in (_MONTHS, _MONTHS_EN):
        for match in pattern.finditer(text):
            if _in_range(text, match.span()):
                continue
            groups = match.groups()
            words = next((g for g in groups[-2:] if g and g not in ("快", "不到")), None)
            number = parse_number(words or "")
            if number is not None and 0 < number <= 84:
                nearly = groups[0] in ("快", "不到")
                yield Age(int(number) - nearly, None, False, match.span())


def _in_range(text: str, span: Span) -> bool:
    return bool(_RANGE_BEFORE.search(text[: span[0]][-8:]) or _RANGE_AFTER.match(text[span[1] :][:8]))


def _overlaps(span: Span, others: list[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
