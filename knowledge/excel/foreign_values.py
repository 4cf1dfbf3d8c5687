"""Values as lists of other people write them. What is not certain is Misread, never guessed."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from knowledge.excel.cells import Misread, flag, number
from knowledge.excel.cells import hours as rewritten_hours
from knowledge.excel.targets import list_words
from knowledge.hours_text import fault_of

Fee = dict[str, Any]
_PARTED = re.compile(r"[/、，,;；\s]+|或|和")
_UNIT = r"(周岁|岁半|岁|个?月龄|个月|月)?"
_CHILDREN = r"(?:的?(?:婴幼儿|幼儿|儿童|宝宝))?"
_AGES = re.compile(
    rf"([\d.]+)\s*{_UNIT}\s*(?:[-—–~～]+|至|到)\s*([\d.]+)\s*{_UNIT}(?:的?(?:婴幼儿|幼儿|儿童|宝宝))?"
)
_BELOW = re.compile(rf"([\d.]+)\s*(周岁|岁|个?月龄|个月|月)以下{_CHILDREN}")
_MONEY = re.compile(
    r"(\d+(?:\.\d+)?)\s*(万)?\s*元?(?:/|每|／)?\s*(?:人|生|孩)?\s*(?:/|每|·)?\s*([^\d\s,，;；、。()]*)"
)
_RANGE = re.compile(r"\d\s*元?\s*(?:[-—–~～]|至|到)\s*\d")
_ON_HOLIDAYS = re.compile(r"[\s,，;；(（]*(?:国家)?法定(?:节)?假日(?:除外|休息|不开放?|关闭)[)）]?")
_ADDED = re.compile(r"不?含|包|另")  # 含餐费, 餐费另计: kept as it stands
_PIECES = re.compile(r"[,，;；、。\n]+")


def plain(text: str) -> str:
    """Half-width and without space around it; empty for 无, 暂无, - and the like."""
    value = unicodedata.normalize("NFKC", text).strip()
    return "" if value.casefold() in list_words()["nothing"] else value


def parts(text: str) -> list[str]:
    return [piece for piece in _PARTED.split(text) if piece]


def yes_or_no(text: str) -> str | Misread:
    words = list_words()
    value = unicodedata.normalize("NFKC", text).strip()
    if value in words["is_inclusive"]:
        return "true"
    if value in words["not_inclusive"]:
        return "false"
    return flag(value) or Misread("not_a_flag", {"value": value[:40]})


def count(text: str) -> str | Misread:
    match = re.fullmatch(r"(?:约|共)?(\d+)(?:\.0+)?\s*(?:个|人|位|名)?(?:托位)?", text)
    return match[1] if match else Misread("not_a_number", {"value": text[:40]})


def telephones(text: str) -> tuple[str, ...] | Misread:
    """All numbers of the cell, each as the files have them."""
    value = re.sub(r"^(?:电话|手机|座机|联系电话)[::]?", "", plain(text))
    joined = re.sub(r"\((0\d{2,3})\)\s*", r"\1-", value)
    joined = re.sub(r"[—–－]", "-", joined)
    joined = re.sub(r"\b(0\d{2,3})[\s-]+(\d{3,4})\s?(\d{4})\b", r"\1-\2\3", joined)
    found = []
    for piece in filter(None, _PARTED.split(joined)):
        digits = piece.replace("-", "")
        if not re.fullmatch(r"[\d-]+", piece) or not 5 <= len(digits) <= 12:
            return Misread("telephone_not_understood", {"value": text[:40]})
        found.append(piece.strip("-"))
    return tuple(found) or Misread("telephone_not_understood", {"value": text[:40]})


def ages(text: str, heading: str) -> tuple[int, int] | Misread:
    """From and to in months. heading: may say the unit."""
    value = plain(text).replace("(含)", "").replace("含", "")
    wrong = Misread("ages_not_understood", {"value": text[:40]})
    if match := _BELOW.fullmatch(value):
        to = _months(match[1], match[2])
        return (0, to) if to else wrong
    match = _AGES.fullmatch(value)
    if match is None:
        return wrong
    unit = match[4] or ("月" if "月" in heading else "岁" if "岁" in heading else "")
    begin, end = _months(match[1], match[2] or unit), _months(match[3], unit)
    return (begin, end) if begin is not None and end and begin < end else wrong


def hours(text: str, days: str | None) -> str | Misread:
    """days: on which hours hold that name no day."""
    value = re.sub(r"法定(?=工作日)|每(?=周|星期|礼拜)", "", plain(text))
    value, closed = _ON_HOLIDAYS.subn("", value)
    value = re.sub(r"(?<=[一二三四五六日天])\s*:\s*(?=\d|上午|早)", " ", value)
    value = re.sub(r"[,，、]\s*(?=(?:周|星期|礼拜|工作日)\D*\d)", "; ", value)
    value = re.sub(r"^([\d:\s.\-—–~至到点]+)\(((?:周|星期|礼拜|工作日|每天)[^()]*)\)$", r"\2 \1", value)
    if re.match(r"(?:上午|早上|早)?\s*\d{1,2}[:点时]", value):
        if days is None:
            return Misread("hours_no_days", {"value": text[:60]})
        value = f"{days} {value}"
    found = re.sub(r"(?<!\d)(\d:\d\d)", r"0\1", rewritten_hours(value))
    if closed and "PH" not in found:
        found += "; PH off"
    return found if fault_of(found) is None else Misread("hours_not_understood", {"value": text[:60]})


def fees(text: str, service: str, heading: str) -> list[tuple[str, Fee]] | Misread:
    """(service, fee) for each price of the cell. service: of the column, or "meals" for one of meals."""
    value = re.sub(r"[¥￥]|/(?:每)?[人生孩](?=$|[(（,，;；])", "", plain(text))
    wrong = Misread("fee_not_understood", {"value": text[:60]})
    found = []
    for piece in filter(None, map(str.strip, _PIECES.split(re.sub(r"(?<=\d),(?=\d{3})", "", value)))):
        fee = None if _RANGE.search(piece) else _fee(piece, service, heading)
        if fee is None:
            return wrong
        found.append(fee)
    return found or wrong


def offered(text: str) -> list[str] | Misread:
    """The services that a cell names, each piece one that is known."""
    services = []
    for piece in filter(None, map(str.strip, _PARTED.split(plain(text)))):
        service = service_in(piece)
        if service is None:
            return Misread("service_not_understood", {"value": piece[:40]})
        services.append(service)
    return list(dict.fromkeys(services))


def service_in(text: str) -> str | None:
    names: dict[str, Sequence[str]] = list_words()["services"]
    found = [(len(word), name) for name, words in names.items() for word in words if word in text]
    return max(found)[1] if found else None


def kind_of(text: str, name: str) -> str | None:
    """None for what no one said yet what it is."""
    words = list_words()
    kinds: dict[str, list[str]] = words["kinds"]
    found = next((kind for kind, known in kinds.items() if plain(text) in known), None)
    garden = words["kindergarten"]
    if found == garden["when"] and plain(text) in garden["said"] and garden["word"] in name:
        return str(garden["becomes"])
    return found


def coordinate(text: str) -> float | Misread:
    value = number(plain(text).rstrip("°ENen"))
    return float(value) if value else Misread("not_a_number", {"value": text[:40]})


def pair(text: str) -> tuple[float, float] | Misread:
    """Two numbers in one cell, in either order."""
    found = [piece for piece in re.split(r"[,，;；\s]+", plain(text).strip("()[]")) if piece]
    numbers = [number(piece) for piece in found]
    if len(numbers) != 2 or not numbers[0] or not numbers[1]:
        return Misread("point_not_understood", {"value": text[:40]})
    return float(numbers[0]), float(numbers[1])


def _months(value: str, unit: str) -> int | None:
    if not unit or number(value) is None:
        return None
    months = float(value) * (12 if "岁" in unit else 1) + (6 if unit == "岁半" else 0)
    return int(months) if months.is_integer() else None


def _fee(piece: str, service: str, heading: str) -> tuple[str, Fee] | None:
    amounts = list(_MONEY.finditer(piece))
    if len(amounts) != 1:
        return None
    amount = Decimal(amounts[0][1]) * (10_000 if amounts[0][2] else 1)
    unit = _unit(amounts[0][3]) or (_unit_of_heading(heading) if not amounts[0][3].strip("元/") else None)
    if unit is None:
        return None
    before = piece[: amounts[0].start()]
    includes = [word for word in list_words()["meals"] if word in before or service == "meals"]
    before = re.sub(r"[\s:]", "", before)
    if before and before not in list_words()["care"] and not includes and service_in(before) is None:
        return None
    by_unit: str = list_words()["service_of_unit"].get(unit, "full_day" if service == "meals" else service)
    fee: Fee = {"amount": f"{amount.normalize():f}", "unit": unit}
    if after := piece[amounts[0].end() :].strip(" ()（）"):
        if not _ADDED.match(after):
            return None
        fee["note"] = after
    if includes:
        fee["includes"] = ["meals"]
    named = service_in(before)
    return named or ("full_day" if includes else by_unit), fee


def _unit(text: str) -> str | None:
    word = text.strip("/每·.元 ")
    units: dict[str, list[str]] = list_words()["units"]
    return next((unit for unit, words in units.items() if word in words), None)


def _unit_of_heading(heading: str) -> str | None:
    match = re.search(
        r"元\s*(?:/|每)?\s*(?:[人生]\s*[/·]?)?\s*([^\s)）]+)", unicodedata.normalize("NFKC", heading)
    )
    return _unit(match[1]) if match else None
