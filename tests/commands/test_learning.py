"""`tuoyu knowledge gaps | learn` and `tuoyu report`, as an administrator runs them after a week."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import system_clock
from bot.commands.learning import MOST_SHOWN
from bot.services import questions
from bot.services.questions import Question, Taken
from db.models import AuditEntry, CareSession, RecordedQuestion
from db.session import Database
from knowledge.files import FOLDERS
from knowledge.loader import SHIPPED, load
from tests.commands.conftest import Tuoyu
from tests.knowledge.packs import write


@pytest.fixture
def pack(knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """To be written to."""
    for folder in FOLDERS:
        shutil.copytree(knowledge / folder, tmp_path / "own" / folder)
    monkeypatch.setenv("TUOYU_KNOWLEDGE", str(tmp_path / "own"))
    return tmp_path / "own"


def asked(
    database: Database, words: str, outcome: Taken = "unknown", topic: str | None = None,
    entry: str | None = None, district: str | None = None, days_ago: float = 1,
) -> None:  # fmt: skip
    with database.begin() as tx:
        at = system_clock() - timedelta(days=days_ago)
        questions.record(tx, Question(words, outcome, topic, entry, 0.3, district), at)


def test_nothing_was_asked_in_vain(tuoyu: Tuoyu, database: Database) -> None:
    asked(database, "多少钱", "answered", "price")
    said = tuoyu("knowledge", "gaps")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("最近 30 天没有没答好的问题。")


def test_groups_with_the_largest_first_and_what_to_do(tuoyu: Tuoyu, database: Database) -> None:
    asked(database, "我要投诉", "human", "human")
    asked(database, "有没有监控可以看", "rejected", "faq", "camera-viewing")
    asked(database, "可以过夜吗", "unknown")
    asked(database, "能过夜吗", "asked_back", "find")
    asked(database, "可以过夜么", "asked_back", "find")
    lines = tuoyu("knowledge", "gaps").out.splitlines()
    assert lines[0].startswith("3 次 / times  ") and "过夜" in lines[0]
    assert lines[1].strip() == "（反问 2、没听懂 1；最接近 / nearest: 话题 / topic “找附近的机构”）"
    assert {line.strip() for line in lines[2:4]} < {"可以过夜吗", "能过夜吗", "可以过夜么"}
    others = "\n".join(lines[4:])
    first_question = load(SHIPPED).faq["camera-viewing"].questions[0]
    assert f"（说不是这个 1；最接近 / nearest: 问答 / entry camera-viewing（{first_question}））" in others
    assert "（转人工 1；最接近 / nearest: 话题 / topic “转人工”）" in others
    assert "最近 30 天共 3 组。" in others and "tuoyu knowledge learn" in others and "--answer" in others


def test_more_groups_than_are_shown_are_counted(tuoyu: Tuoyu, database: Database) -> None:
    letters = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    for letter in letters:
        asked(database, letter * 2 + chr(ord(letter) + 7))
    said = tuoyu("knowledge", "gaps").out
    assert said.count(" 次 / times") == MOST_SHOWN
    assert f"还有 {len(letters) - MOST_SHOWN} 组" in said and f"共 {len(letters)} 组" in said


def test_gaps_of_a_district_and_of_some_days(tuoyu: Tuoyu, database: Database) -> None:
    asked(database, "可以过夜吗", district="黄浦区")
    asked(database, "门口能停车吗", district="奉贤区")
    asked(database, "以前问过的问题", district="黄浦区", days_ago=10)
    said = tuoyu("knowledge", "gaps", "--district", "黄浦", "--days", "7").out
    assert "过夜" in said and "停车" not in said and "以前" not in said and "最近 7 天共 1 组" in said
    wrong = tuoyu("knowledge", "gaps", "--district", "黄埔区")
    assert (wrong.status, wrong.out) == (2, "") and "没有“黄埔区”这个区。→ 黄浦区?" in wrong.err


@pytest.mark.parametrize("days", ["0", "-3", "七", "99999", "1.5"])
@pytest.mark.parametrize("command", [("knowledge", "gaps"), ("report",)])
def test_a_number_of_days_that_is_none(tuoyu: Tuoyu, command: tuple[str, ...], days: str) -> None:
    said = tuoyu(*command, f"--days={days}")
    assert said.status == 2 and "要写 1 到 3660 的天数" in said.err


def test_a_question_is_added_and_no_longer_listed(tuoyu: Tuoyu, database: Database, pack: Path) -> None:
    for words in ("能看监控录像不", "能看监控录像么"):
        asked(database, words, "rejected", "faq", "camera-viewing")
    said = tuoyu("knowledge", "learn", "能看监控录像不", "camera-viewing")
    assert (said.status, said.err) == (0, "")
    assert "检查过，没有错误" in said.out and "2 个相似的问题不再列出" in said.out
    assert "tuoyu knowledge publish" in said.out
    assert load(pack).faq["camera-viewing"].questions[-1] == "能看监控录像不"
    assert "没有没答好的问题" in tuoyu("knowledge", "gaps").out
    with database.begin() as tx:
        assert all(tx.scalars(select(RecordedQuestion.handled_at)))
        (entry,) = tx.scalars(select(AuditEntry).where(AuditEntry.what == "gap.handled"))
        assert entry.after == {"as": "camera-viewing"}


def test_a_new_entry_is_begun(tuoyu: Tuoyu, pack: Path) -> None:
    answer = "现在的机构都不过夜。"
    said = tuoyu("knowledge", "learn", "可以过夜吗", "overnight-care", "--answer", answer)
    assert said.status == 0 and "不再列出" not in said.out  # nobody had asked
    begun = load(pack).faq["overnight-care"]
    assert (begun.questions, begun.answer.zh) == (("可以过夜吗",), answer)
    assert (begun.category, begun.source.title) == ("其他", "工作人员答复")
    again = tuoyu("knowledge", "learn", "能过夜不", "overnight-care", "--answer", "能。")
    assert again.status == 2 and "编号“overnight-care”已经有了（可以过夜吗），什么也没有写" in again.err
    assert load(pack).faq["overnight-care"] == begun
    assert tuoyu("knowledge", "learn", "能过夜不", "overnight-care").status == 0
    assert load(pack).faq["overnight-care"].questions == ("可以过夜吗", "能过夜不")


@pytest.mark.parametrize(
    ("question", "entry", "answer", "status", "told"),
    [
        ("能看监控不", "camera-veiwing", None, 2, "没有编号“camera-veiwing”的问答。→ camera-viewing?"),
        ("能看监控不", "find", None, 2, "“find”是话题，不是问答"),
        ("可以过夜吗", "过夜", "不能。", 1, "faq/新增.yaml:1 id: “过夜”只能用小写英文字母"),
        ("可以过夜吗", "overnight", " ", 1, "answer"),
        ("打13812345678说能过夜", "camera-viewing", None, 1, "手机号"),
        ("家长能看监控吗", "parents-stay", None, 2, "“家长能看监控吗”已经在“camera-viewing”里了"),
        ("  ", "camera-viewing", None, 1, "questions"),
    ],
)
def test_what_would_be_wrong_is_not_written(
    tuoyu: Tuoyu, pack: Path, question: str, entry: str, answer: str | None, status: int, told: str
) -> None:
    before = {path: path.read_bytes() for path in pack.rglob("*.yaml")}
    said = tuoyu("knowledge", "learn", question, entry, *(("--answer", answer) if answer else ()))
    assert (said.status, said.out) == (status, ""), said
    assert told in said.err
    assert {path: path.read_bytes() for path in pack.rglob("*.yaml")} == before


def test_a_file_that_cannot_be_added_to_is_named(tuoyu: Tuoyu, pack: Path) -> None:
    entry = "- id: flow\n  category: 其他\n  questions: [可以过夜吗]\n  answer: 不能。\n"
    write(pack, "faq/手写.yaml", entry + "  source: {title: t, checked_on: 2026-11-01}\n")
    said = tuoyu("knowledge", "learn", "能过夜不", "flow")
    assert said.status == 1 and said.err.startswith("faq/手写.yaml 第 3 行的写法不能自动添加")


def test_files_with_errors_are_mended_first(tuoyu: Tuoyu, pack: Path) -> None:
    write(pack, "faq/坏.yaml", "- id: x\n")
    said = tuoyu("knowledge", "learn", "能看监控不", "camera-viewing")
    assert said.status == 1 and "faq/坏.yaml:1" in said.err and "处错误" in said.err


def test_a_week_without_anybody(tuoyu: Tuoyu) -> None:
    said = tuoyu("report")
    assert said.status == 0
    assert said.out.splitlines() == [
        "最近 7 天（不分区 / everywhere）没有人提问。 / No questions in 7 days.",
        "预约 / bookings: 无 / none",
        "约满的场次 / full sessions: 无 / none",
    ]


def test_the_week_in_words(tuoyu: Tuoyu, database: Database) -> None:
    asked(database, "多少钱", "answered", "price", district="黄浦区")
    asked(database, "收费呢", "answered", "price", district="黄浦区")
    asked(database, "要体检吗", "answered", "faq", "health-check")
    asked(database, "火星上有吗", "unknown", district="奉贤区")
    asked(database, "上个月的", "answered", "hours", days_ago=20)
    yesterday = system_clock() - timedelta(days=1)
    with database.begin() as tx:
        session = CareSession(provider="fengpu-baobaowu", service="temporary_care", capacity=2, booked=2)
        session.starts_at, session.ends_at = yesterday, yesterday + timedelta(hours=2)
        tx.add(session)
    lines = tuoyu("report").out.splitlines()
    assert lines[0].startswith("最近 7 天（不分区 / everywhere）：问了 4 句，直接答上 75%。")
    assert lines[1] == "问得多的 / topics: 收费 2、常见问题 1、别的事 1"
    assert lines[2] == "按区 / by district: 黄浦区 2、没说在哪个区 / no district 1、奉贤区 1"
    assert lines[3:] == ["预约 / bookings: 无 / none", "约满的场次 / full sessions: 奉贤区 1"]
    of_one = tuoyu("report", "--district", "黄浦", "--days", "30").out
    assert "最近 30 天（黄浦区）：问了 2 句，直接答上 100%" in of_one and "奉贤区" not in of_one
    wrong = tuoyu("report", "--district", "火星区")
    assert (wrong.status, wrong.out) == (2, "") and "没有“火星区”这个区" in wrong.err
