"""Workbooks as an administrator edits them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from knowledge.excel.export import export
from knowledge.excel.importing import Faulty, Ready, prepare
from knowledge.excel.reading import tables
from knowledge.excel.staging import keep
from knowledge.loader import read

TODAY = date(2026, 11, 23)
Edit = Callable[[Workbook], object]


def exported(directory: Path, path: Path, edit: Edit | None = None) -> Path:
    files, _ = read(directory)
    export(files, path)
    if edit:
        book = load_workbook(path)
        edit(book)
        book.save(path)
    return path


def imported(directory: Path, path: Path) -> Ready | Faulty:
    """What came of it, written when it is right."""
    found = prepare(directory, tables(path), TODAY)
    if isinstance(found, Ready):
        keep(directory, found.texts)
    return found


def cell(book: Workbook, sheet: str, heading: str, **where: str) -> Any:
    """The cell below a heading in the first row that holds the values. where: heading=value."""
    page = book[sheet]
    at = {head.value: head.column for head in page[1]}
    for row in range(2, page.max_row + 1):
        if all(str(page.cell(row, at[name]).value) == value for name, value in where.items()):
            return page.cell(row, at[heading])
    raise LookupError(f"{sheet}: {where}")


def add_row(book: Workbook, sheet: str, **values: object) -> int:
    """By heading. The row's number."""
    page = book[sheet]
    at = {head.value: head.column for head in page[1]}
    row = page.max_row + 1
    for heading, value in values.items():
        page.cell(row, at[heading]).value = value
    return row


def contents(directory: Path) -> dict[str, bytes]:
    return {str(p.relative_to(directory)): p.read_bytes() for p in sorted(directory.rglob("*.yaml"))}
