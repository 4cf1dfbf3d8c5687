"""What is wrong in a workbook: found at its cell, told in Chinese, and nothing is written."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from knowledge.excel.importing import Faulty, Ready
from knowledge.excel.marking import marked_copy
from knowledge.excel.reading import tables
from tests.excel.books import add_row, cell, contents, exported, imported
from tests.excel.conftest import copied

FENGPU = "fengpu-baobaowu"
AT_ANOTHER_CELL = ("missing_field", "age_range_reversed")  # of the same row
CELLS = [
    ("机构", "类型", "公立的", "not_a_choice"), ("机构", "普惠", "也许", "not_a_flag"),
    ("机构", "街镇", "奉浦", "unknown_street"), ("机构", "区", "奉闲区", "unknown_district"),
    ("机构", "纬度", "三十一", "not_a_number"), ("机构", "电话", "找王老师", "telephone_pattern"),
    ("机构", "电话", "021-571", "telephone_odd"), ("机构", "核对日期", "去年", "not_a_day"),
    ("机构", "核对日期", "2027-11-01", "checked_in_future"), ("机构", "托位数", "-3", "wrong_range"),
    ("机构", "月龄从", "40", "age_range_reversed"), ("机构", "名称", None, "missing_field"),
    ("机构", "出处网址", "www.x", "url_pattern"), ("机构", "托位数", "=1+1", "formula"),
    ("机构", "托位数", "#REF!", "excel_error"), ("机构", "示例", "否", "sample_unmarked"),
    ("机构", "限谁", "本街道", "missing_field"), ("服务", "月龄到", "3岁", "not_a_number"),
    ("服务", "每年免费次数", "0", "wrong_range"), ("开放时间", "开放时间", "周二 九点", "opens_unreadable"),
    ("场次", "每场人数", "很多", "not_a_number"),
    ("场次", "场次时间", "Mo 18:00-09:00", "opens_over_midnight"),
    ("收费", "单位", "每趟", "not_a_choice"), ("收费", "金额", "免费", "not_a_number"),
    ("收费", "序号", "7", "number_unknown"), ("收费", "服务", None, "service_missing"),
    ("收费", "机构编号", "nobody", "owner_unknown"),
]  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read only: nothing is written where something is wrong."""
    return copied(tmp_path_factory.mktemp("knowledge") / "pack")


def test_planted_mistakes_are_found_at_their_cells(shared: Path, tmp_path: Path) -> None:
    """Each in a row of its own, all in one workbook."""
    before = contents(shared)
    planted: dict[tuple[str, int], tuple[str, str, str]] = {}

    def edit(book: Workbook) -> None:
        rows = dict.fromkeys((plan[0] for plan in CELLS), 2)
        for sheet, heading, wrong, code in CELLS:
            page, row = book[sheet], rows[sheet]
            column = next(head.column for head in page[1] if head.value == heading)
            page.cell(row, column).value = wrong
            planted[(sheet, row)] = page.cell(row, column).coordinate, code, heading
            rows[sheet] += 1

    found = imported(shared, exported(shared, tmp_path / "a.xlsx", edit))
    assert isinstance(found, Faulty)
    told = {(fault.sheet, fault.row, fault.code): fault for fault in found.cells}
    for (sheet, row), (place, code, heading) in planted.items():
        assert (sheet, row, code) in told, (heading, code)
        if code not in AT_ANOTHER_CELL:
            assert told[(sheet, row, code)].cell == place
    assert {(fault.sheet, fault.row) for fault in found.cells} == set(planted)
    assert contents(shared) == before


def test_all_faults_at_once_and_a_marked_copy(shared: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        cell(book, "机构", "普惠", 编号=FENGPU).value = "也许"
        cell(book, "机构", "街镇", 编号="leshuo-baobaowu").value = "半松园路街道"
        add_row(book, "收费", 机构编号=FENGPU, 服务="临时托", 金额=-30, 单位="每次")
        cell(book, "常见问题", "接着推荐", 编号="meals").value = "mealz"

    path = exported(shared, tmp_path / "a.xlsx", edit)
    found = imported(shared, path)
    assert isinstance(found, Faulty)
    codes = ["not_a_flag", "unknown_street", "wrong_range", "unknown_suggestion"]
    assert sorted(fault.code for fault in found.cells) == sorted(codes)
    assert "半淞园路街道" in " ".join(fault.line() for fault in found.cells)
    copy = tmp_path / "a-有错.xlsx"
    marked_copy(path, tables(path), found.cells, copy)
    book = load_workbook(copy)
    for fault in found.cells:
        marked = book[fault.sheet][fault.cell]
        assert marked.fill.fgColor.rgb == "00FFC7CE"
        assert fault.told() in marked.comment.text


def test_two_rows_for_one_thing_are_told(shared: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        add_row(book, "机构", 编号=FENGPU, 名称="又一家")
        add_row(book, "收费", 机构编号=FENGPU, 服务="临时托", 序号=1, 金额=5)
        add_row(book, "服务", 机构编号=FENGPU, 服务="临时托", 每年免费次数=3)

    found = imported(shared, exported(shared, tmp_path / "a.xlsx", edit))
    assert isinstance(found, Faulty)
    assert [fault.code for fault in found.cells] == ["id_again", "service_again", "number_again"]


def test_a_missing_key_column_is_told(shared: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        page = book["收费"]
        page.delete_cols(next(head.column for head in page[1] if head.value == "序号"))

    found = imported(shared, exported(shared, tmp_path / "a.xlsx", edit))
    assert isinstance(found, Faulty)
    assert [fault.told() for fault in found.cells] == ["缺少“序号”这一列。请从导出的表里抄回来。"]


@pytest.mark.parametrize("value", ["fengpu-bbw", None])
@pytest.mark.parametrize("renamed", [False, True])
def test_an_id_that_was_edited_is_told_at_its_cell(
    shared: Path, tmp_path: Path, value: str | None, renamed: bool
) -> None:
    def edit(book: Workbook) -> None:
        row = cell(book, "机构", "编号", 编号=FENGPU).row
        book["机构"].cell(row, 1).value = value
        if renamed:
            book["机构"].cell(row, 2).value = "南桥宝宝屋"

    found = imported(shared, exported(shared, tmp_path / "a.xlsx", edit))
    assert isinstance(found, Faulty)
    (fault,) = [fault for fault in found.cells if fault.sheet == "机构"]
    assert (fault.heading, fault.code, fault.details) == ("编号", "id_changed", {"value": FENGPU})
    assert "请改回“fengpu-baobaowu”" in fault.line()


def test_a_copied_row_may_begin_a_new_entry(pack: Path, tmp_path: Path) -> None:
    """Its hidden mark is that of the row it was copied from, which still stands."""

    def edit(book: Workbook) -> None:
        page = book["机构"]
        row = cell(book, "机构", "编号", 编号=FENGPU).row
        values = {head.value: page.cell(row, head.column).value for head in page[1]}
        values |= {"编号": "nanqiao-miaomiao", "名称": "南桥苗苗宝宝屋", "英文名": None, "别名": None}
        add_row(book, "机构", **values)

    found = imported(pack, exported(pack, tmp_path / "a.xlsx", edit))
    assert isinstance(found, Ready), [fault.line() for fault in found.cells]
    assert found.counts["providers"].added == 1
