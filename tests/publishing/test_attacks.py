"""What a hostile or clumsy editor sends and does ends with a report, and changes nothing of others."""

import io
import random
import zipfile
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from bot.messages import Document
from bot.publishing.child import ChildFailed
from bot.publishing.review import Asked
from bot.publishing.review_child import review_aside
from bot.publishing.reviewer import digest_in_force
from bot.services import drafts, staff, versions
from bot.services.draft_steps import LONGEST_NAME, File, kept_name
from bot.services.drafts import Outdated, TooManySteps
from bot.services.staff import Role, Scope
from bot.services.versions import Published
from db.models import KnowledgeDraft, StaffMember
from tests.publishing.chat_office import NOW, Office, only_sqlite

FENGXIAN, HUANGPU = "providers/奉贤区.yaml", "providers/黄浦区.yaml"
HEADINGS = "单位,所在区县,门牌,联系方式\n"
LIST = f"{HEADINGS}小星托育园,奉贤区,人民路1号,021-57100001\n".encode()


def renamed(text: str) -> str:
    return text.replace("name: ", "name: 新", 1)


def reappoint(office: Office, user: str, role: Role, scope: Scope) -> None:
    with office.database.begin() as tx:
        code = staff.invite(tx, user, role, scope, "system", NOW, random.Random(f"{user} again"))
        staff.bind(tx, code, "test", user, NOW)


def read_through(office: Office) -> str:
    """As proposed, to the end."""
    report = office.says("/draft")
    while "就这样导入" in office.labels():
        office.presses("就这样导入")
        assert office.reviewer.once()
        report = office.says("/draft")
    return report


@only_sqlite
@pytest.mark.parametrize("name", ["名" * 90 + ".csv", "名\0单.csv", "名单\n.csv", "x" * 5000 + ".csv"])
def test_any_name_can_be_looked_at(office: Office, name: str) -> None:
    office.sends_file(name, LIST.replace(b"021-57100001", "请微信".encode()))
    assert "新增机构：小星托育园" in read_through(office)
    (marked,) = {reply.document.name for reply in office.answer.replies if reply.document}
    assert marked.endswith("-有错.xlsx")


@only_sqlite
def test_a_new_file_with_a_long_name_is_looked_at(office: Office) -> None:
    office.sends_file("新" * 90 + ".yaml", b"- id: a\n  name: b\n  kind: public\n")
    assert "district" in office.says("/draft")


def test_of_a_long_name_the_end_is_kept() -> None:
    assert kept_name("名" * 90 + ".csv").endswith("名.csv")
    assert len(kept_name("名" * 90 + ".csv").encode()) <= LONGEST_NAME
    assert kept_name("名\u202e\0\n\ud800单.csv") == "名单.csv"
    assert kept_name(".奉贤区.yaml") == kept_name("~$奉贤区.yaml") == "奉贤区.yaml"


@only_sqlite
def test_control_characters_do_not_keep_the_marked_table_from_being_made(office: Office) -> None:
    rows = "小\x01星,奉贤区,路1号,请\x1f微信\n小月,奉贤区,路2号,021-57100001\n"
    office.sends_file("名单.csv", (HEADINGS + rows).encode())
    report = read_through(office)
    assert "新增机构：小星" in report
    assert "新增机构：小月" in report
    marked = next(reply.document for reply in office.answer.replies if reply.document)
    page = load_workbook(io.BytesIO(marked.content)).worksheets[0]
    assert page["A2"].value == "小星"
    assert page["D2"].comment is not None


@only_sqlite
def test_half_a_character_in_json_is_refused(office: Office) -> None:
    office.sends_file("名单.json", b'[{"name": "\\ud800a", "address": "b", "telephone": "021-57100001"}]')
    assert "JSON" in office.says("/draft")
    assert office.labels() == ["放弃", "放弃"]


@only_sqlite
def test_a_workbook_that_was_damaged_on_its_way_is_told(office: Office) -> None:
    book, packed = Workbook(), io.BytesIO()
    book.worksheets[0].append(HEADINGS.strip().split(","))
    book.save(packed)
    content = bytearray(packed.getvalue())
    with zipfile.ZipFile(packed) as parts:
        start = parts.getinfo("xl/worksheets/sheet1.xml").header_offset + 70
    content[start : start + 40] = b"\xff" * 40
    office.sends_file("名单.xlsx", bytes(content))
    assert "坏了" in office.says("/draft")


@only_sqlite
def test_a_list_has_no_more_buttons_than_telegram_sends(office: Office) -> None:
    headings = f"机构名称,地址,电话,{','.join(f'栏目{n}' for n in range(150))}\n"
    office.sends_file("名单.csv", f"{headings}小星托育园,人民路1号,021-57100001{',' * 150}\n".encode())
    office.says("你好")
    report = office.answer.replies[0]
    assert sum(map(len, report.buttons)) <= 100
    assert "其余的请在网页" in report.text


