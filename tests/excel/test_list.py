"""A list of another city, with headings of its own: mapped, imported, asked."""

import json
import random
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from openpyxl import Workbook

from bot.app import build
from bot.clock import SHANGHAI, FrozenClock
from bot.messages import IncomingMessage
from bot.settings import Settings
from knowledge.excel.datum import bd09, gcj02, to_wgs84
from knowledge.excel.geocoder import Geocoder, GeocoderDown
from knowledge.excel.importing import Counts, Faulty, sound
from knowledge.excel.listing import Find, Taken, take_list
from knowledge.excel.mapping import ListMapping, foreign_list, remember, remembered
from knowledge.excel.new_pack import new_pack
from knowledge.excel.reading import tables
from knowledge.excel.staging import keep
from knowledge.loader import load
from knowledge.nearby import distance_m
from tests.excel import foreign
from tests.excel.books import TODAY
from tests.excel.conftest import copied

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("city") / "pack"
    new_pack(directory, "杭州")
    return directory


@pytest.fixture
def city(empty: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty, tmp_path / "pack"))


def mapping_of(path: Path, **said: str) -> ListMapping:
    listed = foreign_list(tables(path))
    assert listed
    columns = {proposal.heading: proposal.target for proposal in listed.proposals}
    return ListMapping(columns=columns, **{"datum": "gcj02", "source": "杭州市名单"} | said)


def taken(city: Path, path: Path, find: Find | None = None, **said: str) -> Taken:
    listed = foreign_list(tables(path))
    assert listed
    found = take_list(city, sound(city), listed, mapping_of(path, **said), TODAY, find)
    assert not isinstance(found, Faulty), [fault.line() for fault in found.cells] + list(found.elsewhere)
    keep(city, found.ready.texts)
    return found


async def test_four_hundred_providers_of_another_city_answer_nearest(city: Path, tmp_path: Path) -> None:
    for path in (*(city / "faq").glob("*.yaml"), city / "topics/unknown.yaml"):
        path.unlink()  # plays no part here, and takes its time to be learnt
    found = taken(city, foreign.write_csv(tmp_path / "名单.csv", foreign.rows(400)))
    assert (found.ready.counts["providers"], found.faults) == (Counts(added=400), ())
    knowledge = load(city)
    assert {place.name for place in knowledge.places if place.kind == "district"} == set(foreign.STREETS)
    for provider in knowledge.providers.values():
        number = int(provider.name.split("园")[1])
        true = foreign.true_point(number, provider.district, provider.street or "")
        assert provider.point
        assert distance_m((provider.point.lat, provider.point.lon), true) < 1
    place = next(place for place in knowledge.places if place.name == "五常街道")
    nearest = min(
        knowledge.providers.values(),
        key=lambda p: distance_m((p.point.lat, p.point.lon), (place.lat, place.lon)) if p.point else 1e9,
    )
    settings = Settings.model_validate({
        "TUOYU_DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}", "TUOYU_KNOWLEDGE": city,
    })  # fmt: skip
    app = build(settings, FrozenClock(NOW), random.Random(1))
    answer = await app.engine.handle(IncomingMessage("test", "parent", text="离五常街道最近的托育机构"))
    app.database.close()
    first = "".join(reply.text for reply in answer.replies).split("\n1. ")[1]
    assert first.startswith(nearest.name)


def test_the_same_list_again_changes_nothing_and_a_new_fee_one_entry(city: Path, tmp_path: Path) -> None:
    lines = foreign.rows(30)
    path = foreign.write_csv(tmp_path / "名单.csv", lines)
    taken(city, path)
    assert taken(city, path).ready.texts == {}
    lines[3][foreign.HEADINGS.index("收费标准（元/月）")] = "2980"
    again = taken(city, foreign.write_csv(path, lines))
    assert again.ready.counts == {"providers": Counts(changed=1)}
    offers = [p.services[0].fees for p in load(city).providers.values() if p.name == lines[3][1]]
    assert [(fee.amount, fee.unit) for fee in offers[0]] == [(2980, "month")]


def test_what_is_not_understood_is_left_out_and_told_at_its_cell(city: Path, tmp_path: Path) -> None:
    lines = foreign.rows(64)
    wrong = [
        (0, "服务时间", "全年无休", "hours_not_understood"),
        (1, "收费标准（元/月）", "面议", "fee_not_understood"),
        (2, "收托年龄", "幼儿", "ages_not_understood"), (3, "联系电话", "找园长", "telephone_not_understood"),
        (4, "经度", "", "point_half"), (5, "托育机构名称", "", "name_missing"),
        (6, "办托性质", "其他", "kind_not_understood"), (7, "纬度", "31.9", "point_far"),
        (8, "纬度", "88.1", "point_elsewhere"), (9, "是否普惠", "待定", "not_a_flag"),
    ]  # fmt: skip
    for row, heading, value, _ in wrong:
        lines[row][foreign.HEADINGS.index(heading)] = value
    found = taken(city, foreign.write_csv(tmp_path / "名单.csv", lines))
    told = {(fault.row - 2, fault.heading, fault.code) for fault in found.faults}
    assert told == {(row, heading, code) for row, heading, _, code in wrong}
    providers = {provider.name: provider for provider in load(city).providers.values()}
    assert len(providers) == 62  # all but those without a name and without a kind
    assert providers[lines[0][1]].opening_hours == ()
    assert providers[lines[7][1]].point is None
    assert providers[lines[4][1]].point is None


