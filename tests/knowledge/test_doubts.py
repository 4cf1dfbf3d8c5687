"""What is valid and yet most likely not meant: said as a warning, and never about what is right."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.check import check
from knowledge.loader import SHIPPED
from knowledge.problems import Problem, render
from tests.knowledge.packs import replace, write

TODAY = date(2026, 11, 23)
PROVIDER = (
    "- id: b\n  name: 别家\n  kind: social\n  district: {district}\n  telephone: 021-57120029\n"
    "  point: {{lat: {lat}, lon: {lon}}}\n  source: {{title: 某某网站, checked_on: 2026-11-01}}\n"
)
ENTRY = (
    "- id: more\n  category: 宝宝屋\n  questions: [{question}]\n  answer: 没有\n"
    "  source: {{title: 某某网站, checked_on: 2026-11-01}}\n"
)


def only(directory: Path) -> Problem:
    (problem,) = check(directory, TODAY)
    assert problem.severity == "warning"
    assert render(problem, "zh") and render(problem, "en")
    return problem


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("手机 138 1234 5678", "personal_data"),
        ("+86-13812345678", "personal_data"),
        ("身份证310101199001011234", "personal_data"),
        ("加微信 baobao_2020", "personal_data"),
        ("微信号：wxid123456", "personal_data"),
        ("联系人：王小明 电话 57120028", "personal_name"),
        ("找李老师，电话：021-57120028", "personal_name"),
        ("陈园长57120028", "personal_name"),
        ("请打 021-57120028", "telephone_misplaced"),
        ("(021) 5712 0028", "telephone_misplaced"),
        ("电话57120028", "telephone_misplaced"),
        ("57120028", "telephone_misplaced"),
        ("客服400-820-8820", "telephone_misplaced"),
        ("call 5712-0028", "telephone_misplaced"),
    ],
)
@pytest.mark.parametrize(
    ("file", "old"), [("providers/full.yaml", "一家托育园"), ("faq/full.yaml", "1—3 岁的孩子")]
)
def test_personal_data_and_telephones(pack: Path, file: str, old: str, text: str, code: str) -> None:
    line = replace(pack, file, f"zh: {old}", f'zh: "{text}"')
    problem = only(pack)
    assert (problem.file, problem.line, problem.code) == (file, line, code)


@pytest.mark.parametrize(
    "text",
    [
        "拨打 12345 或 12320", "电话 12345", "急救 120", "2022-2023学年",
        "2026年11月23日", "20261123", "3,600 元", "30000000元",
        "每月 3500 元，押金 2000", "31.2304, 121.4737", "请联系老师", "找王老师",
        "黄浦区 021 号", "微信公众号", "GB 31654-2021",
        "沪教委托〔2022〕3号", "看WeChat account", "310101", "一年 12 次，共 10000000 人次", "电话在机构页面",
    ],
)  # fmt: skip
def test_what_is_no_personal_data(pack: Path, text: str) -> None:
    replace(pack, "faq/full.yaml", "zh: 1—3 岁的孩子", f'zh: "{text}"')
    assert check(pack, TODAY) == ()


def test_a_mobile_may_be_a_provider_s_telephone(pack: Path) -> None:
    replace(pack, "providers/full.yaml", "telephone: 021-57120028", "telephone: 138 1234 5678")
    assert check(pack, TODAY) == ()


def test_the_number_itself_is_not_repeated(pack: Path) -> None:
    replace(pack, "faq/full.yaml", "zh: 1—3 岁的孩子", "zh: 手机 13812345678")
    assert "138" in render(only(pack), "zh") and "12345678" not in render(only(pack), "zh")


def test_a_fee_without_unit_is_an_error_that_names_the_units(pack: Path) -> None:
    line = replace(pack, "providers/full.yaml", "          unit: session\n", "") - 1
    (problem,) = check(pack, TODAY)
    assert (problem.line, problem.code, problem.field) == (line, "missing_field", "unit")
    assert "→ session, hour, half_day, day, month, term, year, once" in render(problem, "zh")


@pytest.mark.parametrize(
    ("opens", "valid", "never"),
    [
        ("Mo-Fr 08:00-17:00; PH off", "  valid_from: 2028-01-03\n", True),
        ("2025 Mo-Fr 08:00-17:00", "", True),
        ("Sa 08:00-17:00", "  valid_from: 2026-11-23\n      valid_until: 2026-11-27\n", True),
        ("Sa 08:00-17:00", "  valid_from: 2026-11-23\n      valid_until: 2026-11-28\n", False),
        ("2027 Mo-Fr 08:00-17:00", "", False),
        ("PH 09:00-11:00", "", False),
    ],
)
def test_hours_that_never_open(pack: Path, opens: str, valid: str, never: bool) -> None:
    text = (pack / "providers/full.yaml").read_text(encoding="utf-8")
    begin = text.index('    - opens: "Mo-Fr')
    end = text.index("  places: 40")
    hours = f'    - opens: "{opens}"\n' + (f"    {valid}" if valid else "")
    write(pack, "providers/full.yaml", text[:begin] + hours + text[end:])
    codes = [(problem.code, problem.line) for problem in check(pack, TODAY)]
    assert codes == ([("never_open", text.count("\n", 0, begin) + 1)] if never else [])


@pytest.mark.parametrize(
    ("district", "lat", "lon", "near"),
    [
        ("奉贤区", 31.1946, 121.4365, "徐汇区"),  # Xujiahui
        ("徐汇区", 30.9166, 121.4522, "奉贤区"),  # Nanqiao
        ("黄浦区", 31.2397, 121.4998, "浦东新区"),  # Lujiazui
        ("浦东新区", 31.2397, 121.4998, ""),
        ("徐汇区", 31.1946, 121.4365, ""),
        ("黄浦区", 31.2320, 121.4700, ""),  # on the border with Jing'an
    ],
)
def test_points_in_another_district(pack: Path, district: str, lat: float, lon: float, near: str) -> None:
    write(pack, "places/full.yaml", (SHIPPED / "places/shanghai.yaml").read_bytes())
    write(pack, "providers/b.yaml", PROVIDER.format(district=district, lat=lat, lon=lon))
    replace(pack, "providers/elsewhere-0.yaml", "  street: 满满路1\n", "")
    found = [problem for problem in check(pack, TODAY) if problem.code == "point_outside"]
    assert [(problem.file, problem.line) for problem in found] == ([("providers/b.yaml", 6)] if near else [])
    assert all(problem.details["near"].startswith(near) for problem in found)


def test_streets_without_a_provider_are_one_line_a_district(pack: Path) -> None:
    (pack / "providers/elsewhere-0.yaml").unlink()
    problem = only(pack)
    assert (problem.file, problem.code) == ("places/full.yaml", "streets_uncovered")
    assert "奉贤区 2 个街镇里有 1 个" in render(problem, "zh")


def test_what_is_made_up_covers_no_street(pack: Path) -> None:
    made_up = (pack / "providers/elsewhere-0.yaml").read_text(encoding="utf-8") + "  sample: true\n"
    (pack / "providers/elsewhere-0.yaml").unlink()
    write(pack, "providers/samples/elsewhere.yaml", made_up)
    assert only(pack).details["streets"] == "满满路1"


@pytest.mark.parametrize(
    ("confidence", "doubted"),
    [("按名单里 3 家地中位数", True), ("按名单里 12 家的中位数", False)],
)
def test_a_slip_is_told_from_another_number(pack: Path, confidence: str, doubted: bool) -> None:
    place = "- {{name: 某地{}, kind: metro, district: 黄浦区, lat: 31.22, lon: 121.48, confidence: {}}}\n"
    told = ["按名单里 3 家的中位数"] * 3 + [confidence]
    write(pack, "places/more.yaml", "".join(place.format(n, words) for n, words in enumerate(told)))
    assert [it.code for it in check(pack, TODAY)] == ["nearly_the_same"] * doubted


@pytest.mark.parametrize(
    ("question", "collides"),
    [
        ("请问要带什么呢", True),
        ("什么要带", True),
        ("What to bring?!", False),  # in an entry already: an error, see test_consistency
        ("要带什么药", False),
        ("不要带什么", False),
    ],
)
def test_questions_that_say_the_same(pack: Path, question: str, collides: bool) -> None:
    replace(pack, "words/all.yaml", "{name: filler, words: [", "{name: filler, words: [请问, 呢, ")
    write(pack, "faq/more.yaml", ENTRY.format(question=question))
    found = [problem for problem in check(pack, TODAY) if problem.severity == "warning"]
    assert [(problem.file, problem.line, problem.code) for problem in found] == (
        [("faq/more.yaml", 3, "collides")] if collides else []
    )
    assert all("faq/full.yaml:24" in problem.details["first"] for problem in found)


def test_an_entry_and_a_topic_collide_too(pack: Path) -> None:
    write(pack, "faq/more.yaml", ENTRY.format(question="附近有什么托班"))
    problem = only(pack)
    assert (problem.code, problem.details["first"]) == ("collides", "topics/find.yaml:6")


def test_what_is_shipped_gives_no_false_alarm() -> None:
    """But for what is true of it: its sources are old, and it knows few real providers."""
    codes = {problem.code for problem in check(SHIPPED, TODAY)}
    assert codes <= {"stale_source", "no_contact", "alias_shared", "streets_uncovered"}
