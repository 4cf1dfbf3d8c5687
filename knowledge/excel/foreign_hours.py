"""Opening hours as lists of other people write them, in the syntax of the files."""

import re

from knowledge.excel.cells import Misread
from knowledge.excel.cells import hours as rewritten_hours
from knowledge.hours_text import fault_of
from knowledge.text import normalise

_ON_HOLIDAYS = re.compile(r"[\s,;(]*(?:国家)?法定(?:节)?假日(?:除外|休息|不开放?|关闭)[)]?")
_HALF = "(上午|早上|早晨|清晨|早|中午|午后|下午|傍晚|晚上|晚|am|pm)"
_CLOCK = r"\s*(\d{1,2})(?:(?::|时|点|h)(半|\d{2})?分?)?\s*(am|pm|a\.m\.|p\.m\.)?"
_TO = r"\s*(?:-+|—+|–+|~+|至|到|to)\s*"
_SPAN = re.compile(rf"(?:{_HALF}|(?<![\d:])){_CLOCK}{_TO}{_HALF}?{_CLOCK}(?![\d:])")
_NEXT_SPAN = re.compile(r"(\d\d:\d\d-\d\d:\d\d)[\s,、和及与]*(?=\d\d:\d\d-)")
_LATER = ("午后", "下午", "傍晚", "晚上", "晚", "pm", "p.m.")
_DAYS = r"(?:周|星期|礼拜|工作日|每天|Mo|Tu|We|Th|Fr|Sa|Su)"
_ENGLISH_DAYS = re.compile(r"\b(mo|tu|we|th|fr|sa|su)(?:n|e|es|d|nes|u|ur|urs|i|t|tur)?(?:day)?s?\b")


def hours(text: str, days: str | None) -> str | Misread:
    """days: on which hours hold that name no day."""
    value = re.sub(r"法定(?=工作日)|每(?=周|星期|礼拜)", "", normalise(text).replace("每日", "每天"))
    value, closed = _ON_HOLIDAYS.subn("", value)
    value = _ENGLISH_DAYS.sub(lambda match: match[1].capitalize(), value)
    value = _NEXT_SPAN.sub(r"\1,", _SPAN.sub(_span, value))
    value = re.sub(r"(?<=[一二三四五六日天ouehra])\s*[:,]\s*(?=\d)|(?<=[一二三四五六日天])(?=\d)", " ", value)
    value = re.sub(rf"[,、\s]\s*(?={_DAYS}\D*\d\d:)(?<=\d[,、\s])", "; ", value)
    value = re.sub(rf"^([\d:,\-]+)\s*\(?({_DAYS}[^()\d]*)\)?$", r"\2 \1", value)
    if re.match(r"\d\d:", value):
        if days is None:
            return Misread("hours_no_days", {"value": text[:60]})
        value = f"{days} {value}"
    found = rewritten_hours(value)
    if closed and "PH" not in found:
        found += "; PH off"
    return found if fault_of(found) is None else Misread("hours_not_understood", {"value": text[:60]})


def days_of(text: str) -> str | None:
    """周一至周六 → Mo-Sa; None for what is no days."""
    found = hours(f"{text} 08:00-09:00", None)
    return None if isinstance(found, Misread) else found.removesuffix(" 08:00-09:00")


def names_no_day(text: str) -> bool:
    return isinstance(found := hours(text, None), Misread) and found.code == "hours_no_days"


def _span(match: re.Match[str]) -> str:
    """Both ends as HH:MM; what is named for the first half of a span holds for the second."""
    first = match[1] or match[4] or ("" if not match[8] or match[8].startswith("p") else match[8])
    begin = _minutes(match[2], match[3], first)
    end = _minutes(match[6], match[7], match[5] or match[8] or "")
    if end <= begin and end + 12 * 60 <= 24 * 60 and first.startswith(_LATER):
        end += 12 * 60
    if begin >= 24 * 60 or end > 24 * 60 or not (match[3] or match[7] or first or "点" in match[0]):
        return match[0]
    return f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"


def _minutes(hour: str, minute: str | None, half: str) -> int:
    later = 12 if half.startswith(_LATER) and int(hour) < 12 else 0
    midnight = -12 if half.startswith("a") and int(hour) == 12 else 0
    return (int(hour) + later + midnight) * 60 + (30 if minute == "半" else int(minute or 0))
