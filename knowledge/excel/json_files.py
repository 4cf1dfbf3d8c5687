"""JSON as open-data portals give it out: GeoJSON, or a list of records within whatever stands around it."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from knowledge.excel.cells import as_text
from knowledge.excel.lines import COLUMNS, Line, Table
from knowledge.excel.safety import ROWS, Refused
from knowledge.excel.text_files import decoded

Record = dict[str, Any]
_HALF = re.compile("[\ud800-\udfff]")  # of a character, from an escape: no file can hold it
_DEEPEST = 6  # levels below which no list of records is looked for


def json_table(title: str, content: bytes) -> Table:
    """One line a record, below their keys as headings. Refused."""
    try:
        data = json.loads(decoded(content))
    except (ValueError, RecursionError) as fault:
        raise Refused("json_broken") from fault
    records = [_flat(record) for record in max(_lists(data, 0), key=len, default=())]
    if len(records) > ROWS:
        raise Refused("too_many_rows", sheet=title, rows=str(ROWS), limit=str(ROWS))
    headings = list(dict.fromkeys(key for record in records for key in record))[:COLUMNS]
    rows = [headings, *([_cell(record.get(key)) for key in headings] for record in records)]
    if any(_HALF.search(cell) for row in rows for cell in row):
        raise Refused("json_broken")
    return Table(title, tuple(Line(number, tuple(row)) for number, row in enumerate(rows, start=1)))


def _lists(data: Any, depth: int) -> Iterator[Sequence[Record]]:
    """The lists of records in it, such as "features", or "records" of "result"."""
    if depth > _DEEPEST:
        return
    if isinstance(data, list) and data and all(isinstance(one, dict) for one in data):
        yield data
    elif isinstance(data, dict):
        for inner in data.values():
            yield from _lists(inner, depth + 1)


def _flat(record: Record) -> Record:
    """Of a GeoJSON feature its properties, and where it lies."""
    properties = record.get("properties")
    if record.get("type") != "Feature" or not isinstance(properties, dict):
        return record
    return {**properties, "geometry": record.get("geometry")}


def _cell(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return as_text(value)
