"""Tables as files for Excel, in which nothing that a family wrote becomes a formula."""

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

# What spreadsheets take for the beginning of a formula, full-width forms included (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WIDEST = 40  # characters

Cell = str | int | None
Rows = Sequence[Sequence[Cell]]


def csv_file(rows: Rows) -> bytes:
    """UTF-8 with the mark that Excel knows it by; the first row is the heading."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def workbook(rows: Rows, title: str) -> bytes:
    """One sheet; the first row is the heading and stays in sight. Text is text, whatever it begins with."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = ILLEGAL_CHARACTERS_RE.sub("", title)[:31]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            _put(sheet, number, column, value)
    for column in range(1, len(rows[0]) + 1):
        widest = max(_width(row[column - 1]) for row in rows)
        sheet.column_dimensions[get_column_letter(column)].width = min(widest, _WIDEST) + 2
    sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _put(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value) or None
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)
    if row == 1:
        cell.font = Font(bold=True)


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _width(cell: Cell) -> int:
    """Chinese characters are two wide."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in str(cell or ""))
