"""A file in the chat: checked, compared, tried out, published, and taken back; with the real review."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.messages import Document
from bot.publishing.child import ChildFailed
from bot.publishing.review import Asked, Reviewed
from bot.publishing.reviewer import Reviewer
from bot.services import questions, versions
from bot.services.staff import Role, Scope
from tests.excel.books import cell
from tests.publishing.chat_office import NOW, Office, only_sqlite

FENGXIAN, HUANGPU, FAQ = "providers/奉贤区.yaml", "providers/黄浦区.yaml", "faq/三个区.yaml"
HOURS = 'opening_hours:\n    - opens: "Tu,Th 09:00-11:00"'
LONGER = HOURS.replace("11:00", "16:30")


def test_from_the_file_to_the_answer_and_back(office: Office) -> None:
    with office.database.begin() as tx:
        questions.record(tx, questions.Question("奉浦宝宝屋周二几点开门", "answered"), NOW)
    said = office.sends(FENGXIAN, lambda text: text.replace(HOURS, LONGER, 1))
    assert "草稿 1" in said
    report = office.says("/draft")
    assert "奉浦" in report
    assert "9:00–11:00 → 9:00–16:30" in report
    assert "最近的 1 个问题里，1 个的回答会变" in report
    assert "文件夹" in report
    assert "现在由草稿 1 回答您" in office.presses("试问新版本")
    tried = office.tried("奉浦宝宝屋周二几点开门")
    assert tried.startswith("〔试问草稿 1〕")
    assert "9:00–16:30" in tried
    office.presses("结束试问")
    assert "9:00–16:30" not in office.says("奉浦宝宝屋周二几点开门")
    office.says("/draft")
    assert "版本 2" in office.presses("发布")
    assert office.version() == 2
    assert "▶ 2" in office.says("/versions")
    assert "版本 1" in office.says("/rollback")
    assert office.reviewer.once()
    assert "9:00–16:30 → 9:00–11:00" in office.says("/draft")
    office.presses("发布")
    assert office.version() == 1


@only_sqlite
def test_the_report_comes_by_itself_in_the_chat_that_sent_the_file(office: Office) -> None:
    office.sends(FENGXIAN, lambda text: text.replace(HOURS, LONGER, 1))
    assert "✓ 检查通过" in office.says("你好")


@only_sqlite
def test_faults_are_told_with_file_and_line_and_nothing_can_be_published(office: Office) -> None:
    office.sends(FENGXIAN, lambda text: text.replace(HOURS, HOURS.replace("09:00", "25:00"), 1))
    report = office.says("/draft")
    assert f"{FENGXIAN}:" in report
    assert "再发一次" in report
    assert set(office.labels()) == {"放弃"}
    assert "还不能发布" in office.hear(button="desk:publish:1:2")
    office.sends(FENGXIAN, lambda text: text.replace(HOURS, LONGER, 1))
    assert "✓ 检查通过" in office.says("/draft")


@only_sqlite
def test_dropped_nothing_has_changed(office: Office) -> None:
    office.sends(FENGXIAN, lambda text: text.replace(HOURS, LONGER, 1))
    office.says("/draft")
    assert "已放弃" in office.presses("放弃")
    assert office.version() is None
    assert "没有在改的草稿" in office.says("/draft")
    assert "已经结束" in office.hear(button="desk:publish:1")


@only_sqlite
def test_what_is_booked_in_a_try_out_is_nowhere(office: Office) -> None:
    office.sends(FENGXIAN, lambda text: text.replace(HOURS, LONGER, 1))
    office.says("/draft")
    office.presses("试问")
    assert "〔试问草稿 1〕" in office.tried("我想约奉浦宝宝屋周四9点")
    office.hear(button="desk:untry")
    assert "〔试问" not in office.says("我的预约")
    assert "草稿 1" in office.says("/draft")


@only_sqlite
def test_something_published_meanwhile_is_not_undone_unseen(office: Office) -> None:
    office.appoint("ben")
    office.sends(FENGXIAN, lambda text: text.replace(HOURS, LONGER, 1))
    office.sends(HUANGPU, lambda text: text.replace("name: ", "name: 新", 1), user="ben")
    office.says("/draft", user="ben")
    office.presses("发布", user="ben")
    office.says("/draft")
    assert "重新对比" in office.presses("发布")
    assert office.reviewer.once()
    assert "9:00–16:30" in office.says("/draft")
    office.presses("发布")
    with office.database.begin() as tx:
        current = versions.in_force(tx)
        pack = versions.pack_of(tx, current.version) if current else None
    assert pack is not None
    assert "name: 新" in pack[HUANGPU].decode()
    assert LONGER in pack[FENGXIAN].decode()


@only_sqlite
@pytest.mark.parametrize(
    ("scope", "name", "reaches"),
    [
        (Scope("奉贤区"), FENGXIAN, True),
        (Scope("奉贤区"), HUANGPU, False),
        (Scope(provider="huangpu"), FENGXIAN, False),
        (Scope("奉贤区"), FAQ, False),
    ],
)
def test_a_role_with_limits_publishes_within_them(
    office: Office, scope: Scope, name: str, reaches: bool
) -> None:
    office.appoint("li", scope=scope)
    office.sends(name, _changed, user="li")
    report = office.says("/draft", user="li")
    assert ("不在您负责的范围" in report) == (not reaches)
    assert ("发布" in office.labels()) == reaches
    said = office.hear("li", button="desk:publish:1:2")
    assert ("已发布" in said) == reaches
    assert "不能做这件事" in office.says("/rollback", user="li")


@only_sqlite
@pytest.mark.parametrize("role", ["staff", None])
def test_files_of_others_are_not_taken(office: Office, role: Role | None) -> None:
    if role:
        office.appoint("pa", role)
    said = office.hear("pa", document=Document("a.yaml", "", b"x"))
    assert "草稿" not in said
    assert not office.reviewer.once()
    assert not office.engine.takes_files("test", "pa")
    assert office.engine.takes_files("test", "anna")


@only_sqlite
def test_a_question_asked_in_vain_joins_an_entry(office: Office) -> None:
    entry = next(iter(office.engine.knowledge.faq))
    with office.database.begin() as tx:
        for _ in range(2):
            asked = questions.Question("哪些区算示范", "asked_back", "faq", entry)
            questions.record(tx, asked, NOW - timedelta(days=1))
    assert "哪些区算示范" in office.says("/gaps")
    assert "草稿 1" in office.presses("加到")
    assert office.reviewer.once()
    assert "哪些区算示范" in office.says("/draft")
    office.presses("发布")
    assert "哪些区算示范" not in office.says("/gaps")


def _changed(text: str) -> str:
    if "questions:" in text:
        return text.replace("zh: ", "zh: 新：", 1)
    return text.replace("name: ", "name: 新", 1)


@only_sqlite
def test_the_workbook_comes_in_the_chat_and_is_sent_back(office: Office, tmp_path: Path) -> None:
    assert "正在做表格" in office.says("/excel")
    for thread in threading.enumerate():
        if thread.name == "workbook":
            thread.join()
    office.says("你好")
    (sent,) = [reply.document for reply in office.answer.replies if reply.document]
    path = tmp_path / sent.name
    path.write_bytes(sent.content)
    book = load_workbook(path)
    cell(book, "机构", "名称", 编号="fengpu-baobaowu").value = "奉浦新宝宝屋"
    book.save(path)
    office.hear(document=Document(sent.name, sent.mime, path.read_bytes()))
    assert office.reviewer.once()
    report = office.says("/draft")
    assert "奉浦新宝宝屋" in report
    assert "改动 1 处" in report


@only_sqlite
def test_a_folder_with_errors_of_its_own_is_told(office: Office) -> None:
    mended = (office.folder / HUANGPU).read_text(encoding="utf-8")
    (office.folder / HUANGPU).write_text("- id: [1", encoding="utf-8")
    office.sends(FENGXIAN, lambda text: text.replace(HOURS, LONGER, 1))
    assert f"{HUANGPU}:1" in office.says("/draft")
    office.sends(HUANGPU, lambda _: mended)
    assert "资料文件夹里有 1 处错误" in office.says("/draft")


@only_sqlite
@pytest.mark.parametrize("fault", [ChildFailed("killed"), MemoryError(), KeyError("小星托育园")])
def test_a_review_that_comes_to_nothing_is_told(
    office: Office, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Asked) -> Reviewed:
        raise fault

    office.reviewer = Reviewer(
        office.database, office.folder, office.engine.in_use, fail, office.clock, with_samples=True
    )
    office.sends(FENGXIAN, lambda text: text.replace(HOURS, LONGER, 1))
    assert "没能检查完" in office.says("/draft")
    assert not office.reviewer.once()
    assert "draft 1 could not be reviewed" in caplog.text
    assert "小星" not in caplog.text