@only_sqlite
def test_headings_that_repeat_are_told_apart(office: Office) -> None:
    heads = "机构名称,地址,费用 (元),费用 (元),电话,电话 (2),电话\n"
    office.sends_file("名单.csv", f"{heads}小星托育园,人民路1号,1,2,3,4,5\n".encode())
    report = office.says("/draft")
    for heading in ("费用 (元)（1）", "费用 (元) (2)（2）", "电话（3）", "电话 (2)（4）", "电话 (3)（5）"):
        assert heading in report


@only_sqlite
def test_a_full_draft_still_takes_a_mended_file(office: Office) -> None:
    with office.database.begin() as tx:
        member = tx.scalars(select(StaffMember)).one()
        for number in range(drafts.MOST_STEPS):
            drafts.add(tx, member, File(f"{number}.yaml", b"wrong"), NOW)
        assert isinstance(drafts.add(tx, member, File("one more.yaml", b""), NOW), TooManySteps)
        assert isinstance(drafts.add(tx, member, File("7.yaml", b"mended"), NOW), KnowledgeDraft)


def test_a_role_that_was_narrowed_publishes_nothing_from_before(office: Office) -> None:
    office.appoint("li")
    office.sends(FENGXIAN, renamed, user="li")
    office.says("/draft", user="li")
    assert "发布" in office.labels()
    reappoint(office, "li", "editor", Scope("黄浦区"))
    assert "后来又变了" in office.presses("发布", user="li")
    assert office.reviewer.once()
    assert "不在您负责的范围" in office.says("/draft", user="li")
    assert "还不能发布" in office.hear("li", button="desk:publish:1:3")
    assert office.version() is None


def test_a_role_that_was_narrowed_while_its_draft_was_looked_at(office: Office) -> None:
    office.appoint("li")
    office.hear("li", document=Document("奉贤区.yaml", "", renamed(text_of(office, FENGXIAN)).encode()))
    with office.database.begin() as tx:
        task = drafts.take(tx, NOW)
    assert task is not None
    reappoint(office, "li", "editor", Scope("黄浦区"))
    with office.database.begin() as tx:
        assert not drafts.keep_review(tx, task, {}, drafts.Compared(""), NOW)


@pytest.mark.parametrize("published_before", [True, False])
def test_two_who_publish_at_the_same_time_do_not_undo_each_other(
    office: Office, published_before: bool
) -> None:
    if published_before:
        office.sends(FENGXIAN, lambda text: text.replace("name: ", "name: 头", 1))
        office.says("/draft")
        office.presses("发布")
    office.appoint("ben")
    office.sends(FENGXIAN, renamed)
    office.sends(HUANGPU, renamed, user="ben")
    together = Barrier(2)

    def publish(number: int) -> object:
        together.wait()
        with office.database.begin() as tx:
            draft = tx.get_one(KnowledgeDraft, number)
            return drafts.publish(tx, draft, digest_in_force(tx, office.folder), NOW)

    with ThreadPoolExecutor(2) as beside:
        done = list(beside.map(publish, (2, 3) if published_before else (1, 2)))
    assert sorted(type(one).__name__ for one in done) == [Outdated.__name__, Published.__name__]


def test_publishing_twice_at_the_same_time_is_publishing_once(office: Office) -> None:
    office.sends(FENGXIAN, renamed)
    together = Barrier(2)

    def publish(_: int) -> bool:
        together.wait()
        with office.database.begin() as tx:
            draft = drafts.draft_of(tx, tx.scalars(select(StaffMember)).one(), 1)
            if draft is None:
                return False
            return isinstance(drafts.publish(tx, draft, digest_in_force(tx, office.folder), NOW), Published)

    with ThreadPoolExecutor(2) as beside:
        assert sorted(beside.map(publish, range(2))) == [False, True]
    with office.database.begin() as tx:
        assert len(versions.versions(tx)) == 2  # the folder's, and the draft's
        assert tx.scalars(select(KnowledgeDraft.ended_as)).one() == "published"


def test_what_fails_in_the_child_is_told_without_its_words(capfd: pytest.CaptureFixture[str]) -> None:
    base = {f"faq/{'李老师13800000000' * 30}.yaml": b""}  # a name that no file can have
    asked = Asked(base, False, (), None, Scope(), (), NOW, with_samples=True, with_embeddings=False)
    with pytest.raises(ChildFailed):
        review_aside(asked)
    told = capfd.readouterr().err
    assert "OSError" in told
    assert "in unfolded" in told
    assert "李老师" not in told


def text_of(office: Office, name: str) -> str:
    return (office.folder / name).read_text(encoding="utf-8")
