"""The age of a child, told in months, years or by a birthday."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.understanding.birthdays import Birth, births, births_in_answer
from bot.understanding.numerals import NUMBER, parse_number
from bot.understanding.spans import Span, Taken


@dataclass(frozen=True, slots=True)
class Age:
    """Either months (completed) or born_on, the first possible day where only the month was told. who: the
    word for the child, where several are told apart (老大)."""

    months: int | None
    born_on: date | None
    born_day_known: bool
    span: Span
    who: str = ""


_OLDEST_MONTHS_IN_YEARS, _OLDEST_MONTHS = 120, 84
_NEARLY = r"(快要?|不到|将近|差不多)?"
_YEARS = re.compile(
    rf"{_NEARLY}({NUMBER}|半)\s?多?(?:周岁|岁)(半|多|不到)?(?:\s?[零又]?({NUMBER})\s?个?多?月(?!份)大?)?|{_NEARLY}(?<![一两二三四五])([两二三]|[1-6])周(半)"
)
_YEARS_EN = re.compile(
    rf"\b(?:(almost|nearly|turning) )?(?:(one|two|three|{NUMBER})( and a half)?[ -]?(?:years?|yrs?|y/?o?)(?![a-z])( and a half)?(?:[ -]old)?|(one|two|three|[1-6]) and a half\b|(a) year and a half)"
    r"(?:,? ?(?:and )?(\d{1,2}) ?(?:months?|mos?|m)\b)?"
)
_WORD_YEARS = {"one": 1, "two": 2, "three": 3}
_MONTHS = re.compile(
    rf"{_NEARLY}({NUMBER})\s?[多几来]?个?多?月(?:龄|大)|{_NEARLY}({NUMBER})\s?[多几来]?个多?月"
)
_MONTHS_EN = re.compile(r"(?<![\d.])(\d{1,2})[ -]?(?:(?:months?|mths?)(?:[ -]old)?|mos?\b|m/?o\b)")
_FULL_MONTH = re.compile(r"(?<![未不没])满月(?!份|酒|嫂)")
# 3个月的费用, 试托3个月, 3个月后: a span of time, no age.
_SPAN_BEFORE = re.compile(
    r"(?:托|交|付|读|学|上了?|等|过|还有|再|最少|至少|最多|提前|最近|[前近后第每这上下几]|营业|开业|成立|合同|一共|间隔)(?:了)?\s?$"
)
_SPAN_AFTER = re.compile(
    r"\s?(?:以?[后前内](?!面)|之[后前内]|[的]?(?:课|费|托费|学费|价|套餐|合同|时间|有效|试|计划|名额|钱|账单)|多少|要|收|一共|免费|交|几次|有几|[¥￥]?\d|[一二两三四五六七八九][千百万]|一?次|大概|左右多少|差不多多少)"
)
_SPAN_BEFORE_EN = re.compile(r"\b(?:in|every|per|next|past|last|least|within|first|after|over|more than) $")
_SPAN_AFTER_EN = re.compile(
    r" ?(?:fee|contract|ago|later|notice|in advance|free|plan|term|payment|from now|trial|package|of experience)"
)
_RANGE_BEFORE = re.compile(r"[\d一二两三四五六七八九十](?:\s?个?月|岁|周岁)?\s?[-~—–到至]\s?$|\d ?to $")
_RANGE_AFTER = re.compile(
    r"\s?[-~—–到至]\s?[\d一二两三四五六七八九十]| ?to \d|\s?(?:及?以[上下内前后]|之[前后内]|[前后](?!面))| and (?:over|above|under|up)| or (?:over|above|older|younger|under)"
)
_LEAST_AFTER_FOR = 6  # months: "for 3 months" is how long, "for 18 months" how old
_NEAR = 8  # characters looked at on either side


def read_ages(text: str, today: date) -> tuple[Age, ...]:
    """Every age told, in order; none in ranges such as 12-36个月. text: normalised."""
    busy = Taken(len(text))
    ages: list[Age] = []
    for age in (
        *map(_of_birth, births(text, today)),
        *_years(text),
        *_years_en(text),
        *_months(text),
        *_months_en(text),
    ):
        if busy.is_free(age.span):
            busy.add(age.span)
            ages.append(age)
    return tuple(sorted(ages, key=lambda found: found.span))


def read_birthday(text: str, today: date) -> Age | None:
    """Of an answer to "born when?": any full date or year and month. A future one is returned too."""
    first = next(births_in_answer(text, today), None)
    return _of_birth(first) if first else None


def _of_birth(birth: Birth) -> Age:
    return Age(None, birth.born_on, birth.day_known, birth.span)


def _years(text: str) -> Iterator[Age]:
    for match in _YEARS.finditer(text):
        nearly, number, more, months, nearly_too, weeks_of_years, half = match.groups()
        years = parse_number(number or weeks_of_years)
        if years is None or (not weeks_of_years and _is_range(text, match.span())):
            continue
        total = (
            years * 12 + (6 if "半" in (more, half) else 0) + ((parse_number(months) or 0) if months else 0)
        )
        total -= bool(nearly or nearly_too or more == "不到")
        if 0 < total <= _OLDEST_MONTHS_IN_YEARS:
            yield Age(int(total), None, False, match.span())


def _years_en(text: str) -> Iterator[Age]:
    for match in _YEARS_EN.finditer(text):
        nearly, number, half, half_behind, bare_half, a_year_and_a_half, months = match.groups()
        told = number or bare_half or "1"
        years = _WORD_YEARS.get(told) or parse_number(told)
        if years is None or _is_range(text, match.span()) or _is_span_of_time_en(text, match.span()):
            continue
        halves = 6 if half or half_behind or bare_half or a_year_and_a_half else 0
        total = years * 12 + halves + int(months or 0) - bool(nearly)
        if 0 < total <= _OLDEST_MONTHS_IN_YEARS:
            yield Age(int(total), None, False, match.span())


def _months(text: str) -> Iterator[Age]:
    for match in _FULL_MONTH.finditer(text):
        yield Age(1, None, False, match.span())
    for match in _MONTHS.finditer(text):
        nearly, surely, nearly_too, number = match.groups()
        months = parse_number(surely or number)
        if months is None or not 0 < months <= _OLDEST_MONTHS or _is_range(text, match.span()):
            continue
        if not surely and (number == "一" or _is_span_of_time(text, match.span())):
            continue
        yield Age(int(months) - bool(nearly or nearly_too), None, False, match.span())


def _months_en(text: str) -> Iterator[Age]:
    for match in _MONTHS_EN.finditer(text):
        months = int(match.group(1))
        lasting = months < _LEAST_AFTER_FOR and text.endswith("for ", 0, match.start())
        certain = match.group().endswith("old") or not (lasting or _is_span_of_time_en(text, match.span()))
        if certain and 0 < months <= _OLDEST_MONTHS and not _is_range(text, match.span()):
            yield Age(months, None, False, match.span())


def _is_range(text: str, span: Span) -> bool:
    before = text[max(0, span[0] - _NEAR) : span[0]]
    return bool(_RANGE_BEFORE.search(before) or _RANGE_AFTER.match(text, span[1]))


def _is_span_of_time(text: str, span: Span) -> bool:
    before = text[max(0, span[0] - _NEAR) : span[0]]
    return bool(_SPAN_BEFORE.search(before) or _SPAN_AFTER.match(text, span[1]))


def _is_span_of_time_en(text: str, span: Span) -> bool:
    before = text[max(0, span[0] - _NEAR) : span[0]]
    return bool(_SPAN_BEFORE_EN.search(before) or _SPAN_AFTER_EN.match(text, span[1]))
