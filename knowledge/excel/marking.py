"""A copy of the table with the cells that are wrong coloured and explained."""

import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.excel.export import put
from knowledge.excel.faults import CellFault
from knowledge.excel.lines import Table
from knowledge.excel.sentences import sentence

_WRONG = PatternFill("solid", fgColor="FFC7CE")
_LONGEST = 1500  # characters of a comment


def marked_copy(source: Path, tables: Sequence[Table], faults: Sequence[CellFault], target: Path) -> None:
    """source was read into tables before and is known to be safe. OSError where target cannot be written."""
    book = _book(source, tables)
    by_cell: dict[tuple[str, int, int], list[str]] = {}
    for fault in faults:
        by_cell.setdefault((fault.sheet, max(1, fault.row), fault.column + 1), []).append(fault.told())
    titles = {_sheet_title(page.title): page for page in book.worksheets}
    for (sheet, row, column), told in by_cell.items():
        if page := titles.get(_sheet_title(sheet)):
            _mark(page, row, column, "\n".join(told))
    marked = {_sheet_title(sheet) for sheet, _, _ in by_cell}
    for title, page in titles.items():
        page.sheet_properties.tabColor = "FF0000" if title in marked else None
    book.save(target)


def _mark(page: Worksheet, row: int, column: int, told: str) -> None:
    cell = page.cell(row, column)
    if isinstance(cell, MergedCell):  # only the first of merged cells can bear a comment
        area = next(area for area in page.merged_cells.ranges if cell.coordinate in area)
        cell = page.cell(area.min_row, area.min_col)
    cell.fill = _WRONG
    lines = told.count("\n") + len(told) // 16 + 2
    words = _written(told)[:_LONGEST]
    cell.comment = Comment(words, sentence("marked_author"), width=300, height=24 * min(lines, 20))


def _book(source: Path, tables: Sequence[Table]) -> Workbook:
    if source.suffix.lower() == ".xlsx":
        return load_workbook(io.BytesIO(source.read_bytes()), keep_links=False)
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        page = book.create_sheet(_sheet_title(table.title))
        for line in table.lines:
            for column, text in enumerate(line.cells, start=1):
                if text:  # a cell, even an empty one, takes 200 bytes
                    put(page.cell(line.number, column), _written(text))
    return book


def _written(text: str) -> str:
    """Without the control characters that no workbook holds."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def _sheet_title(title: str) -> str:
    """Of a file's name what a sheet may be called."""
    return INVALID_TITLE_REGEX.sub(" ", title)[:31].strip() or "1"
