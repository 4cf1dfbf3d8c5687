"""Values as lists of other people write them. What is not certain is Misread, never guessed."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from knowledge.characters import INVISIBLE
from knowledge.excel.cells import Misread, flag
from knowledge.excel.targets import list_words
from knowledge.text import normalise

Fee = dict[str, Any]
_PARTED = re.compile(r"[/、，,;；\s]+|或|和")
_SERVICES_PARTED = re.compile(r"[/、，,;；\n+]+|或|和|及|\s+(?=[\u4e00-\u9fff])")
_MONEY = re.compile(
    r"(\d+(?:\.\d+)?)\s*(万)?\s*元?(?:/|每|／)?\s*(?:人|生|孩)?\s*(?:/|每|·)?\s*([^\d\s,，;；、。()]*)"
)
_RANGE = re.compile(r"\d\s*元?\s*(?:[-—–~～]|至|到)\s*\d")
_ADDED = re.compile(r"不?含|包|另")  # 含餐费, 餐费另计: kept as it stands
_PIECES = re.compile(r"[,，;；、。\n]+")


def plain(text: str) -> str:
    """Half-width, without what is not seen and space around it; empty for 无, 暂无, - and the like."""
    value = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
    return "" if value.casefold() in list_words()["nothing"] else value


def parts(text: str) -> list[str]:
    return [piece for piece in _PARTED.split(text) if piece]


def yes_or_no(text: str) -> str | Misread:
    words = list_words()
    value = normalise(text)
    if value in words["is_inclusive"]:
        return "true"
    if value in words["not_inclusive"]:
        return "false"
    return flag(value) or Misread("not_a_flag", {"value": value[:40]})


def count(text: str) -> str | Misread:
    match = re.fullmatch(
        r"(?:约|共)?(\d+)(?:\.0+)?\s*(?:个|人|位|名|张|spaces|places)?(?:托位)?",
        normalise(text).replace(",", ""),
    )
    return match[1] if match else Misread("not_a_number", {"value": text[:40]})


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
    for piece in filter(None, map(str.strip, _SERVICES_PARTED.split(plain(text)))):
        service = service_in(piece)
        if service is None:
            return Misread("service_not_understood", {"value": piece[:40]})
        services.append(service)
    return list(dict.fromkeys(services))


def service_in(text: str) -> str | None:
    value = normalise(text)
    names: dict[str, Sequence[str]] = list_words()["services"]
    found = [(len(word), name) for name, words in names.items() for word in words if word in value]
    return max(found)[1] if found else None


def kind_of(text: str, name: str) -> str | None:
    """None for what no one said yet what it is."""
    return _of_garden(_kinds().get(_as_kind(text)), text, name)


def likely_kind(text: str) -> str | None:
    """By the longest known word within the text: good enough to propose, not to take."""
    value = _as_kind(text)
    found = [(len(word), kind) for word, kind in _kinds().items() if word in value]
    return max(found)[1] if found else None


@cache
def _kinds() -> dict[str, str]:
    return {_as_kind(word): kind for kind, known in list_words()["kinds"].items() for word in known}


def _as_kind(text: str) -> str:
    return normalise(text).replace("-", " ")


def _of_garden(kind: str | None, text: str, name: str) -> str | None:
    garden = list_words()["kindergarten"]
    if kind == garden["when"] and normalise(text) in garden["said"] and garden["word"] in normalise(name):
        return str(garden["becomes"])
    return kind


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
