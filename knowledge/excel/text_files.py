"""Text files of columns as a table: whatever encoding and delimiter a program exported them with."""

import csv
import io
import unicodedata
from collections import Counter

from knowledge.excel.lines import COLUMNS, Line, Table
from knowledge.excel.safety import ROWS, Refused
from knowledge.text import normalise

# Of the mainland, Taiwan and Hong Kong, and Japan; the first that reads best is taken.
_ENCODINGS = ("gb18030", "big5hkscs", "cp932")
_DELIMITERS = ",\t;|"
_TRIED_ROWS = 20
_LOOKED_AT = 2000  # characters that are not ASCII
_WIDE_A_BREAK = 10  # characters of three bytes for each that is broken; other encodings give less than one
_CLEARLY = 0.05  # a share of characters by which a later encoding must read better


def text_table(title: str, content: bytes) -> Table:
    """Refused."""
    text = decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[Line] = []
    try:
        for number, row in enumerate(reader, start=1):
            if any(cell.strip() for cell in row):
                lines.append(Line(number, tuple(row[:COLUMNS])))
            if len(lines) > ROWS + 1:
                raise Refused("too_many_rows", sheet=title, rows=str(ROWS), limit=str(ROWS))
    except csv.Error as fault:
        raise Refused("csv_broken", line=str(reader.line_num)) from fault
    return Table(title, tuple(lines))


def decoded(content: bytes) -> str:
    """Refused where no encoding fits."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused("no_workbook")  # a workbook that was renamed
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        readings = _readings(content, ("utf-16",))
    else:
        readings = _readings(content, ("utf-8-sig",))
        if not readings:
            _refuse_broken_utf8(content)
            readings = _readings(content, _ENCODINGS)
    if not readings:
        raise Refused("encoding")
    best = readings[0]
    for reading in readings[1:]:
        if _familiar(reading) > _familiar(best) + _CLEARLY:
            best = reading
    return best


def _refuse_broken_utf8(content: bytes) -> None:
    """Cut off within a character, or damaged: nearly all of it is UTF-8, which no other encoding looks like,
    and yet the rest could be read as one."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    wide = sum(character >= "\u0800" for character in text) - broken
    if wide >= _WIDE_A_BREAK * broken:
        line = text[: text.index("\ufffd")].count("\n") + 1
        raise Refused("utf8_broken", line=str(line))


def _readings(content: bytes, encodings: tuple[str, ...]) -> list[str]:
    found = []
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            found.append(text)
    return found


def _familiar(text: str) -> float:
    """The share of characters that people write every day; a wrong encoding gives rare ones."""
    foreign = [c for c in text if not c.isascii()][:_LOOKED_AT]
    wide = [c for c in foreign if not "\uff61" <= c <= "\uff9f"]  # half-width kana are bytes of other things
    return sum(map(_is_common, normalise(" ".join(wide)).split())) / len(foreign) if foreign else 1.0


def _is_common(character: str) -> bool:
    """A character of the first level of GB 2312, kana, or punctuation."""
    if unicodedata.category(character[0])[0] in "PN" or "\u3041" <= character[0] <= "\u30ff":
        return True
    try:
        code = character[0].encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


def _delimiter(text: str) -> str:
    """The one that parts most lines alike; titles above the headings hold none."""
    return max(_DELIMITERS, key=lambda mark: _evenness(text, mark))


def _evenness(text: str, delimiter: str) -> int:
    widths: Counter[int] = Counter()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row, _ in zip(rows, range(_TRIED_ROWS), strict=False):
            widths[len(row)] += 1
    except csv.Error:
        return 0
    return max(((width - 1) * count for width, count in widths.items()), default=0)
