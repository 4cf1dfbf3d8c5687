"""A change of the knowledge on the pages: begun, looked at, published or dropped."""

import io
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Route
from sqlalchemy import select

from bot.publishing.review import Review
from bot.services import drafts
from bot.services.draft_steps import File
from bot.web.protection import LARGEST_WITH_FILE
from db.models import KnowledgeDraft
from tests.excel.books import cell, exported
from tests.knowledge.packs import build
from tests.web.filled import CHANGED, begin_draft
from tests.web.office import StreetOffice
from tests.web.small import (
    ASKED,
    KNOWN,
    changed,
    file_in_force,
    known,
    publish,
    small,
    steps,
    version_in_force,
)
from tests.web.test_everybody import looked_through, tab_to
from tests.web.test_protection import HUANGPU, client, enter
from tests.web.visitor import Visitor

__all__ = ["client"]
PROVIDERS = "providers/full.yaml"
LINE = {"zh": "某处不对，改成别的", "en": "Something is wrong"}
STATES = {
    "none": None,
    "waits": Review(()),
    "faulty": Review(
        ("faq/x.yaml",), faults=(LINE, LINE), lists=("各街道托育服务机构一览表（2026年第四季度）.xlsx",)
    ),
    "outside": replace(CHANGED, outside=CHANGED.changes),
    "nothing": Review(("faq/x.yaml",)),
}


def test_from_a_question_asked_in_vain_to_its_answer(street_office: StreetOffice, visitor: Visitor) -> None:
    publish(street_office)
    street_office.appoint("wang", "editor")
    street_office.ask_bot([ASKED, f"请问{ASKED}"])
    page = visitor.page
    visitor.sign_in()
    page.get_by_role("link", name="加到问答").click()
    assert page.get_by_label("加到哪一条问答").input_value() == known().id  # the nearest is proposed
    page.get_by_label(ASKED).nth(1).check()
    visitor.press("放进草稿")
    assert visitor.told() == "放进草稿了：2 个问法。"
    page.goto("/admin/draft")
    assert "正在检查" in page.locator("main").inner_text()
    street_office.review_drafts()
    page.get_by_role("heading", name="检查通过").wait_for()  # the page looks again by itself
    shift = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=ASKED, exact=True))
    assert shift.inner_text().endswith("上海有三个区入选。")
    visitor.press("发布")
    assert version_in_force(street_office) == 1  # first it is asked
    visitor.press("发布")
    assert "已发布：版本 2" in visitor.told()
    assert version_in_force(street_office) == 2
    assert ASKED in file_in_force(street_office, KNOWN)
    page.goto("/admin/gaps")
    assert page.locator(".empty").is_visible()
    page.goto("/admin/draft")
    assert page.get_by_role("button", name="发布").count() == 0
    assert visitor.complaints == []


def test_a_new_entry_is_begun_and_tried_out(street_office: StreetOffice, visitor: Visitor) -> None:
    publish(street_office)
    street_office.appoint("wang")
    street_office.ask_bot(["夜里可以托吗", "夜里可以托嘛"])
    page = visitor.page
    visitor.sign_in()
    page.goto("/admin/gaps/1/learn")
    page.get_by_role("link", name="新开一条").click()
    assert page.get_by_label("编号").input_value() == "ye-li-ke-yi-tuo-ma"
    page.get_by_label("类别").fill("照护")
    page.get_by_label("回答").fill("夜里不托，最晚到 18:30。\n以机构通知为准。")
    page.get_by_label("编号").fill(known().id)
    visitor.press("放进草稿")
    assert "编号已经有了" in visitor.told()
    page.get_by_label("编号").fill("night-care")
    visitor.press("放进草稿")
    street_office.review_drafts()
    page.goto("/admin/draft")
    page.get_by_label("问一句").fill("夜里可以托吗")
    visitor.press("问")
    page.get_by_text("最晚到 18:30").wait_for()  # the page looks again until the draft is ready
    page.goto("/admin/gaps")
    assert page.get_by_text("已放进草稿").is_visible()
    page.goto("/admin/gaps/1/learn")
    assert page.get_by_label("加到哪一条问答").locator("option[value=night-care]").count() == 1
    page.goto("/admin/draft")
    visitor.press("放弃草稿")
    visitor.press("放弃草稿")
    assert "资料没有变" in visitor.told()
    assert version_in_force(street_office) == 1
    page.goto("/admin/audit")
    assert "放弃草稿" in page.locator("table").inner_text()


