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


def with_part(name: str, content: bytes, of: Path | None = None) -> bytes:
    out = io.BytesIO()
    with ZipFile(of or io.BytesIO(workbook())) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def with_type(kind: str) -> bytes:
    """A part of this kind, whatever it is called."""
    with ZipFile(io.BytesIO(workbook())) as packed:
        types = packed.read("[Content_Types].xml").decode()
    added = f'<Override PartName="/xl/worksheets/a.xml" ContentType="{kind}"/></Types>'
    return with_part("[Content_Types].xml", types.replace("</Types>", added).encode())


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
    "objects": with_part("xl/embeddings/oleObject1.bin", OLE),
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
        ("a.xlsx", with_part("xl/macrosheets/sheet1.xml", b"<xm:macrosheet/>"), "macros"),
        ("a.xlsx", with_part("xl/macroSheets/intlsheet1.xml", b"<a/>"), "macros"),
        ("a.xlsx", with_part("xl/dialogsheets/sheet1.xml", b"<dialogsheet/>"), "macros"),
        ("a.xlsx", with_type("application/vnd.ms-excel.macrosheet+xml"), "macros"),
        ("a.xlsx", with_part("xl/activeX/activeX1.bin", b"control"), "objects"),
        ("a.xlsx", with_part("xl/embeddings/plan.docx", b"PK"), "objects"),
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


def test_links_to_other_workbooks_are_not_followed(tmp_path: Path) -> None:
    """What a cell takes from one is a formula, and told so where its column is wanted; the rest is read."""
    book = Workbook()
    for row in (["机构名称", "电话"], ["甲托育园", "='[名单.xlsx]Sheet1'!A1"], ["乙托育园", "021-57190000"]):
        book.active.append(row)
    book.save(tmp_path / "plain.xlsx")
    path = tmp_path / "a.xlsx"
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    path.write_bytes(with_part("xl/externalLinks/externalLink1.xml", link, of=(tmp_path / "plain.xlsx")))
    (table,) = tables(path)
    assert [line.cells[0] for line in table.lines] == ["机构名称", "甲托育园", "乙托育园"]
    assert [line.formulas for line in table.lines] == [frozenset(), frozenset({1}), frozenset()]


@pytest.mark.parametrize("lost", [1, 2])
def test_a_text_file_that_was_cut_off_is_not_read_as_something_else(tmp_path: Path, lost: int) -> None:
    """GB 18030 could read it, as nonsense."""
    text = (
        "机构名称,地址,电话\n"
        + "".join(f"苗苗托育园{n},杭州市西湖区某路{n}号,\n" for n in range(50))
        + "备注"
    )
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode()[:-lost])
    with pytest.raises(Refused) as refused:
        tables(path)
    assert (refused.value.code, refused.value.details) == ("utf8_broken", {"line": "52"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_whole_text_file_of_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("机构名称,电话\n联通托育园,1\n".encode(encoding))
    assert tables(path)[0].lines[1].cells == ("联通托育园", "1")


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
