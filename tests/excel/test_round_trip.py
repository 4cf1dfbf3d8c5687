"""Out to a workbook and back: nothing is lost, and only what was changed is written."""

import difflib
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from knowledge.excel.columns import sheets
from knowledge.excel.entry_text import Edits, rewritten
from knowledge.excel.importing import Counts, Faulty, Ready
from knowledge.loader import SHIPPED, load
from knowledge.yaml_nodes import read_document
from tests.excel.books import add_row, cell, contents, exported, imported

FENGPU = "fengpu-baobaowu"


def difference(before: bytes, after: bytes) -> list[str]:
    lines = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
    return [line for line in lines if line[0] in "+-"]


def without_marks(book: Workbook) -> None:
    for page in book.worksheets:
        for head in page[1]:
            if head.value == "记号":
                page.delete_cols(head.column)


@pytest.mark.parametrize("edit", [None, without_marks])
def test_an_unchanged_workbook_changes_nothing(pack: Path, tmp_path: Path, edit: object) -> None:
    before = contents(pack)
    found = imported(pack, exported(pack, tmp_path / "a.xlsx", edit))
    assert isinstance(found, Ready)
    assert found.texts == {}
    assert contents(pack) == before


def test_a_workbook_alone_brings_everything_back(pack: Path, tmp_path: Path) -> None:
    """Every field of every provider and FAQ entry has its column: the files are made anew from it."""
    whole = load(pack)
    book = exported(pack, tmp_path / "a.xlsx")
    for folder in ("providers", "faq"):
        for path in (pack / folder).rglob("*.yaml"):
            path.unlink()
    found = imported(pack, book)
    assert isinstance(found, Ready)
    assert found.counts == {"providers": Counts(added=40), "faq": Counts(added=len(whole.faq))}
    again = load(pack)
    assert again.providers == whole.providers
    assert again.faq == whole.faq


def test_one_cell_changes_one_line(pack: Path, tmp_path: Path) -> None:
    before = contents(pack)

    def edit(book: Workbook) -> None:
        cell(book, "机构", "街镇", 编号=FENGPU).value = "南桥镇"

    found = imported(pack, exported(pack, tmp_path / "a.xlsx", edit))
    assert isinstance(found, Ready)
    assert found.counts["providers"] == Counts(changed=1)
    after = contents(pack)
    changed = [name for name in before if before[name] != after[name]]
    assert changed == ["providers/奉贤区.yaml"]
    assert difference(before[changed[0]], after[changed[0]]) == ["-   street: 奉浦街道", "+   street: 南桥镇"]


def test_every_shipped_entry_is_rewritten_as_it_stands() -> None:
    for folder in ("providers", "faq"):
        for path in (SHIPPED / folder).rglob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            assert rewritten(text, Edits(dict(enumerate(read_document(text).data)))) == text


def test_comments_inside_an_entry_stay(pack: Path, tmp_path: Path) -> None:
    file = pack / "providers/浦东新区.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  inclusive: true\n", "  # 问过的\n  inclusive: true  # 2026 年\n", 1))

    def edit(book: Workbook) -> None:
        cell(book, "机构", "电话", 编号="dafeiji-jinke").value = "021-20880000"
        cell(book, "机构", "普惠", 编号="dafeiji-jinke").value = "否"

    assert isinstance(imported(pack, exported(pack, tmp_path / "a.xlsx", edit)), Ready)
    after = file.read_text(encoding="utf-8")
    assert "  # 问过的\n  inclusive: false # 2026 年\n" in after
    assert "  telephone: 021-20880000\n" in after
    assert text.split("- id:")[0] == after.split("- id:")[0]


MIXED = """\
- id: a
  name: 甲
  steps:
  - 一   # 先
  # 再
  - 二
  documents:
      # 都要
      - 甲证     # 原件
      - 乙证
  fees:
    - amount: "10"   # 元
      # 每月
      unit: month
  # 从哪来

  source: {title: T, checked_on: 2026-11-01}   # 完
- id: b
"""


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ({"name": "丙"}, ["  name: 甲"]),
        ({"telephone": "1"}, []),
        ({"source": {"title": "U", "checked_on": "2026-11-01"}}, ["  source: {title: T"]),
        ({"fees": None}, ["  fees:", '    - amount: "10"   # 元', "      # 每月", "      unit: month"]),
        ({"steps": ["一", "三"]}, ["  - 二"]),
    ],
)
def test_indents_and_comments_of_other_fields_stay(change: dict[str, object], gone: list[str]) -> None:
    """However unlike each other they are."""
    entry = read_document(MIXED).data[0] | change
    entry = {name: value for name, value in entry.items() if value is not None}
    after = rewritten(MIXED, Edits({0: entry}))
    assert read_document(after).data[0] == entry
    removed = [line[2:] for line in difference(MIXED.encode(), after.encode()) if line[0] == "-"]
    assert len(removed) == len(gone)
    assert all(line.startswith(begin) for line, begin in zip(removed, gone, strict=True))


def test_a_file_of_windows_keeps_its_line_ends_and_mark(pack: Path, tmp_path: Path) -> None:
    file = pack / "providers/浦东新区.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    before = file.read_bytes()

    def edit(book: Workbook) -> None:
        cell(book, "机构", "普惠", 编号="dafeiji-jinke").value = "否"

    assert isinstance(imported(pack, exported(pack, tmp_path / "a.xlsx", edit)), Ready)
    assert file.read_bytes() == before.replace(b"inclusive: true", b"inclusive: false", 1)


