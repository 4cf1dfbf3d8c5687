"""Lists as offices keep them: merged cells, formulas; and merged areas made to harm."""

import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from knowledge.excel.faults import CellFault
from knowledge.excel.listed_rows import RowReader
from knowledge.excel.mapping import ListMapping, foreign_list
from knowledge.excel.marking import marked_copy
from knowledge.excel.reading import tables
from knowledge.excel.safety import Refused

HEADINGS = ["所属区", "机构名称", "联系电话", "地址"]


def saved(path: Path) -> Path:
    book = Workbook()
    page = book.worksheets[0]
    for row in (
        HEADINGS,
        ["西湖区", "小象托育", "0571-88880001", "文三路1号"],
        [None, "小鹿托育", "0571-88880002", "=C3"],
        ["滨江区", "小熊托育", "0571-88880003", "江南大道3号"],
    ):
        page.append(row)
    page.merge_cells("A2:A3")
    book.save(path)
    return path


def test_what_stands_in_merged_cells_holds_for_all_their_rows(tmp_path: Path) -> None:
    (table,) = tables(saved(tmp_path / "名单.xlsx"))
    assert [line[0] for line in table.lines] == ["所属区", "西湖区", "西湖区", "滨江区"]


def test_a_formula_is_told_and_not_taken(tmp_path: Path) -> None:
    listed = foreign_list(tables(saved(tmp_path / "名单.xlsx")))
    assert listed
    columns = {proposal.heading: proposal.target for proposal in listed.proposals}
    reader = RowReader(listed, ListMapping(columns=columns, kind="social"))
    rows = [row for line in listed.lines if (row := reader.read(line))]
    assert [row.said.get("address") for row in rows] == ["文三路1号", None, "江南大道3号"]
    assert [fault.code for fault in rows[1].faults] == ["formula"]


def test_a_fault_within_merged_cells_is_marked_on_their_first(tmp_path: Path) -> None:
    path, target = saved(tmp_path / "名单.xlsx"), tmp_path / "名单-有错.xlsx"
    marked_copy(path, tables(path), [CellFault("Sheet", 3, 0, "所属区", "formula", {})], target)
    assert target.exists()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'<mergeCell ref="A2:A3"', b'<mergeCell ref="A1:XFD20000"', "bomb"),
        (b'<row r="4"', b'<row r="1000000000000"', "damaged"),
    ],
)
def test_what_would_take_minutes_to_open_is_refused(
    old: bytes, new: bytes, code: str, tmp_path: Path
) -> None:
    content = saved(tmp_path / "good.xlsx").read_bytes()
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as good, ZipFile(out, "w", ZIP_DEFLATED) as harmful:
        for part in good.namelist():
            harmful.writestr(part, good.read(part).replace(old, new))
    path = tmp_path / "harmful.xlsx"
    path.write_bytes(out.getvalue())
    with pytest.raises(Refused) as raised:
        tables(path)
    assert raised.value.code == code
