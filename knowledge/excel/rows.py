"""The entries of the files as rows of the sheets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from knowledge.excel.cells import Cell, as_text, shown
from knowledge.excel.columns import Column, SheetPlan, standing
from knowledge.excel.values import value_at

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """cells: by heading. item: the entry or the item of a list that the row shows."""

    entry_id: str
    service: str
    number: int
    item: Any
    cells: Mapping[str, Cell]


def columns_of(plan: SheetPlan) -> tuple[Column, ...]:
    """All columns of the sheet, left to right."""
    before: list[Column] = []
    if plan.at:
        before += [standing("owner"), standing("owner_name")]
        before += [standing("service")] if plan.by_service else []
        before += [standing("number")] if plan.by_number else []
    return (*before, *plan.columns, standing("delete"), standing("mark"))


def rows_of(plan: SheetPlan, entries: Sequence[Entry]) -> Iterator[Row]:
    for entry in entries:
        for service, number, item in items_of(plan, entry):
            yield _row(plan, entry, service, number, item)


def items_of(plan: SheetPlan, entry: Entry) -> Iterator[tuple[str, int, Any]]:
    """Service or "", number from 1, and the item."""
    if not plan.at:
        yield "", 1, entry
    elif plan.by_service:
        for offer in entry.get("services", ()):
            for number, item in enumerate(offer.get(plan.at[1], ()), start=1):
                yield offer["service"], number, item
    else:
        current: Any = entry
        for part in plan.at:
            current = current.get(part, {}) if isinstance(current, dict) else {}
        for number, item in enumerate(current or (), start=1):
            yield (item["service"] if plan.at == ("services",) else ""), number, item


def mark_of(cells: Mapping[str, Cell], plan: SheetPlan) -> str:
    """Tells a row that was changed from one that was not, wherever its columns stand."""
    texts = (as_text(cells.get(column.heading)).strip() for column in plan.columns)
    return blake2b("\x1f".join(texts).encode(), digest_size=6).hexdigest()


def _row(plan: SheetPlan, entry: Entry, service: str, number: int, item: Any) -> Row:
    cells: dict[str, Cell] = {}
    if plan.at:
        cells[standing("owner").heading] = entry["id"]
        cells[standing("owner_name").heading] = entry["name"]
    if plan.by_service:
        column = standing("service")
        cells[column.heading] = shown(column, service)
    if plan.by_number:
        cells[standing("number").heading] = number
    cells |= {column.heading: shown(column, value_at(item, column.path)) for column in plan.columns}
    cells[standing("mark").heading] = mark_of(cells, plan)
    return Row(entry["id"], service, number, item, cells)
