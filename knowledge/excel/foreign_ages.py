"""Ages as lists of other people write them."""

import math
import re

from knowledge.excel.cells import Misread, number
from knowledge.text import normalise

_UNIT = r"(周岁|岁|个?月龄?|[かヶヵカケ]月|months?|mos?\.?|years?|yrs?\.?|weeks?|wks?\.?)?"
_CHILDREN = r"(?:的?(?:婴幼儿|幼儿|儿童|宝宝|孩子|婴儿)|old|of age)?"
_TO = r"\s*(?:old)?\s*(?:-+|—+|–+|~+|至|到|to|through|から)\s*(?:未满|不满|不足)?"
_AGES = re.compile(rf"(?:满|足|出生后?)?\s*([\d.]+)\s*{_UNIT}{_TO}\s*([\d.]+)\s*{_UNIT}\s*{_CHILDREN}")
_BELOW = re.compile(
    rf"(?:under|below|up to|未满|不满)?\s*([\d.]+)\s*{_UNIT}\s*(?:以下|以内|未满)?\s*{_CHILDREN}"
)
_SAYS_BELOW = re.compile(r"^(?:under|below|up to|未满|不满)|(?:以下|以内|未满)")
_HALVES = (
    (r"(?<!\d)半岁", "6个月"),
    (r"([一二两三\d])岁半", r"\1.5岁"),
    (r"出生(?=\s*(?:-|~|—|–|至|到))", "0个月"),
)
_NUMERALS = str.maketrans("一二两三四五六", "1223456")


def ages(text: str, heading: str) -> tuple[int, int] | Misread:
    """From and to in months. heading: may say the unit."""
    value = re.sub(r"\(含\)|含|\s*\([^()]*\)$", "", normalise(text).replace("歳", "岁"))
    for pattern, plainly in _HALVES:
        value = re.sub(pattern, plainly, value)
    value = re.sub(r"[一二两三四五六](?=\.|个?月|周?岁)", lambda match: match[0].translate(_NUMERALS), value)
    wrong = Misread("ages_not_understood", {"value": text[:40]})
    if (match := _BELOW.fullmatch(value)) and _SAYS_BELOW.search(value):
        to = _months(match[1], match[2] or "")
        return (0, to) if to else wrong
    if (match := _AGES.fullmatch(value)) is None:
        return wrong
    unit = match[4] or _unit_of(normalise(heading))
    begin, end = _months(match[1], match[2] or unit), _months(match[3], unit)
    return (begin, end) if begin is not None and end and begin < end else wrong


def _unit_of(heading: str) -> str:
    if "月" in heading or "month" in heading:
        return "月"
    return "岁" if "岁" in heading or "year" in heading else ""


def _months(value: str, unit: str) -> int | None:
    if number(value) is None:
        return None
    if float(value) == 0:
        return 0
    if not unit:
        return None
    if unit.startswith("w"):
        return math.ceil(float(value) * 7 / 30)  # never younger than it says
    months = float(value) * (12 if "岁" in unit or unit.startswith("y") else 1)
    return int(months) if months.is_integer() else None
