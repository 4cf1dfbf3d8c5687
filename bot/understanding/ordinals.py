"""Which one of a list: 第二家, 最后一个, the second one."""

import re

from bot.understanding.numerals import DIGITS, NUMBER, parse_number
from bot.understanding.spans import Span

# Of things one chooses from; 第二胎, 第三周 and 第一妇婴 count something else.
_COUNTED = r"(?:[家所间项条位]|个(?!孩|宝|娃|小孩|月|星期|礼拜|周|工作日|问题|学期|[年天]))"
_HAN = re.compile(
    rf"(倒数)?第\s?({NUMBER})\s?(?:{_COUNTED}|(?=$|[\s,，。、.?？!！]|吧|呢|啊|的|怎么|多少|在哪|几点|好|可以|开|电话|地址|贵|收费))"
)
_LAST = re.compile(
    r"(?<!倒数)最后(?:一|那)?(?:家|个(?!月|星期|礼拜|周|问题)|所|条)|\blast one\b|\bthe last(?= ?(?:$|[?.,!]|place|option|provider))"
)
_ENGLISH_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_NTH = r"(first|second|third|fourth|fifth|[1-9](?:st|nd|rd|th))"
_THING = r"(?:one|place|option|provider|nursery|result|choice|baby house|in the list|on the list)"
_ENGLISH = re.compile(
    rf"\b(?:the )?{_NTH} {_THING}\b|(?<!on )\bthe {_NTH}(?=\s*(?:$|[?.,!]|please|and\b|is\b|open\b|cost))|(?<!on )(?<!on the )\b([1-9](?:st|nd|rd|th))\b(?! ?(?:time|floor|child|baby|line|kid|birthday|year|month|of\b))"
)
_NUMBERED = re.compile(r"(?:\b(?:number|no\.?|option) ?|#)([1-9])\b(?!\d|[.:/])")
_BARE = re.compile(rf"[(]?([1-9]|[一二三四五六七八九])[)]?\s?[.。、]?|{_NTH}")
_MONTH_NEAR = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_MOST = 99


def read_ordinal(text: str) -> tuple[int, Span] | None:
    """From 1; from -1 counted from the end. A number that is the whole message counts. text: normalised."""
    if match := _LAST.search(text):
        return -1, match.span()
    if match := _HAN.search(text):
        number = parse_number(match.group(2))
        if number and number <= _MOST:
            return int(-number if match.group(1) else number), match.span()
    if not _MONTH_NEAR.search(text) and (match := _ENGLISH.search(text)):
        return _english(next(word for word in match.groups() if word)), match.span()
    if match := _NUMBERED.search(text):
        return int(match.group(1)), match.span()
    if match := _BARE.fullmatch(text.strip()):
        start = text.find(match.group())
        word = match.group(1) or match.group(2)
        return DIGITS.get(word) or _english(word), (start, start + len(match.group()))
    return None


def _english(word: str) -> int:
    return _ENGLISH_WORDS.get(word) or int(word[0])