def test_a_faulty_workbook_comes_back_marked(
    street_office: StreetOffice, visitor: Visitor, tmp_path: Path
) -> None:
    publish(street_office)
    street_office.appoint("wang")
    book = exported(
        build(tmp_path / "pack"),
        tmp_path / "资料.xlsx",
        lambda book: setattr(cell(book, "机构", "类型", 名称="满满托育园1"), "value", "不知道"),
    )
    page = visitor.page
    visitor.sign_in()
    page.goto("/admin/draft")
    page.get_by_label("资料文件或表格").set_input_files(book)
    visitor.press("发来检查")
    assert visitor.told() == "收到「资料.xlsx」，正在检查。"
    street_office.review_drafts()
    page.goto("/admin/draft")
    text = page.locator("main").inner_text()
    assert "不能发布" in text
    assert "不知道" in text
    assert page.get_by_role("button", name="发布").count() == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标好错误的表格").click()
    assert download.value.suggested_filename == "资料-有错.xlsx"
    assert "机构" in load_workbook(io.BytesIO(download.value.path().read_bytes())).sheetnames
    book.write_bytes(exported(tmp_path / "pack", tmp_path / "again.xlsx").read_bytes())
    page.get_by_label("资料文件或表格").set_input_files(book)
    visitor.press("发来检查")
    assert steps(street_office) == ["资料.xlsx"]  # in the place of the one before


def test_too_large_a_file(client: httpx.Client, street_office: StreetOffice) -> None:
    token = enter(client, street_office)
    answer = send(client, token, b"x" * (drafts.LARGEST_FILE + 1))
    assert answer.status_code == 303
    assert "太大了" in client.get("/admin/draft").text
    answer = send(client, token, b"x" * LARGEST_WITH_FILE)
    assert answer.status_code == 413
    assert "文件最多 5 MB" in answer.text
    assert send(client, token, b"").status_code == 303  # an empty one is looked at
    assert steps(street_office) == ["x.yaml"]


def test_too_large_a_file_is_not_even_sent(
    street_office: StreetOffice, visitor: Visitor, tmp_path: Path
) -> None:
    street_office.appoint("wang")
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * (drafts.LARGEST_FILE + 1))
    visitor.sign_in()
    visitor.page.goto("/admin/draft")
    visitor.page.get_by_label("资料文件或表格").set_input_files(large)
    told = visitor.page.evaluate("document.getElementById('file').validationMessage")
    assert told == "文件太大了，最多 5 MB。"


def test_files_are_taken_where_they_belong_only(client: httpx.Client, street_office: StreetOffice) -> None:
    assert send(client, "", b"x").headers["location"] == "/admin/sign-in"  # a stranger's is not read
    assert send(client, "x" * 32, b"x").headers["location"] == "/admin/sign-in"
    token = enter(client, street_office)
    elsewhere = client.post("/admin/notices", data={"token": token}, files={"file": ("x", b"x" * 70_000)})
    assert elsewhere.status_code == 413
    assert client.post("/admin/draft/file", data={"token": token}).status_code == 303
    assert "没有收到文件" in client.get("/admin/draft").text
    assert client.get("/admin/draft/marked").status_code == 404
    assert steps(street_office) == []


def test_who_has_a_district_publishes_nothing_outside(
    client: httpx.Client, street_office: StreetOffice
) -> None:
    publish(street_office)
    token = enter(client, street_office, "editor", HUANGPU)
    send(client, token, changed(PROVIDERS, "满满托育园1", "圆圆托育园1"), "full.yaml")
    street_office.review_drafts()
    page = client.get("/admin/draft").text
    assert "不在您负责的范围里" in page
    assert "/admin/draft/publish" not in page
    form = {"token": token, "number": "1", "revision": "2", "confirmed": "yes"}
    client.post("/admin/draft/publish", data=form)
    assert "还不能发布" in client.get("/admin/draft").text
    assert client.post("/admin/versions/1/put-back", data={"token": token}).status_code == 403
    assert version_in_force(street_office) == 1


