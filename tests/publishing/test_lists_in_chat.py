"""A list from elsewhere in the chat: its columns are proposed, put right by a press, and remembered."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.services import drafts, list_choices
from bot.services.staff import Scope
from db.models import KnowledgeDraft
from tests.publishing.chat_office import Office, only_sqlite

LISTS = Path(__file__).parents[1] / "excel" / "lists"
HEADINGS = "单位,所在区县,门牌,联系方式,备注\n"
ROWS = "小星托育园,奉贤区,人民路1号,021-57100001,可试托\n小月托育园,奉贤区,人民路2号,02157100002转3,面议\n"
LIST = "名单.csv"


def csv(rows: str = ROWS) -> bytes:
    return (HEADINGS + rows).encode()


def read_on(office: Office) -> str:
    """As proposed; what is said when it was looked at again."""
    assert "照这样读" in office.presses("就这样导入")
    assert office.reviewer.once()
    return office.says("/draft")


def answers_about(office: Office, question: str) -> str:
    office.presses("试问新版本")
    said = office.tried(question)
    office.presses("结束试问")
    return said


def test_from_a_list_to_the_answer(office: Office) -> None:
    assert "草稿 1" in office.sends_file(LIST, csv())
    report = office.says("/draft")
    assert "2 行" in report
    assert "1. 单位（小星托育园、小月托育园） → 机构名称" in report
    assert office.labels()[0] == "就这样导入"
    assert "发布" not in office.labels()
    office.presses("门牌")
    assert "地址" in office.labels()
    assert "3. 门牌（人民路1号、人民路2号） → 地址\n" in office.presses("地址")
    report = read_on(office)
    assert "表里没有机构类型，整张表算作 → 社会力量举办" in report
    office.presses("改 1")
    assert "→ 公办" in office.presses("公办")
    report = read_on(office)
    assert "新增机构：小星托育园" in report
    assert "名单「名单.csv」2 行，导入 2 家" in report
    assert "只知道区，不能算距离，2 家" in report
    assert "02157100002" in answers_about(office, "小月托育园电话").replace("-", "")
    office.says("/draft")
    assert "版本 2" in office.presses("发布")

    office.sends_file("新名单.csv", csv(ROWS.replace("小星", "小云")))
    report = office.says("/draft")  # nothing is asked again
    assert "新增机构：小云托育园" in report
    assert "小月托育园" not in report


@only_sqlite
def test_what_cannot_be_read_is_left_out_and_marked(office: Office) -> None:
    office.sends_file(LIST, csv(ROWS.replace("021-57100001", "请微信联系")))
    office.says("/draft")
    read_on(office)
    report = read_on(office)
    assert "“请微信联系”看不懂是什么电话" in report
    assert "新增机构：小星托育园" in report
    marked = {reply.document.name for reply in office.answer.replies if reply.document}
    assert marked == {"名单-有错.xlsx"}
    assert "发布" in office.labels()


@only_sqlite
def test_a_list_of_which_nothing_can_be_taken_is_no_sound_draft(office: Office) -> None:
    office.sends_file(LIST, csv(ROWS.replace("奉贤区", "玄武区")))
    office.says("/draft")
    read_on(office)
    report = read_on(office)
    assert "2 行，一家也没能导入" in report
    assert "“玄武区”在地名资料里没有" in report
    assert "发布" not in office.labels()
    office.presses("重新认列")
    assert office.reviewer.once()
    assert "每一列我当作" in office.says("/draft")


@only_sqlite
def test_a_list_of_a_city_abroad(office: Office) -> None:
    office.sends_file("toronto.csv", (LISTS / "toronto.csv").read_bytes())
    office.says("/draft")
    assert "「Non Profit Agency」是哪一类机构" in read_on(office)
    report = read_on(office)
    assert "Example Woods Nursery School" in report
    assert "按表里的坐标，3 家" in report


@only_sqlite
def test_without_names_nothing_is_taken(office: Office) -> None:
    office.sends_file(LIST, csv())
    office.says("/draft")
    office.presses("改 1")
    office.presses("不要这一列")
    assert "要有一列是「机构名称」" in office.presses("就这样导入")
    assert not office.reviewer.once()


@only_sqlite
def test_a_column_takes_what_another_had(office: Office) -> None:
    office.sends_file(LIST, csv())
    office.says("/draft")
    office.presses("改 5")
    report = office.presses("机构名称")
    assert "1. 单位（小星托育园、小月托育园） → 不要这一列" in report
    assert "5. 备注（可试托、面议） → 机构名称" in report


@only_sqlite
@pytest.mark.parametrize(
    "press",
    [
        "column:1:2:9",
        "column:1:2:x",
        "column:1:2",
        "means:1:2:0:99",
        "means:1:2:x:0",
        "means:1:2:0",
        "listed:x",
        "anew:1:2:0",
        "anew:1:2",
        f"listed:{'9' * 5000}",
    ],
)
def test_a_press_that_is_not_offered_is_told(office: Office, press: str) -> None:
    office.sends_file(LIST, csv())
    before = waiting(office)
    assert "草稿" in office.hear(button=f"desk:{press}")
    assert waiting(office) == before


@only_sqlite
@pytest.mark.parametrize("press", ["column:1:2:0", "means:1:2:0:0", "listed:1:2"])
def test_a_list_is_told_about_by_its_own_editor_only(office: Office, press: str) -> None:
    office.appoint("ben")
    office.sends_file(LIST, csv())
    before = waiting(office)
    assert "已经结束" in office.hear("ben", button=f"desk:{press}")
    assert waiting(office) == before


@only_sqlite
@pytest.mark.parametrize("press", ["column:1:2:0", "means:1:2:0:0", "listed:1:2"])
def test_what_was_told_already_is_not_told_again(office: Office, press: str) -> None:
    office.sends_file(LIST, csv())
    office.says("/draft")
    office.presses("就这样导入")
    assert "后来又变了" in office.hear(button=f"desk:{press}")
    assert office.reviewer.once()
    open_choices = waiting(office)
    assert "后来又变了" in office.hear(button=f"desk:{press}")  # which is of the list's columns, not of these
    assert waiting(office) == open_choices


def waiting(office: Office) -> object:
    with office.database.begin() as tx:
        (draft,) = tx.scalars(select(KnowledgeDraft))
        return list_choices.to_tell(draft)


@only_sqlite
def test_what_was_told_wrongly_is_told_anew(office: Office) -> None:
    office.sends_file(LIST, csv())
    office.says("/draft")
    office.presses("改 5")
    office.presses("地址")
    read_on(office)
    assert "新增机构" in read_on(office)
    office.presses("发布")
    office.sends_file("新名单.csv", csv())
    assert "没有区别" in office.says("/draft")
    assert "重新认一遍" in office.presses("重新认列「新名单.csv」")
    assert office.reviewer.once()
    assert "5. 备注（可试托、面议） → 地址\n" in office.says("/draft")  # as it was told the last time
    office.presses("改 3")
    office.presses("地址")
    office.presses("就这样导入")
    assert office.reviewer.once()
    office.says("/draft")
    report = read_on(office)
    assert "地址" in report
    assert "人民路1号" in report
    office.presses("发布")
    office.sends_file("再新名单.csv", csv())
    assert "没有区别" in office.says("/draft")  # what was told last holds


@only_sqlite
def test_a_district_s_list_may_bring_its_streets(office: Office) -> None:
    office.appoint("li", scope=Scope("奉贤区"))
    rows = "名称,区,街道,电话,纬度,经度\n小星托育园,奉贤区,新设街道,021-57100001,30.92,121.47\n"
    office.sends_file(LIST, rows.encode(), user="li")
    for _ in range(2):
        office.says("/draft", user="li")
        office.presses("就这样导入", user="li")
        assert office.reviewer.once()
    report = office.says("/draft", user="li")
    assert "新设街道" in report
    assert "已发布" in office.presses("发布", user="li")


@only_sqlite
def test_what_was_dropped_is_not_remembered(office: Office) -> None:
    office.sends_file(LIST, csv())
    office.says("/draft")
    read_on(office)
    office.presses("放弃")
    with office.database.begin() as tx:
        assert drafts.remembered(tx) == ()
    office.sends_file(LIST, csv())
    assert "1. 单位" in office.says("/draft")