def test_swapped_coordinates_are_mended_and_gbk_is_read(city: Path, tmp_path: Path) -> None:
    lines = foreign.rows(8)
    for line in lines:
        line[12], line[13] = line[13], line[12]
    path = foreign.write_csv(tmp_path / "名单.csv", lines, encoding="gb18030")
    found = taken(city, path)
    assert [note.code for note in found.notes] == ["point_swapped"] * 8
    assert all(p.point and 30 < p.point.lat < 31 for p in load(city).providers.values())


def test_a_mapping_is_remembered_by_its_headings(tmp_path: Path) -> None:
    path, memory = foreign.write_csv(tmp_path / "名单.csv", foreign.rows(3)), tmp_path / "_m.yaml"
    mapping = mapping_of(path)
    assert mapping.columns["所属街道"] == "street"
    assert mapping.columns["负责人"] == "ignore"  # nobody's name is taken
    remember(memory, mapping)
    assert remembered(memory, foreign.HEADINGS) == mapping
    assert remembered(memory, ("名称", "地址")) is None
    memory.write_text("columns: [a", encoding="utf-8")
    with pytest.raises(ValueError, match=r"_m\.yaml"):
        remembered(memory, foreign.HEADINGS)


def test_headings_that_tell_nothing_are_told_by_their_values(tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["2026 年某市托育机构一览"])
    page.append(["托育机构", "甲", "乙", "丙", "丁", "联系方式"])
    for number, line in enumerate(foreign.rows(10)):
        page.append([line[1], line[12], line[13], line[10], line[4], f"0571-8000000{number}"])
    book.save(tmp_path / "a.xlsx")
    listed = foreign_list(tables(tmp_path / "a.xlsx"))
    assert listed
    assert [p.target for p in listed.proposals] == ["name", "lon", "lat", "hours", "address", "telephone"]


def test_without_points_the_street_places_and_what_has_no_place_is_told(tmp_path: Path) -> None:
    """In Shanghai's own knowledge, whose gazetteer knows the streets."""
    pack = copied(tmp_path / "pack")
    path = tmp_path / "a.csv"
    path.write_text(
        "机构名称,地址,电话,机构类型\n"
        "新苗托育一园,上海市奉贤区南桥镇示例路1号,021-57190001,民办\n"
        "新苗托育二园,示例路2号,021-57190002,民办\n",
        encoding="utf-8",
    )
    found = taken(pack, path)
    provider = next(p for p in load(pack).providers.values() if p.name == "新苗托育一园")
    assert (provider.district, provider.street, provider.address and provider.address.zh) == (
        "奉贤区", "南桥镇", "示例路1号",
    )  # fmt: skip
    assert found.placed == {"street": 1}
    assert [fault.code for fault in found.faults] == ["district_missing"]


@pytest.mark.parametrize("datum", ["gcj02", "bd09", "wgs84"])
def test_every_datum_is_undone_to_a_metre(datum: str) -> None:
    for point in ((31.2304, 121.4737), (30.2741, 120.1551), (22.5431, 114.0579), (45.8038, 126.5350)):
        shifted = {"gcj02": gcj02, "bd09": lambda p: bd09(gcj02(p)), "wgs84": lambda p: p}[datum](point)
        assert distance_m(to_wgs84(shifted, datum), point) < 0.01  # type: ignore[arg-type]
    assert 470 < distance_m((31.2304, 121.4737), gcj02((31.2304, 121.4737))) < 495


ANSWERS = {
    "amap": ({"geocodes": [{"location": "120.10,30.26", "level": "门牌号"}]}, "门牌号"),
    "nominatim": ([{"lat": "30.26", "lon": "120.10", "addresstype": "building"}], "building"),
    "tianditu": ({"location": {"lon": 120.10, "lat": 30.26, "score": 90}}, "90"),
    "nothing": ({"status": "0", "geocodes": []}, None),
}


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.split("/")[1].split("?")[0]
            self.send_response(200 if name in ANSWERS else 500)
            self.end_headers()
            self.wfile.write(json.dumps(ANSWERS.get(name, ("", ""))[0]).encode())

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    found = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=found.serve_forever)
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


@pytest.mark.parametrize("name", ANSWERS)
def test_an_online_geocoder_is_asked(name: str, server: HTTPServer) -> None:
    url = f"http://127.0.0.1:{server.server_port}/{name}?q={{address}}"
    with httpx.Client() as client:
        found = Geocoder(url, "wgs84", client).find("西湖区示例路 1 号")
    confidence = ANSWERS[name][1]
    assert (found.point, found.confidence) == ((30.26, 120.10), confidence) if found else confidence is None


def test_a_geocoder_that_is_down_is_a_fault_of_its_own(server: HTTPServer) -> None:
    url = f"http://127.0.0.1:{server.server_port}/broken?q={{address}}"
    with httpx.Client() as client, pytest.raises(GeocoderDown):
        Geocoder(url, "wgs84", client).find("某路")


def test_addresses_are_placed_by_the_geocoder(city: Path, tmp_path: Path, server: HTTPServer) -> None:
    lines = foreign.rows(3)
    for line in lines[1:]:
        line[12] = line[13] = ""
    path = foreign.write_csv(tmp_path / "名单.csv", lines)
    with httpx.Client() as client:
        url = f"http://127.0.0.1:{server.server_port}/amap?q={{address}}"
        found = taken(city, path, Geocoder(url, "gcj02", client).find)
    assert found.placed == {"point": 1, "geocoder": 2}
    assert found.unsure[0] == (lines[1][1], "门牌号")
