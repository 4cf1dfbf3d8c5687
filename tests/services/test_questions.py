"""What parents leave for people, and what is taken out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.services import questions
from bot.services.fact_reports import report_fact
from bot.services.personal_data import without_personal_data
from bot.services.questions import LONGEST_QUESTION, Question
from db.models import FactReport, RecordedQuestion
from tests.services.world import NOW, World


def test_a_report_names_its_subject(world: World) -> None:
    family = world.child().family_id
    with world.database.begin() as tx:
        report_fact(tx, family, "fengpu", "已经搬了", NOW)
    with world.database.begin() as tx:
        kept = tx.scalars(select(FactReport)).one()
        assert (kept.family_id, kept.subject, kept.words) == (family, "fengpu", "已经搬了")


def test_a_recorded_question_is_nobodys(world: World) -> None:
    asked = Question("打13812345678找我" + "长" * 900, "unknown", district="奉贤区")
    with world.database.begin() as tx:
        questions.record(tx, asked, NOW)
    with world.database.begin() as tx:
        kept = tx.scalars(select(RecordedQuestion)).one()
        assert kept.words.startswith("打[电话]找我长")
        assert len(kept.words) == LONGEST_QUESTION
        assert (kept.district, kept.outcome, kept.asked_at) == ("奉贤区", "unknown", NOW)


@pytest.mark.parametrize(("taken", "becomes"), [("answered", "rejected"), ("unknown", "unknown")])
def test_only_an_answer_can_be_rejected(world: World, taken: questions.Taken, becomes: str) -> None:
    with world.database.begin() as tx:
        number = questions.record(tx, Question("多少钱", taken), NOW)
    with world.database.begin() as tx:
        questions.amend(tx, number, "rejected")
    with world.database.begin() as tx:
        assert tx.get_one(RecordedQuestion, number).outcome == becomes


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("打13812345678", "打[电话]"),
        ("打 138-1234-5678 或+86 138 1234 5678", "打 [电话] 或[电话]"),
        ("１３８１２３４５６７８", "[电话]"),
        ("座机021-57423456", "座机[电话]"),
        ("座机(021)5742 3456转801", "座机[电话]转801"),
        ("一三八幺二三四五六七八", "[号码]"),
        ("证件310115202503151234", "证件[证件]"),
        ("31011520250315123X", "[证件]"),
        ("护照E12345678", "护照[证件]"),
        ("车牌沪A12345和沪AD12345", "车牌[车牌]和[车牌]"),
        ("微信号 li.lei@example.com 联系", "微信号 [邮箱] 联系"),
        ("宝宝2025年3月15日出生", "宝宝[日期]出生"),
        ("2025-03-15的孩子", "[日期]的孩子"),
        ("20250315能上吗", "[日期]能上吗"),
        ("生日是3月15号", "生日是[日期]"),
        ("2025年3月生的", "[日期]生的"),
        ("she was born on March 5, 2025", "she was born on [日期]"),
        ("born 5th of March 2025", "born [日期]"),
        ("date of birth: 5/3/2025", "date of birth: [日期]"),
        ("我叫李雷，想报名", "我叫[名字]，想报名"),
        ("宝宝叫糖糖", "宝宝叫[名字]"),
        ("女儿小名叫果果", "女儿小名叫[名字]"),
        ("姓名：王小明", "姓名：[名字]"),
        ("My name is Li Lei, hello", "My name is [名字], hello"),
        ("my son is called Tom", "my son is called [名字]"),
        ("订单4403212345678", "订单[号码]"),
    ],
)
def test_personal_data_is_taken_out(said: str, kept: str) -> None:
    assert without_personal_data(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "奉浦宝宝屋周四几点开门",
        "20个月的孩子，3000元以内，5公里内",
        "12月24日下午两点到四点有位置吗",
        "11月24日生产线参观",
        "2026年有多少免费次数",
        "半淞园路1000号怎么走",
        "Is there a place for a 20-month-old on Tuesday at 9:30?",
        "沪上托班",
    ],
)
def test_the_question_stays_readable(said: str) -> None:
    assert without_personal_data(said) == said


@given(st.integers(3, 9), st.integers(0, 999_999_999), st.text(alphabet="的请打 ,，。?", max_size=5))
def test_no_mobile_number_comes_through(second: int, rest: int, around: str) -> None:
    number = f"1{second}{rest:09d}"
    assert number not in without_personal_data(f"{around}{number}{around}")


PIECES = [
    "我叫",
    "宝宝叫",
    "李雷",
    "13812345678",
    "2025年3月",
    "15日",
    "生日",
    "born ",
    "a@b.cn",
    "沪A12345",
    " ",
    "，",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=60))
def test_what_was_taken_out_has_nothing_more_to_take_out(text: str) -> None:
    once = without_personal_data(text)
    assert without_personal_data(once) == once
