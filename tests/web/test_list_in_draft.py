"""A list from elsewhere on the pages: what its columns mean is proposed, put right, and read."""

import re

import httpx
import pytest

from bot.services.draft_steps import File
from tests.web.filled import begin_draft
from tests.web.office import StreetOffice
from tests.web.small import publish, steps
from tests.web.test_draft import client, send
from tests.web.test_everybody import looked_through, tab_to
from tests.web.test_protection import enter
from tests.web.visitor import Visitor

__all__ = ["client"]
LIST = (
    "单位,所在区县,门牌,联系方式,备注,纬度,经度\n"
    "小星托育园,奉贤区,人民路1号,021-57100001,可试托,30.92,121.47\n"
    "小月托育园,奉贤区,人民路2号,请微信联系,面议,30.93,121.48\n"
).encode()


@pytest.fixture
def waiting(street_office: StreetOffice) -> StreetOffice:
    """The list of "wang" waits for somebody to say what its columns are."""
    publish(street_office)
    street_office.appoint("wang")
    with street_office.database.begin() as tx:
        begin_draft(tx, "wang", File("名单.csv", LIST))
    street_office.review_drafts()
    return street_office


def test_from_a_list_to_its_version(waiting: StreetOffice, visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.goto("/admin/draft")
    text = page.locator("main").inner_text()
    assert "每一列是什么" in text
    assert "人民路1号、人民路2号" in text
    assert page.get_by_role("button", name="发布").count() == 0
    assert page.get_by_label("单位").input_value() == "name"
    page.get_by_label("门牌").select_option("地址")
    visitor.press("就这样读")
    assert "照这样读" in visitor.told()
    waiting.review_drafts()
    page.goto("/admin/draft")
    assert "还有几处要您定" in page.locator("main").inner_text()
    page.get_by_label("看不出机构类型的").select_option("public")
    visitor.press("就这样读")
    waiting.review_drafts()
    page.goto("/admin/draft")
    text = page.locator("main").inner_text()
    assert "新增机构：小星托育园" in text
    page.get_by_text("提醒").first.click()
    assert "“请微信联系”看不懂是什么电话" in page.locator("main").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("下载")).first.click()
    assert download.value.suggested_filename == "名单-有错.xlsx"
    visitor.press("发布")
    visitor.press("发布")
    assert "已发布：版本 2" in visitor.told()
    page.goto("/admin/draft")
    page.get_by_label("资料文件或表格").set_input_files(
        {
            "name": "新名单.csv",
            "mimeType": "text/csv",
            "buffer": LIST.replace("小星".encode(), "小云".encode()),
        }
    )
    visitor.press("发来检查")
    waiting.review_drafts()
    page.goto("/admin/draft")
    assert "新增机构：小云托育园" in page.locator("main").inner_text()  # nothing was asked again
    assert visitor.complaints == []


def test_by_keyboard_alone_on_a_small_telephone(waiting: StreetOffice, visitor: Visitor) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 360, "height": 740})
    visitor.sign_in()
    page.goto("/admin/draft")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert looked_through(page) == []
    tab_to(page, "form[action$=list] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert steps(waiting) == ["名单.csv", "名单.csv"]  # the list, and what it means
    assert visitor.complaints == []


def test_two_columns_cannot_be_the_same(waiting: StreetOffice, visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.goto("/admin/draft")
    page.get_by_label("备注").select_option("机构名称")
    visitor.press("就这样读")
    assert "有两列都选了“机构名称”" in page.locator("main").inner_text()
    assert page.get_by_label("备注").input_value() == "name"  # as it was chosen
    page.get_by_label("备注").select_option("不要这一列")
    page.get_by_label("单位").select_option("不要这一列")
    visitor.press("就这样读")
    assert "要有一列是“机构名称”" in page.locator("main").inner_text()
    assert steps(waiting) == ["名单.csv"]
    assert visitor.complaints == [f"Failed to load resource: {UNPROCESSABLE}"] * 2


UNPROCESSABLE = "the server responded with a status of 422 (Unprocessable Entity)"


def test_what_is_not_offered_is_left_as_proposed(client: httpx.Client, street_office: StreetOffice) -> None:
    publish(street_office)
    token = enter(client, street_office)
    form = {"token": token, "number": "1", "revision": "2"}
    assert tell(client, form) == "草稿变了"  # there is none
    send(client, token, LIST, "名单.csv")
    assert tell(client, form) == "草稿变了"  # not looked at yet
    street_office.review_drafts()
    assert tell(client, {**form, "revision": "1"}) == "草稿变了"
    assert tell(client, {**form, "choice0": "no such thing"}) == "照这样读"
    assert tell(client, form) == "草稿变了"  # told already


def tell(client: httpx.Client, form: dict[str, str]) -> str:
    answer = client.post("/admin/draft/list", data=form)
    assert answer.status_code == 303
    found = re.search("草稿变了|照这样读", client.get("/admin/draft").text)
    assert found
    return found[0]