def test_what_was_added_since_the_page_was_shown_is_not_published(
    client: httpx.Client, street_office: StreetOffice
) -> None:
    publish(street_office)
    token = enter(client, street_office)
    send(client, token, changed(PROVIDERS, "满满托育园1", "圆圆托育园1"), "full.yaml")
    street_office.review_drafts()
    seen = {"token": token, "number": "1", "revision": "2", "confirmed": "yes"}
    send(client, token, changed(PROVIDERS, "满满托育园1", "方方托育园1"), "full.yaml")
    street_office.review_drafts()
    client.post("/admin/draft/publish", data=seen)
    assert "草稿变了" in client.get("/admin/draft").text
    assert version_in_force(street_office) == 1
    client.post("/admin/draft/publish", data={**seen, "revision": "3"})
    assert "方方托育园1" in file_in_force(street_office, PROVIDERS)


def test_what_somebody_else_published_meanwhile_is_compared_first(
    client: httpx.Client, street_office: StreetOffice
) -> None:
    publish(street_office)
    token = enter(client, street_office)
    send(client, token, changed(PROVIDERS, "满满托育园1", "圆圆托育园1"), "full.yaml")
    street_office.review_drafts()
    publish(street_office, {**small(), KNOWN: changed(KNOWN, "三个区", "三个区（2026）")})
    form = {"token": token, "number": "1", "revision": "2", "confirmed": "yes"}
    client.post("/admin/draft/publish", data=form)
    page = client.get("/admin/draft")
    assert "重新对比" in page.text
    assert page.headers["refresh"] == "3"
    assert version_in_force(street_office) == 2


def test_a_draft_of_one_is_not_another_s(client: httpx.Client, street_office: StreetOffice) -> None:
    street_office.appoint("wang")
    with street_office.database.begin() as tx:
        begin_draft(tx, "wang", File("x.yaml", b""), CHANGED, marked={"name": "x", "base64": ""})
    token = enter(client, street_office)
    assert client.get("/admin/draft/marked").status_code == 404
    for verb in ("publish", "drop"):
        form = {"token": token, "number": "1", "revision": "2", "confirmed": "yes"}
        client.post(f"/admin/draft/{verb}", data=form)
        assert "已经结束" in client.get("/admin/draft").text
    with street_office.database.begin() as tx:
        assert tx.scalars(select(KnowledgeDraft)).one().ended_at is None


def test_publishing_by_keyboard_alone(street_office: StreetOffice, visitor: Visitor) -> None:
    publish(street_office)
    street_office.appoint("wang")
    with street_office.database.begin() as tx:
        renamed = changed(PROVIDERS, "满满托育园1", "圆圆托育园1")
        begin_draft(tx, "wang", File("full.yaml", renamed))
    street_office.review_drafts()
    page = visitor.page
    visitor.sign_in()
    page.goto("/admin/draft")
    for button in ("form[action$=publish] button", "form.card button.solid"):
        tab_to(page, button)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert "已发布：版本 2" in visitor.told()
    assert page.evaluate("document.activeElement.id") == "said"


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_accessible_on_a_small_telephone(
    street_office: StreetOffice, visitor: Visitor, state: str
) -> None:
    street_office.appoint("wang")
    review = STATES[state]
    with street_office.database.begin() as tx:
        if review is not None:
            marked = {"marked": {"name": "x", "base64": ""}} if review.faults else {}
            begin_draft(tx, "wang", File("x.yaml", b""), None if state == "waits" else review, **marked)
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    visitor.page.route("**/admin/draft", without_refresh)
    visitor.sign_in()
    visitor.page.goto("/admin/draft")
    assert visitor.page.get_by_role("button", name="发布").count() == 0
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == 360
    assert looked_through(visitor.page) == []
    assert visitor.complaints == []


def without_refresh(route: Route) -> None:
    """So that the page stays as long as it is looked at."""
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=headers)


def send(client: httpx.Client, token: str, content: bytes, name: str = "x.yaml") -> httpx.Response:
    return client.post("/admin/draft/file", data={"token": token}, files={"file": (name, content)})
