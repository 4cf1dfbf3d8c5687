"""Which one of a list: 第二家, 最后一个, the second one."""

import re

from bot.understanding.numerals import NUMBER, parse_number

Span = tuple[int, int]
_HAN = re.compile(rf"第\s?({NUMBER})\s?(?:家|个|所|间|项|条|位)?")
_LAST = re.compile(r"最后(?:一)?(?:家|个|所|条)|\blast one\b|\bthe last\b")
_ENGLISH_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_ENGLISH = re.compile(
    r"\b(?:the |number |no\.? ?)?(first|second|third|fourth|fifth|[1-9](?:st|nd|rd|th))(?: one)?\b"
)
_BARE = re.compile(r"\s*([1-9])\s*[.。]?\s*")
_MONTH_NEAR = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_NO_CHOICE = re.compile(r"^\s*(?:次|胎|天|周|年|学期|孩|two)|^\s*(?:time|floor|child|line)")


def read_ordinal(text: str) -> tuple[int, Span] | None:
    """From 1; -1 for the last. text: normalised."""
    if match := _LAST.search(text):
        return -1, match.span()
    if match := _HAN.search(text):
        number = parse_number(match.group(1))
        if number and number <= 99 and not _NO_CHOICE.match(text[match.end() :]):
            return int(number), match.span()
    if (match := _ENGLISH.search(text)) and not _MONTH_NEAR.search(text):
        word = match.group(1)
        if not _NO_CHOICE.match(text[match.end() :]):
            return _ENGLISH_WORDS.get(word) or int(word[0]), match.span()
    if match := _BARE.fullmatch(text):
        return int(match.group(1)), match.span(1)
    return None
