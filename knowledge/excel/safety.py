"""Which files are opened at all. Everything is decided on the packed file, before any of it is parsed."""

import re
import zlib
from lzma import LZMAError
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

LARGEST_MB = 20
UNPACKED_MB = 200  # a workbook of 20,000 full rows has some 60
RATIO = 100  # of unpacked to packed, for parts that matter; Excel's own reach some 40
SMALL = 2_000_000  # bytes unpacked, below which a ratio says nothing
PARTS = 2_000
ROWS = 20_000
MB = 1_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACRO_SHEETS = ("xl/macrosheets/", "xl/dialogsheets/")  # programs of before VBA
# Other files inside of this one. Links to other workbooks are not followed: a cell that takes its value from
# one is a formula, and told so.
_OBJECTS = ("xl/embeddings/", "xl/activex/")
LAST_ROW = 1_048_576
MERGED_CELLS = 200_000
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_UNREADABLE = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    zlib.error,
    LZMAError,
)
_DTD = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I)", re.I)


class Refused(ValueError):
    """code: of words.yaml, with what its sentence needs."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def bytes_of(path: Path) -> bytes:
    """The file's bytes. Refused where there is none, it cannot be read, or is too large."""
    try:
        if not path.is_file():
            raise Refused("not_found")
        if (size := path.stat().st_size) > LARGEST_MB * MB:
            raise Refused("too_large", size=f"{size / MB:.0f}", limit=str(LARGEST_MB))
        return path.read_bytes()
    except OSError as fault:
        raise Refused("unreadable", fault=fault.strerror or str(fault)) from fault


def refuse_dangerous(path: Path, content: bytes) -> None:
    """Refused unless the content is a plain .xlsx workbook of a sane size."""
    if content.startswith(_OLE):
        raise Refused("encrypted" if _ENCRYPTED in content else "old_format")
    if path.suffix.lower() == ".xlsm":
        raise Refused("macros")
    if not content.startswith(b"PK"):
        raise Refused("no_workbook")
    try:
        with ZipFile(path) as packed:
            _refuse_parts(packed.infolist())
            for part in packed.infolist():
                if part.filename.lower().endswith((".xml", ".rels")):
                    _refuse_content(packed.read(part))
            _refuse_macros(packed)
    except _UNREADABLE as fault:
        if isinstance(fault, Refused):
            raise
        raise Refused("damaged") from fault


def _refuse_parts(parts: list[ZipInfo]) -> None:
    """What is declared binds: ZipFile unpacks no more than a part's declared size."""
    unpacked = sum(part.file_size for part in parts)
    swollen = any(p.file_size > SMALL and p.file_size > RATIO * max(1, p.compress_size) for p in parts)
    if unpacked > UNPACKED_MB * MB or swollen or len(parts) > PARTS:
        raise Refused("bomb", size=f"{unpacked / MB:.0f}")
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted")
    lower = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") or name.startswith(_MACRO_SHEETS) for name in lower):
        raise Refused("macros")
    if any(name.startswith(_OBJECTS) for name in lower):
        raise Refused("objects")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused("no_workbook")


def _refuse_content(xml: bytes) -> None:
    """Entities; rows that no spreadsheet has, and merged areas of millions, which take minutes to open."""
    if _DTD.search(xml):
        raise Refused("entities")
    if any(len(number) > 7 or int(number) > LAST_ROW for number in _ROW.findall(xml)):
        raise Refused("damaged")
    area = sum(_cells_of(*corners) for corners in _MERGED.findall(xml))
    if area > MERGED_CELLS:
        raise Refused("bomb", size=f"{area / MB:.0f}")


def _cells_of(first: bytes, top: bytes, last: bytes, bottom: bytes) -> int:
    width = _column(last) - _column(first) + 1
    return max(0, width) * max(0, int(bottom[:9]) - int(top[:9]) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _refuse_macros(packed: ZipFile) -> None:
    types = packed.read("[Content_Types].xml")
    if any(kind in types for kind in (b"macroEnabled", b"vbaProject", b"macrosheet")):
        raise Refused("macros")
    if b"spreadsheetml" not in types:
        raise Refused("no_workbook")
