"""The guided step as a clerk goes through it: mostly Enter."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from knowledge.excel.new_pack import new_pack
from knowledge.loader import Knowledge, load
from tests.excel.test_commands import answers, run

LISTS = Path(__file__).parent / "lists"  # invented rows in the forms in which cities publish theirs


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("city") / "pack"
    new_pack(directory, "某市")
    for path in (*(directory / "faq").glob("*.yaml"), directory / "topics/unknown.yaml"):
        path.unlink()  # plays no part here, and takes its time to be checked
    return directory


@pytest.fixture
def city(empty: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty, tmp_path / "pack"))


def listed(name: str) -> str:
    return (LISTS / f"{name}.csv").read_text(encoding="utf-8")


def imported(city: Path, monkeypatch: pytest.MonkeyPatch, text: str, typed: str, encoding: str) -> Knowledge:
    path = city.parent / "名单.csv"
    path.write_text(text, encoding=encoding)
    answers(monkeypatch, typed)
    assert run("import", path, "--knowledge", city) == 0
    return load(city)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "big5hkscs", "gb18030", "utf-16"])
def test_enter_is_enough_for_a_list_in_traditional_characters(
    city: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    known = imported(
        city, monkeypatch, listed("taipei"), "\n" * 4, encoding
    )  # columns, kind of all, datum, source
    assert len(known.providers) == 3
    first = next(p for p in known.providers.values() if p.name == "臺北市私立小星星托嬰中心")
    assert (first.district, first.telephone, first.places) == ("中正區", "02-20000001", 32)
    assert first.point and (first.point.lat, first.point.lon) == (
        25.029533,
        121.518658,
    )  # Taiwan: not shifted
    assert first.aliases == ("小星星托嬰中心",)
    assert {place.name for place in known.places} == {"中正區", "大同區"}


def test_districts_come_out_of_addresses(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = imported(city, monkeypatch, listed("taipei-addresses"), "\n" * 3, "utf-8")
    assert sorted(p.district for p in known.providers.values()) == ["士林區", "大安區"]
    assert {p.kind for p in known.providers.values()} == {"social"}  # 公辦民營


def test_a_list_of_a_city_abroad(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = imported(city, monkeypatch, listed("toronto"), "\n" * 4, "utf-8")  # columns, two kinds, source
    second = next(p for p in known.providers.values() if p.name == "Example Woods Nursery School")
    assert (second.district, second.telephone, second.places) == ("York", "416-555-0102-40", 68)
    assert second.point and (second.point.lat, second.point.lon) == (43.705766, -79.420375)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_list_in_japanese(city: Path, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    known = imported(city, monkeypatch, listed("echizen"), "\n" * 3, encoding)  # columns, days, source
    first = next(p for p in known.providers.values() if p.name == "上例保育園")
    assert (first.kind, first.places, first.telephone) == ("public", 90, "0778-22-0065")
    assert [hours.opens for hours in first.opening_hours] == ["Mo-Fr 07:00-18:00"]


def test_headings_over_two_lines_totals_and_remarks(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = imported(city, monkeypatch, listed("chengdu"), "\n\n\n周一至周六\n\n", "gb18030")
    assert len(known.providers) == 2
    first, second = sorted(known.providers.values(), key=lambda p: p.places or 0)
    assert (first.district, first.street, first.telephone) == ("锦江区", "春熙路街道", "028-80000001-801")
    assert first.address and first.address.zh == "示例路3号"
    assert first.ages_months and (first.ages_months.from_, first.ages_months.to) == (6, 36)
    assert [hours.opens for hours in first.opening_hours] == ["Mo-Sa 08:00-11:30,13:30-17:00"]
    assert [hours.opens for hours in second.opening_hours] == ["Mo-Sa 08:00-11:30,13:00-17:00"]


def test_a_wrong_column_is_put_right_by_its_letter(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "甲,机构名称,所属区,说明,经度,纬度\n小星托育园,备案名一,西湖区,甲,120.1,30.2\n"
        "小月托育园,备案名二,西湖区,乙,120.2,30.3\n"
    )
    known = imported(city, monkeypatch, text, "Z\nA\n1\nd=15\n\n\n\n\n", "utf-8")
    assert sorted(p.name for p in known.providers.values()) == ["小星托育园", "小月托育园"]


def test_the_column_of_names_is_asked_for(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "甲乙丙丁,区域,经度,纬度\n小星之家,西湖区,120.1,30.2\n小月之家,西湖区,120.2,30.3\n"
    known = imported(city, monkeypatch, text, "\n" * 5, "utf-8")  # the name, columns, kind, datum, source
    assert sorted(p.name for p in known.providers.values()) == ["小星之家", "小月之家"]


def test_a_list_without_districts_is_one_district(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "名称,住址,经度,纬度\n小星托育园,示例路1号,120.1,30.2\n小月托育园,示例路2号,120.2,30.3\n"
    known = imported(city, monkeypatch, text, "\n" * 5, "utf-8")  # columns, kind, district, datum, source
    assert {p.district for p in known.providers.values()} == {"全市"}


def test_what_is_typed_is_not_there(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = city.parent / "名单.csv"
    path.write_text(listed("taipei"), encoding="utf-8")
    answers(monkeypatch, "\n9\n")
    assert run("import", path, "--knowledge", city) == 1
    told = capsys.readouterr().err
    assert "请输入 1 到 5" in told
    assert "没有人回答" in told


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_line_breaks_within_quotes(
    city: Path, monkeypatch: pytest.MonkeyPatch, delimiter: str
) -> None:
    path = city.parent / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(["某市托育机构名单（一、二批）"])
        writer.writerow(["机构\n名称", "所属区", "地址", "坐标（纬度,经度）"])
        writer.writerow(["小星托育园", "西湖区", "示例路1号\n2楼", "30.25,120.15"])
        writer.writerow(["小月托育园", "西湖区", "示例路2号", "30.26,120.16"])
    text = path.read_text(encoding="utf-8")
    known = imported(city, monkeypatch, text, "\n" * 4, "utf-8")
    assert sorted(p.name for p in known.providers.values()) == ["小星托育园", "小月托育园"]
    assert all(p.point for p in known.providers.values())


def test_geojson_and_records_of_a_portal(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = list(csv.DictReader(listed("toronto").splitlines()))
    features = [
        {"type": "Feature", "geometry": json.loads(line.pop("geo_point")), "properties": line}
        for line in lines[:2]
    ]
    records = [{**line, "geo_point": None, "lat": 43.7, "lng": -79.4} for line in lines[2:]]
    for name, data in (
        ("features.geojson", {"type": "FeatureCollection", "features": features}),
        (
            "records.json",
            {"result": {"fields": [{"id": "a"}], "records": records * 2}},
        ),
    ):
        path = city.parent / name
        path.write_text(json.dumps(data), encoding="utf-8")
        answers(monkeypatch, "\n" * 9)
        assert run("import", path, "--knowledge", city) == 0
    points = {p.name: p.point and (p.point.lat, p.point.lon) for p in load(city).providers.values()}
    assert points == {
        "Example Shore Child Care Centre": (43.599924, -79.504194),
        "Example Woods Nursery School": (43.705766, -79.420375),
        "Example Leger Child Care Centre": (43.7, -79.4),
    }  # fmt: skip


@pytest.mark.parametrize("text", ["{", "[" * 50_000, "null", '{"a": [1, 2]}', '[{"a": 1}]'])
def test_json_that_is_no_list_is_refused(city: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = city.parent / "a.json"
    path.write_text(text, encoding="utf-8")
    assert run("import", path, "--knowledge", city) == 1
    assert "没有打开" in capsys.readouterr().err


def test_the_marked_copy_of_a_file_with_an_awkward_name(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = city.parent / f"[1] 某市{'已备案' * 12}名单.csv"
    path.write_text(listed("taipei").replace("(02)20000001", "找園長"), encoding="utf-8")
    answers(monkeypatch, "\n" * 4)
    assert run("import", path, "--knowledge", city) == 0
    marked = load_workbook(path.with_name(f"{path.stem}-有错.xlsx")).worksheets[0]["E2"]
    assert marked.comment and "找園長" in marked.comment.text


def test_branches_of_one_name_are_told_apart_and_true_repetitions_told(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "名称,区域,地址,经度,纬度\n小星托育园,西湖区,甲路1号,120.1,30.2\n小星托育园,滨江区,乙路2号,120.2,30.3\n"
        "小月托育园,西湖区,丙路1号,120.1,30.2\n小月托育园,西湖区,丙路1号,120.1,30.2\n"
    )
    known = imported(city, monkeypatch, text, "\n" * 4, "utf-8")
    assert sorted(p.name for p in known.providers.values()) == [
        "小星托育园（滨江区）", "小星托育园（西湖区）", "小月托育园",
    ]  # fmt: skip
    told = capsys.readouterr().out
    assert "A3 名称: 同名的不止一家" in told
    assert "A5 名称: “小月托育园”在第 4 行已经有了" in told
    again = imported(city, monkeypatch, text, "", "utf-8")
    assert len(again.providers) == 3


@pytest.mark.parametrize(
    ("district", "street"), [("某" * 90 + "区", "乙街道"), ("滨江区", "某" * 90 + "街道")]
)
def test_a_row_that_is_refused_takes_its_place_along(
    city: Path, monkeypatch: pytest.MonkeyPatch, district: str, street: str
) -> None:
    text = "名称,区域,街道,经度,纬度\n小星托育园,西湖区,甲街道,120.1,30.2\n"
    text += f"小月托育园,{district},{street},120.2,30.3\n"
    known = imported(city, monkeypatch, text, "\n" * 4, "utf-8")
    first = next(p for p in known.providers.values() if p.name == "小星托育园")
    assert (first.district, first.street) == ("西湖区", "甲街道")
    assert all(len(place.name) <= 80 for place in known.places)


def test_one_district_however_it_is_written(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "名称,区域,地址,经度,纬度\n小星托育园,中正區,甲路1号,121.5,25.03\n"
    text += "小月托育园,中正区,乙路2号,121.51,25.04\n"
    known = imported(city, monkeypatch, text, "\n" * 4, "utf-8")
    assert {p.district for p in known.providers.values()} == {"中正區"}


def test_a_sheet_for_each_district(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, (title, lat) in enumerate((("西湖区", 30.2), ("滨江区", 30.3))):
        page = book.create_sheet(title)
        page.append([f"{title}托育机构"])
        page.append(["机构名称", "联系电话", "纬度", "经度"])
        page.append([f"小星{number}托育园", "0571-88880001", lat, 120.1])
        page.append([f"小月{number}托育园", "找园长", lat, 120.1])
    book.create_sheet("说明").append(["机构名称", "其他", "地址"])
    path = city.parent / "a.xlsx"
    book.save(path)
    answers(monkeypatch, "\n" * 4)
    assert run("import", path, "--knowledge", city) == 0
    found = {p.name: p.district for p in load(city).providers.values()}
    assert found == {
        "小星0托育园": "西湖区", "小月0托育园": "西湖区", "小星1托育园": "滨江区", "小月1托育园": "滨江区",
    }  # fmt: skip
    told = capsys.readouterr().out
    assert "这次没有读：说明" in told
    assert "西湖区!B4" in told and "滨江区!B4" in told
    marked = load_workbook(city.parent / "a-有错.xlsx")
    assert marked["滨江区"]["B4"].comment
