"""How lists of other people write things."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.excel import foreign_values as values
from knowledge.excel.cells import Misread
from knowledge.excel.foreign_ages import ages
from knowledge.excel.foreign_hours import days_of, hours
from knowledge.excel.foreign_points import coordinate, lies_abroad, pair, settled
from knowledge.excel.foreign_telephones import telephones
from knowledge.excel.headings import heading_score
from knowledge.excel.homes import districts_in
from knowledge.excel.short_names import short_names
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
        ("24个月至36个月幼儿", (24, 36)), ("半岁-3岁", (6, 36)), ("6个月-36个月", (6, 36)),
        ("0-2歲", (0, 24)), ("2 mos - 36 mos", (2, 36)), ("1岁半-3岁", (18, 36)), ("一岁半至三岁", (18, 36)),
        ("6月龄至3岁", (6, 36)), ("出生-3岁", (0, 36)), ("未满3周岁", (0, 36)), ("3周岁以内", (0, 36)),
        ("2岁至未满3岁", (24, 36)), ("18 months to 3 years", (18, 36)), ("6 weeks - 5 years", (2, 60)),
        ("under 3 years", (0, 36)), ("0歲～2歲（未滿）", (0, 24)), ("6か月～2歳", (6, 24)),
    ],
)  # fmt: skip
def test_ages(text: str, months: tuple[int, int]) -> None:
    assert ages(text, "收托对象") == months


@pytest.mark.parametrize(
    "text", ["12", "6-36", "幼儿", "3-2岁", "1.3-3岁", "6か月以上", "infant/toddler", "36个月"]
)
def test_ages_that_are_not_certain(text: str) -> None:
    assert isinstance(ages(text, "收托对象"), Misread)


def test_a_heading_may_say_the_unit() -> None:
    assert ages("6-36", "收托月龄") == (6, 36)


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("周一至周五 8:00-17:00", "Mo-Fr 08:00-17:00"), ("法定工作日8：00—17：30", "Mo-Fr 08:00-17:30"),
        ("周一到周五上午8点至下午5点", "Mo-Fr 08:00-17:00"),
        ("8:00-17:00（周一至周五）", "Mo-Fr 08:00-17:00"),
        ("周一至周五8:00-17:00，周六8:30-12:00", "Mo-Fr 08:00-17:00; Sa 08:30-12:00"),
        ("7:30-18:00", "Mo-Sa 07:30-18:00"), ("每周一至周五：8:00-17:00", "Mo-Fr 08:00-17:00"),
        ("周一至周五 8:00-17:00（国家法定节假日除外）", "Mo-Fr 08:00-17:00; PH off"),
        ("8:00-11:30 13:30-17:00", "Mo-Sa 08:00-11:30,13:30-17:00"),
        ("上午8:00-11:30下午1:00-5:00", "Mo-Sa 08:00-11:30,13:00-17:00"),
        ("周一至周五：上午8:00-11:30，下午13:30-17:00", "Mo-Fr 08:00-11:30,13:30-17:00"),
        ("周一至周五上午8:30—11:30、下午2:00—4:30", "Mo-Fr 08:30-11:30,14:00-16:30"),
        ("周一至周五 8:00-11:30 13:30-17:00；周六 8:00-12:00",
         "Mo-Fr 08:00-11:30,13:30-17:00; Sa 08:00-12:00"),
        ("週一至週五 07:30～18:30", "Mo-Fr 07:30-18:30"), ("星期一至五上午8時至下午6時", "Mo-Fr 08:00-18:00"),
        ("Mon-Fri 7:30am - 6:00pm", "Mo-Fr 07:30-18:00"), ("7:30 AM to 6 PM", "Mo-Sa 07:30-18:00"),
        ("Monday to Friday: 7:00-18:00", "Mo-Fr 07:00-18:00"), ("8-17点", "Mo-Sa 08:00-17:00"),
        ("7:00～18:00", "Mo-Sa 07:00-18:00"), ("早上7点半至下午5点半", "Mo-Sa 07:30-17:30"),
    ],
)  # fmt: skip
def test_hours(text: str, opens: str) -> None:
    assert hours(text, "Mo-Sa") == opens


@pytest.mark.parametrize("text", ["全年无休", "24小时", "按需", "周一至周五", "周一至周五 8-17天"])
def test_hours_that_are_not_certain(text: str) -> None:
    assert isinstance(hours(text, None), Misread)


def test_hours_without_days_are_not_guessed() -> None:
    assert hours("8:00-17:00", None) == Misread("hours_no_days", {"value": "8:00-17:00"})


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0571-88888888", ("0571-88888888",)), ("（0571）88888888", ("0571-88888888",)),
        ("0571 88888888", ("0571-88888888",)), ("0571-8888 8888", ("0571-88888888",)),
        ("电话：0571—88888888/13800000000", ("0571-88888888", "13800000000")),
        ("0571-88888888转801", ("0571-88888888-801",)), ("88888888 轉 801", ("88888888-801",)),
        ("(02)28836242", ("02-28836242",)), ("(02) 2883-6242#12", ("02-2883-6242-12",)),
        ("037-377350", ("037-377350",)), ("0778-22-0065", ("0778-22-0065",)), ("24-7878", ("24-7878",)),
        ("(416) 530-0722x4070", ("416-530-0722-4070",)), ("416.394.7601", ("416-394-7601",)),
        ("+1 416 394 7601", ("416-394-7601",)), ("2345 6789", ("2345 6789",)),
        ("+852 2345 6789", ("2345 6789",)), ("+86 571 8888 8888", ("0571-88888888",)),
        ("+86-13800000000", ("13800000000",)), ("138 0000 0000", ("13800000000",)),
        ("(08) 8952 0000", ("08-89520000",)), ("13800000000（王老师）", ("13800000000",)),
        ("王老师 13800000000", ("13800000000",)), ("Tel: 400-800-1234", ("400-800-1234",)),
        ("0571-88888888 13800000000", ("0571-88888888", "13800000000")),
    ],
)  # fmt: skip
def test_telephones(text: str, numbers: tuple[str, ...]) -> None:
    assert telephones(text) == numbers


@pytest.mark.parametrize(
    "text", ["找王老师", "123", "0571 888 88", "请在工作日上午打88888888", "0571-88888888-88888888"]
)
def test_telephones_that_are_not_certain(text: str) -> None:
    assert isinstance(telephones(text), Misread)


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


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("30.2741,120.1551", (30.2741, 120.1551)), ("(120.1551，30.2741)", (120.1551, 30.2741)),
        ("POINT (120.1551 30.2741)", (30.2741, 120.1551)),
        ('{"type": "Point", "coordinates": [-79.5, 43.6]}', (43.6, -79.5)),
        ("30°16′26″N 120°9′18″E", (30.2738889, 120.155)),
        ("N30°16'26\" E120°09'18\"", (30.2738889, 120.155)),
        ("东经120度9分18秒，北纬30度16分26秒", (120.155, 30.2738889)), ("33°51′S 151°12′E", (-33.85, 151.2)),
        ("43.6 -79.5", (43.6, -79.5)),
    ],
)  # fmt: skip
def test_points_in_one_cell(text: str, point: tuple[float, float]) -> None:
    assert pair(text) == point


@pytest.mark.parametrize(
    "text", ["文三路1号", "30.27", "1,2,3", "30.27,120.15,文三路", "POLYGON ((1 2, 3 4))"]
)
def test_what_is_no_point(text: str) -> None:
    assert isinstance(pair(text), Misread)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("30.2741", 30.2741), ("30.2741°", 30.2741), ("30.2741N", 30.2741), ("33.85S", -33.85),
        ("30°16′26″", 30.2738889), ("30°16'26\"N", 30.2738889), ("北纬30°16.5′", 30.275),
        ("-79.5", -79.5), ("３０．２７", 30.27), ("79°30′W", -79.5),
    ],
)  # fmt: skip
def test_coordinates(text: str, degrees: float) -> None:
    assert coordinate(text) == degrees


def test_points_are_where_the_list_is() -> None:
    assert settled((120.1, 30.2), abroad=False) == (30.2, 120.1)
    assert settled((43.6, -79.5), abroad=False) is None
    assert settled((43.6, -79.5), abroad=True) == (43.6, -79.5)
    assert settled((0, 0), abroad=True) is None
    assert lies_abroad([(43.6, -79.5), (43.7, -79.4), (30.2, 120.1)])
    assert not lies_abroad([(25.0, 121.5), (121.6, 25.1), (0, 0)])


def test_the_district_is_found_in_the_address() -> None:
    told = {
        "臺北市中正區南昌路1段145號2樓": "中正區", "四川省成都市锦江区某某路1号": "锦江区",
        "上海市浦东新区张江镇某路": "浦东新区", "江苏省昆山市玉山镇某路": "昆山市",
        "室蘭市港南町2-4-13": "室蘭市",
        "101 SEVENTH ST": "", "某某路18号小区": "", "成都市某某路小区3号": "",
        "〒531-0001 大阪市北区1-2": "北区", "臺北巿士林區某路": "士林區",
    }  # fmt: skip
    assert districts_in(list(told)) == list(told.values())


def test_parents_use_short_names() -> None:
    names = [
        ("臺北市私立小哈利托嬰中心", "中正區"), ("臺北市私立卡兒堡托嬰中心(原名稱:某園)", "中山區"),
        ("臺北市政府社會局委託某某協會經營管理臺北市南海社區公共托育家園", "中正區"),
        ("杭州市西湖区小熊托育服务有限公司", "西湖区"), ("小熊托育园", "西湖区"),
        ("成都市一二托育", "锦江区"),
        ("成都市小鹿托育园", "锦江区"), ("重庆市小鹿托育园", "渝中区"),
    ]  # fmt: skip
    assert short_names(names, [name for name, _ in names]) == [
        "小哈利托嬰中心", "卡兒堡托嬰中心", "南海社區公共托育家園", "小熊托育", "", "一二托育", "", "",
    ]  # fmt: skip


def test_days_are_typed_in_words() -> None:
    assert [days_of(text) for text in ("周一至周六", "每天", "Mo-Fr", "周一、周三", "平时")] == [
        "Mo-Sa", "Mo-Su", "Mo-Fr", "Mo,We", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("公辦民營托嬰中心", "social"), ("社區公共托育家園", "community"), ("Non-Profit", "social"),
        ("市立", "public"),
        ("企業主導型", "employer"), ("PUBLIC", "public"), ("Commercial Agency", None),
    ],
)  # fmt: skip
def test_kinds_of_other_places(text: str, kind: str | None) -> None:
    assert values.kind_of(text, "") == kind


def test_kinds_are_proposed_by_the_longest_word_within() -> None:
    assert values.likely_kind("Commercial Agency") == "social"
    assert values.likely_kind("Public (City Operated) Agency") == "public"
    assert values.likely_kind("某某") is None


def test_services_of_other_places() -> None:
    assert values.offered("全日托+半日托") == ["full_day", "half_day"]
    assert values.offered("全日托、臨時托") == ["full_day", "temporary_care"]
    assert values.offered("Full Day, Half Day") == ["full_day", "half_day"]


LIKELY = "0123456789:：.-~至到上下午半岁月个周一五日点()（）+转#/、,; 东北°′″NSEWpointamoyearsd歲"


@given(st.text(alphabet=LIKELY, max_size=30) | st.text(max_size=30))
def test_any_text_is_read_or_misread(text: str) -> None:
    for read in (telephones, coordinate, pair):
        read(text)
    ages(text, "月")
    hours(text, "Mo-Fr")
    assert len(districts_in([text])) == 1
    assert len(heading_score(text)) == 2
