"""What stands in a cell, and what it is in the files."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from knowledge.excel.columns import Column, Type
from knowledge.hours_text import fault_of

Cell = str | int | float | date | None
Value = str | list[str] | None
YES, NO = "是", "否"
LIST_SEPARATOR = "；"
_FLAGS = dict.fromkeys((YES, "true", "yes", "y", "1", "√", "✓", "有"), "true") | dict.fromkeys(
    (NO, "false", "no", "n", "0", "×", "无"), "false"
)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_SEPARATORS: dict[Type, str] = {"list": r"[；;\n]", "choices": r"[；;、,，\n]", "lines": r"\n"}


@dataclass(frozen=True, slots=True)
class Misread:
    """code: of words.yaml."""

    code: str
    details: dict[str, str] = field(default_factory=dict)


def shown(column: Column, value: Value) -> Cell:
    """The cell for what the file has."""
    if value is None:
        return None
    if isinstance(value, list):
        labels = column.labels or {}
        between = "\n" if column.type == "lines" else LIST_SEPARATOR
        return between.join(labels.get(item, item) for item in value)
    if column.type == "number":
        return _number_cell(value)
    if column.type == "day":
        return date.fromisoformat(value)
    if column.type == "flag":
        return YES if value == "true" else NO
    return (column.labels or {}).get(value, value)


def understood(column: Column, cell: str) -> Value | Misread:
    """The file's value for a cell's text; None where it is empty."""
    text = cell.strip()
    if not text:
        return None
    match column.type:
        case "list" | "lines" | "choices":
            items = [item.strip() for item in re.split(_SEPARATORS[column.type], text)]
            return _chosen(column, [item for item in items if item])
        case "number":
            return number(text) or Misread("not_a_number", {"value": text[:40]})
        case "day":
            return day(text) or Misread("not_a_day", {"value": text[:40]})
        case "flag":
            return flag(text) or Misread("not_a_flag", {"value": text[:40]})
        case "hours":
            return hours(text)
        case _ if column.labels:
            found = _chosen(column, [text])
            return found if isinstance(found, Misread) else found[0]
        case _:
            return text


def number(text: str) -> str | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return plain if value.is_finite() and "e" not in plain.lower() else None


def day(text: str) -> str | None:
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        return date(*map(int, match.groups())).isoformat() if match else None
    except ValueError:
        return None


def flag(text: str) -> str | None:
    return _FLAGS.get(unicodedata.normalize("NFKC", text).casefold())


def hours(text: str) -> str:
    """Chinese hours in the files' syntax where they can be told; else as they are, for the check."""
    fault = fault_of(text)
    return fault.correction if fault and fault.correction else text


def as_text(cell: object) -> str:
    """What a workbook's cell holds, as it would be typed."""
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(Decimal(repr(cell)))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return "" if cell is None else str(cell).replace("\r\n", "\n").replace("_x000D_", "")


def same(column: Column, cell: str, now: Cell) -> bool:
    """Whether the cell says what the file says, however it is written."""
    mine, other = cell.strip(), as_text(now).strip()
    if mine == other:
        return True
    if column.type == "number" and (a := number(mine)) and (b := number(other)):
        return Decimal(a) == Decimal(b)
    return False


def _chosen(column: Column, items: list[str]) -> list[str] | Misread:
    if not column.labels:
        return items
    by_label = {label: value for value, label in column.labels.items()}
    by_label |= {value: value for value in column.labels}
    if wrong := next((item for item in items if item not in by_label), None):
        return Misread("not_a_choice", {"value": wrong[:40], "choices": "、".join(column.labels.values())})
    return [by_label[item] for item in items]


def _number_cell(value: str) -> Cell:
    try:
        return int(value) if value.lstrip("-").isdecimal() else float(value)
    except ValueError:
        return value