def test_a_column_that_is_gone_leaves_its_field(pack: Path, tmp_path: Path) -> None:
    about = load(pack).providers[FENGPU].about

    def edit(book: Workbook) -> None:
        cell(book, "机构", "电话", 编号=FENGPU).value = "021-57190000"
        page = book["机构"]
        page.delete_cols(next(head.column for head in page[1] if head.value == "简介"))

    assert isinstance(imported(pack, exported(pack, tmp_path / "a.xlsx", edit)), Ready)
    provider = load(pack).providers[FENGPU]
    assert (provider.telephone, provider.about) == ("021-57190000", about)


def test_a_missing_row_deletes_nothing_and_a_marked_one_does(pack: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        book["机构"].delete_rows(cell(book, "机构", "编号", 编号="dafeiji-jinke").row)
        cell(book, "机构", "删除", 编号="dafeiji-mengqi").value = "是"
        cell(book, "收费", "删除", 机构编号="sample-anting-chelun", 序号="2").value = "是"

    found = imported(pack, exported(pack, tmp_path / "a.xlsx", edit))
    assert isinstance(found, Ready)
    assert found.counts["providers"] == Counts(changed=1, removed=1)
    providers = load(pack).providers
    assert "dafeiji-jinke" in providers
    assert "dafeiji-mengqi" not in providers
    offer = providers["sample-anting-chelun"].offer("full_day")
    assert offer
    assert [fee.amount for fee in offer.fees] == [1200]


def test_new_rows_make_a_provider_with_all_that_hangs_on_it(pack: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        common = {"出处": "街道名单", "核对日期": "2026/11/1"}
        add_row(
            book, "机构", 名称="金海新苗托育园", 类型="社会力量举办", 区="奉贤区", 街镇="金海街道", **common
        )
        for sheet in ("收费", "场次", "开放时间"):
            row = {"机构名称": "金海新苗托育园"}
            row |= {"服务": "临时托"} if sheet != "开放时间" else {}
            row |= {"收费": {"金额": 30, "单位": "每次", "包含": "保育、餐费"},
                    "场次": {"场次时间": "周二、周四 9:00-11:00", "每场人数": 6},
                    "开放时间": {"开放时间": "周一至周五 8点到17点"}}[sheet]  # fmt: skip
            add_row(book, sheet, **row)

    found = imported(pack, exported(pack, tmp_path / "a.xlsx", edit))
    assert isinstance(found, Ready), [fault.line() for fault in found.cells]
    provider = load(pack).providers["jinhai-xinmiao-tuoyu-yuan"]
    offer = provider.offer("temporary_care")
    assert offer
    assert (offer.fees[0].amount, offer.fees[0].includes) == (30, ("care", "meals"))
    assert (offer.sessions[0].opens, offer.sessions[0].capacity) == ("Tu,Th 09:00-11:00", 6)
    assert provider.opening_hours[0].opens == "Mo-Fr 08:00-17:00"
    assert "jinhai-xinmiao" in (pack / "providers/奉贤区.yaml").read_text(encoding="utf-8")


def test_a_row_changed_by_somebody_else_meanwhile_is_not_overwritten(pack: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        cell(book, "机构", "电话", 编号=FENGPU).value = "021-57190000"

    book = exported(pack, tmp_path / "a.xlsx", edit)
    file = pack / "providers/奉贤区.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("places: 40", "places: 45", 1))
    found = imported(pack, book)
    assert isinstance(found, Faulty)
    assert [fault.code for fault in found.cells] == ["changed_meanwhile"]
    assert load(pack).providers[FENGPU].telephone is None


def test_text_is_never_a_formula(pack: Path, tmp_path: Path) -> None:
    file = pack / "providers/奉贤区.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("places: 40", 'places: 40\n  name_en: "=1+1"')
                    .replace("  name_en: Fengpu Baby House\n", ""))  # fmt: skip
    book = load_workbook(exported(pack, tmp_path / "a.xlsx"))
    shown = cell(book, "机构", "英文名", 编号=FENGPU)
    assert (shown.value, shown.data_type, shown.quotePrefix) == ("=1+1", "s", True)
    assert isinstance(imported(pack, tmp_path / "a.xlsx"), Ready)
    assert load(pack).providers[FENGPU].name_en == "=1+1"


def test_the_sheets_help_whoever_fills_them_in(pack: Path, tmp_path: Path) -> None:
    book = load_workbook(exported(pack, tmp_path / "a.xlsx"))
    for plan in sheets():
        page = book[plan.title]
        assert page.freeze_panes in ("A2", "C2")
        assert all(head.value and head.font.bold for head in page[1])
    page = book["机构"]
    offered = {rule.formula1.split("!")[1] for rule in page.data_validations.dataValidation}
    choices = {c.value for column in book["选项"].iter_cols() for c in column}
    assert len(offered) == 5  # kind, inclusive and the like, district, street, who may come
    assert {"社区托育点（宝宝屋）", "奉贤区"} <= choices
    assert page.cell(1, 5).comment.text
    assert cell(book, "机构", "电话", 编号="sample-anting-chelun").value == "021-0000 0035"
