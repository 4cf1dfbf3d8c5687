"""How lists of other people write things."""

from typing import Any

import pytest

from knowledge.excel import foreign_values as values
from knowledge.excel.cells import Misread
from knowledge.excel.slugs import new_id

MONTH = {"amount": "3500", "unit": "month"}


@pytest.mark.parametrize(
    ("text", "fees"),
    [
        ("3500元/月", [("full_day", MONTH)]), ("3500", [("full_day", MONTH)]),
        ("3,500元/人·月", [("full_day", MONTH)]), ("3500元/生/月", [("full_day", MONTH)]),
        ("３５００元／月", [("full_day", MONTH)]), ("0.35万元/月", [("full_day", MONTH)]),
        ("全日托3500元/月，半日托2000元/月",
         [("full_day", MONTH), ("half_day", {"amount": "2000", "unit": "month"})]),
        ("¥3500/月", [("full_day", MONTH)]), ("3500元/月/人", [("full_day", MONTH)]),
        ("3500元/月（含餐费）", [("full_day", {**MONTH, "note": "含餐费"})]),
        ("80元/小时", [("hourly", {"amount": "80", "unit": "hour"})]),
        ("保育费3500元/月；餐费25.5元/天",
         [("full_day", MONTH), ("full_day", {"amount": "25.5", "unit": "day", "includes": ["meals"]})]),
    ],
)  # fmt: skip
def test_fees(text: str, fees: list[tuple[str, dict[str, Any]]]) -> None:
    assert values.fees(text, "full_day", "收费标准（元/月）") == fees


@pytest.mark.parametrize(
    "text",
    [
        "3000-4000元/月",
        "面议",
        "约两千",
        "3500元/月起 详询",
        "3500元/月（暂定）",
        "3500元/只",
        "价格3500或4000",
    ],
)
def test_fees_that_are_not_certain_are_no_fees(text: str) -> None:
    assert isinstance(values.fees(text, "full_day", "收费标准"), Misread)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("6-36月龄", (6, 36)), ("6个月-3岁", (6, 36)), ("2-3岁", (24, 36)), ("18个月~36个月", (18, 36)),
        ("1.5-3周岁", (18, 36)), ("0—3岁婴幼儿", (0, 36)), ("3岁以下", (0, 36)),
        ("24个月至36个月幼儿", (24, 36)),
    ],
)  # fmt: skip
def test_ages(text: str, months: tuple[int, int]) -> None:
    assert values.ages(text, "收托对象") == months


@pytest.mark.parametrize("text", ["12", "6-36", "幼儿", "3-2岁", "1.3-3岁"])
def test_ages_that_are_not_certain(text: str) -> None:
    assert isinstance(values.ages(text, "收托对象"), Misread)


def test_a_heading_may_say_the_unit() -> None:
    assert values.ages("6-36", "收托月龄") == (6, 36)


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("周一至周五 8:00-17:00", "Mo-Fr 08:00-17:00"), ("法定工作日8：00—17：30", "Mo-Fr 08:00-17:30"),
        ("周一到周五上午8点至下午5点", "Mo-Fr 08:00-17:00"),
        ("8:00-17:00（周一至周五）", "Mo-Fr 08:00-17:00"),
        ("周一至周五8:00-17:00，周六8:30-12:00", "Mo-Fr 08:00-17:00; Sa 08:30-12:00"),
        ("7:30-18:00", "Mo-Sa 07:30-18:00"), ("每周一至周五：8:00-17:00", "Mo-Fr 08:00-17:00"),
        ("周一至周五 8:00-17:00（国家法定节假日除外）", "Mo-Fr 08:00-17:00; PH off"),
    ],
)  # fmt: skip
def test_hours(text: str, opens: str) -> None:
    assert values.hours(text, "Mo-Sa") == opens


@pytest.mark.parametrize("text", ["全年无休", "24小时", "按需", "周一至周五"])
def test_hours_that_are_not_certain(text: str) -> None:
    assert isinstance(values.hours(text, None), Misread)


def test_hours_without_days_are_not_guessed() -> None:
    assert values.hours("8:00-17:00", None) == Misread("hours_no_days", {"value": "8:00-17:00"})


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0571-88888888", ("0571-88888888",)), ("（0571）88888888", ("0571-88888888",)),
        ("0571 88888888", ("0571-88888888",)), ("0571-8888 8888", ("0571-88888888",)),
        ("电话：0571—88888888/13800000000", ("0571-88888888", "13800000000")),
    ],
)  # fmt: skip
def test_telephones(text: str, numbers: tuple[str, ...]) -> None:
    assert values.telephones(text) == numbers


@pytest.mark.parametrize("text", ["88888888转801", "找王老师", "123", "0571 888 88"])
def test_telephones_that_are_not_certain(text: str) -> None:
    assert isinstance(values.telephones(text), Misread)


def test_kinds_depend_on_kindergartens() -> None:
    assert values.kind_of("民办", "阳光幼儿园") == "private"
    assert values.kind_of("民办", "阳光托育园") == "social"
    assert values.kind_of("公办", "阳光幼儿园") == "public"
    assert values.kind_of("其他", "阳光") is None


def test_nothing_is_nothing() -> None:
    assert [values.plain(text) for text in ("无", " - ", "／", "暂无", "Ａ")] == ["", "", "", "", "A"]


def test_ids_are_stable_unique_and_short() -> None:
    assert new_id("奉浦宝宝屋", ()) == "fengpu-baobao-wu"
    assert new_id("奉浦宝宝屋", ("fengpu-baobao-wu",)) == "fengpu-baobao-wu-2"
    long = "上海市浦东新区张江高科技园区集成电路产业第一社区托育服务中心"
    assert len(new_id(long, ())) <= 40
    assert new_id(long, ()) == new_id(long, ()) != new_id(long + "二", ())
    assert new_id("※", ()).startswith("provider-")
