"""Files that are not opened, each with its reason."""

import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from openpyxl import Workbook

from knowledge.excel import safety
from knowledge.excel.reading import tables
from knowledge.excel.safety import Refused
from knowledge.excel.sentences import sentence, sentences

BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


def workbook(rows: int = 2) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet("名单")
    for number in range(rows):
        page.append(["机构", number])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(name: str, content: bytes, replace: bool = False) -> bytes:
    out = io.BytesIO()
    with ZipFile(io.BytesIO(workbook())) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def encrypted_flag() -> bytes:
    content = bytearray(workbook())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + offset] |= 1
    return bytes(content)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
FILES = {
    "macros": with_part("xl/vbaProject.bin", b"macro"),
    "encrypted": OLE + "EncryptedPackage".encode("utf-16-le"),
    "old_format": OLE,
    "bomb": with_part("xl/media/zeros.bin", bytes(3_000_000)),
    "entities": with_part("xl/sharedStrings.xml", BOMB),
    "no_workbook": b"PK\x05\x06" + bytes(18),
    "damaged": workbook()[:-200],
}


@pytest.mark.parametrize("code", FILES)
def test_a_dangerous_file_is_refused_with_its_reason(code: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(FILES[code])
    with pytest.raises(Refused) as refused:
        tables(path)
    assert refused.value.code == code
    assert sentence(code, **refused.value.details)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", encrypted_flag(), "encrypted"),
        ("a.xlsm", workbook(), "macros"),
        ("a.xlsx", "名称,电话\n".encode(), "no_workbook"),
        ("a.xlsx", with_part("xl/sharedStrings.xml", BOMB.decode().encode("utf-16")), "entities"),
        ("a.xlsx", with_part("xl/worksheets/sheet1.xml", b"<not a sheet"), "damaged"),
        ("a.csv", workbook(), "no_workbook"),
        ("a.csv", b'"a\n', "csv_broken"),
        ("a.csv", b"\xff\xfeab\x00", "encoding"),
    ],
)
def test_other_files_that_are_no_table(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        tables(path)
    assert refused.value.code == code


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not_found"):
        tables(tmp_path / "none.xlsx")


def test_too_many_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(safety.ROWS + 2))
    with pytest.raises(Refused, match="too_many_rows"):
        tables(path)
    path.write_bytes(workbook(safety.ROWS))
    assert len(tables(path)[0].lines) == safety.ROWS


def test_too_large_a_file_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(safety.LARGEST_MB * safety.MB + 1)
    with pytest.raises(Refused, match="too_large"):
        tables(path)


def test_many_parts_that_unpack_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "UNPACKED_MB", 1)
    path = tmp_path / "a.xlsx"
    with ZipFile(path, "w", ZIP_STORED) as packed:
        packed.writestr("[Content_Types].xml", "spreadsheetml")
        packed.writestr("xl/a.bin", bytes(1_500_000))
    with pytest.raises(Refused, match="bomb"):
        tables(path)


def test_every_sentence_is_there_in_both_languages() -> None:
    assert [code for code, said in sentences().items() if set(said) != {"zh", "en"}] == []
