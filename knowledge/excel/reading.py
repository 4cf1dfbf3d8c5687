"""Workbooks, CSV and JSON files as tables of text."""

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.worksheet.cell_range import CellRange

from knowledge.excel.cells import as_text
from knowledge.excel.json_files import json_table
from knowledge.excel.lines import COLUMNS, Line, Table
from knowledge.excel.safety import ROWS, Refused, bytes_of, refuse_dangerous
from knowledge.excel.text_files import text_table

_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)"')


def tables(path: Path) -> tuple[Table, ...]:
    """The sheets of an .xlsx, or the one table of a .csv or .json. Refused."""
    content = bytes_of(path)
    if path.suffix.lower() in (".csv", ".txt", ".tsv"):
        return (text_table(path.stem, content),)
    if path.suffix.lower() in (".json", ".geojson"):
        return (json_table(path.stem, content),)
    refuse_dangerous(path, content)
    return tuple(_sheets(content))


def _sheets(content: bytes) -> Iterator[Table]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions it does not know, such as newer drop-downs
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            with ZipFile(io.BytesIO(content)) as packed:
                for page in book.worksheets:
                    page.reset_dimensions()  # what the file says of its size may be wrong
                    lines = _lines(page.title, page.iter_rows(max_col=COLUMNS))
                    merged = _merged(packed.read(page._worksheet_path))  # type: ignore[attr-defined]
                    yield Table(page.title, tuple(_filled_down(lines, merged)))
    except Refused:
        raise
    except (BadZipFile, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError) as fault:
        raise Refused("damaged") from fault  # what openpyxl raises on parts that are not what they should be


def _merged(part: bytes) -> tuple[CellRange, ...]:
    """Those that are merged downwards. Read out of the sheet itself: else openpyxl would have to hold the
    whole workbook in memory."""
    areas = (CellRange(found[1].decode()) for found in _MERGE.finditer(part))
    return tuple(area for area in areas if area.max_row > area.min_row)


def _filled_down(lines: Iterable[Line], merged: Sequence[CellRange]) -> Iterator[Line]:
    """What stands in the first of merged cells holds for the rows below it."""
    said: dict[int, str] = {}  # by the number of the area
    for line in lines:
        cells = list(line.cells)
        for number, area in enumerate(merged):
            column = area.min_col - 1
            if not area.min_row <= line.number <= area.max_row or column >= len(cells):
                continue
            cells[column] = cells[column] or said.get(number, "")
            said.setdefault(number, cells[column])
        yield Line(line.number, tuple(cells), line.formulas)


def _lines(title: str, rows: Iterator[Sequence[object]]) -> Iterator[Line]:
    found = 0
    for number, row in enumerate(rows, start=1):
        values = [getattr(cell, "value", None) for cell in row]
        cells = tuple(map(as_text, values))
        if not any(cell.strip() for cell in cells):
            continue
        found += 1
        if found > ROWS + 1:
            raise Refused("too_many_rows", sheet=title, rows=str(ROWS), limit=str(ROWS))
        formulas = frozenset(n for n, cell in enumerate(row) if getattr(cell, "data_type", "") == "f")
        yield Line(number, cells, formulas)
