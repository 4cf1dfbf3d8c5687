"""Day lists as files: right, and harmless in Excel."""

import csv
import io

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.web.table_files import FORMULA, csv_file, workbook
from db.models import AuditEntry
from tests.web.office import TODAY, StreetOffice
from tests.web.test_protection import client, enter

__all__ = ["client"]
HEADING = ["时间", "服务", "预约号", "孩子", "月龄", "注意事项", "电话", "状态", "家长签字"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_day_list(client: httpx.Client, street_office: StreetOffice, kind: str) -> None:
    number = street_office.book("=1+1", note="@SUM(A1)")
    enter(client, street_office)
    answer = client.get(f"/admin/day/fengpu/{TODAY}/list.{kind}")
    assert answer.headers["content-disposition"] == f'attachment; filename="fengpu-{TODAY}.{kind}"'
    if kind == "csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
        heading, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert row[2:6] == [number, "'=1+1", "20 个月", "'@SUM(A1)"]
    else:
        sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
        heading = [str(cell.value) for cell in sheet[1]]
        assert [(cell.value, cell.data_type) for cell in sheet[2]][3] == ("=1+1", "s")
        assert sheet["D2"].quotePrefix
    assert heading == HEADING
    with street_office.database.begin() as tx:
        taken = tx.query(AuditEntry).filter_by(what="day_list.taken").one()
        assert (taken.subject, taken.after) == ("provider:fengpu", {"day": TODAY})


@given(st.text(max_size=30))
def test_no_text_becomes_a_formula(text: str) -> None:
    written = csv_file([["heading"], [text]]).decode("utf-8-sig")
    (cell,) = list(csv.reader(io.StringIO(written, newline="")))[1]
    assert cell == (f"'{text}" if text.startswith(FORMULA) else text)
    sheet = load_workbook(io.BytesIO(workbook([["heading"], [text]], "sheet"))).worksheets[0]
    assert sheet["A2"].data_type in ("s", "n")  # n: nothing
