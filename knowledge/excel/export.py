"""The knowledge as a workbook that a street office can edit."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.excel.cells import NO, YES, Cell
from knowledge.excel.columns import FIRST_ROW, Column, choices_title, sheets, standing
from knowledge.excel.rows import columns_of, rows_of
from knowledge.excel.sentences import sentence
from knowledge.loader import Files

_HEADING = PatternFill("solid", fgColor="D9E8F5")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_LAST_ROW = 20_000
Lists = Mapping[str, str]  # what a drop-down offers, by column.known or labels → its cells


def export(files: Files, path: Path) -> dict[str, int]:
    """Sheet → rows written. OSError where path cannot be written."""
    book = Workbook()
    book.remove(book.worksheets[0])
    entries = {
        "providers": [located.data for located in files.providers],
        "faq": [located.data for located in files.faq],
    }
    pages = [(plan, book.create_sheet(plan.title)) for plan in sheets()]
    lists = _choices(book.create_sheet(choices_title()), files)
    written = {}
    for plan, page in pages:
        columns = columns_of(plan)
        _head(page, columns, lists)
        written[plan.title] = _fill(page, columns, [row.cells for row in rows_of(plan, entries[plan.folder])])
    book.save(path)
    return written


def put(cell: SheetCell | MergedCell, value: Cell) -> None:
    """A value that stays what it is: text is never taken for a formula."""
    cell.value = value
    if isinstance(value, str) and isinstance(cell, SheetCell):
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@")


def _fill(page: Worksheet, columns: Sequence[Column], rows: Sequence[Mapping[str, Cell]]) -> int:
    for number, cells in enumerate(rows, start=FIRST_ROW):
        for letter, column in enumerate(columns, start=1):
            value = cells.get(column.heading)
            if value is None:
                continue
            cell = page.cell(number, letter)
            put(cell, value)
            if column.type == "day":
                cell.number_format = "yyyy-mm-dd"
            elif isinstance(value, str) and len(value) > column.width:
                cell.alignment = _WRAPPED
    return len(rows)


def _head(page: Worksheet, columns: Sequence[Column], lists: Lists) -> None:
    for number, column in enumerate(columns, start=1):
        head = page.cell(1, number)
        put(head, column.heading)
        head.font, head.fill = Font(bold=True), _HEADING
        if column.note:
            head.comment = Comment(column.note, sentence("marked_author"), width=260, height=110)
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = column.width
        if column.type in ("text", "list", "lines", "choices", "hours"):
            page.column_dimensions[letter].number_format = "@"  # a telephone keeps its 0
        if choices := lists.get(_list_of(column)):
            _drop_down(page, f"{letter}{FIRST_ROW}:{letter}{_LAST_ROW}", choices, strict=not column.known)
        page.column_dimensions[letter].hidden = column is standing("mark")
    page.freeze_panes = f"{'C' if len(columns) > 8 else 'A'}{FIRST_ROW}"
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}1"


def _drop_down(page: Worksheet, cells: str, choices: str, *, strict: bool) -> None:
    rule = DataValidation("list", formula1=choices, allow_blank=True, showErrorMessage=strict)
    rule.add(cells)
    page.add_data_validation(rule)


def _list_of(column: Column) -> str:
    if column.type == "flag":
        return "flag"
    if column.labels and column.type == "choice":
        return "|".join(column.labels)
    return column.known or "nothing"


def _choices(page: Worksheet, files: Files) -> Lists:
    """Writes what the drop-downs offer, one list a column, and tells where."""
    places = [place.record for place in files.places if place.record]
    offered: dict[str, list[str]] = {
        "flag": [YES, NO],
        "districts": [place.name for place in places if place.kind == "district"],
        "streets": sorted({place.name for place in places if place.kind == "street"}),
    }
    for plan in sheets():
        for column in columns_of(plan):
            if column.labels and column.type == "choice":
                offered[_list_of(column)] = list(column.labels.values())
    where = {}
    for number, (name, values) in enumerate(offered.items(), start=1):
        for row, value in enumerate(values, start=1):
            put(page.cell(row, number), value)
        if values:
            letter = get_column_letter(number)
            where[name] = f"'{page.title}'!${letter}$1:${letter}${len(values)}"
    page.sheet_state = "hidden"
    return where
