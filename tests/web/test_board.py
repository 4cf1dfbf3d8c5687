"""Figures and what is drawn of them."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web import charts, figures
from bot.web.city_map import coverage_map, dense, hull
from tests.web.office import DISTRICT, NOW, StreetOffice, knowledge

SVG = "{http://www.w3.org/2000/svg}"
COORDINATE = st.integers(-50, 50)


def test_questions_are_counted_by_day_and_topic(street_office: StreetOffice) -> None:
    street_office.ask_bot(["多少钱", "一个月多少", "贵吗"], "answered", "price")
    street_office.ask_bot(["夜里能托吗"], "unknown", None)
    with street_office.database.begin() as tx:
        found = figures.questions(tx, NOW, DISTRICT)
        elsewhere = figures.questions(tx, NOW, "黄浦区")
        later = figures.questions(tx, NOW + timedelta(days=figures.DAYS), DISTRICT)
    assert found.by_topic["price"][-3:] == (1, 1, 1)
    assert found.by_topic["unknown"][-1] == 1
    assert (found.asked[-1], found.answered[-1], found.share_on(-1), found.share) == (2, 1, 0.5, 0.75)
    assert (elsewhere.total, elsewhere.share, later.total) == (0, None, 0)


def test_many_topics_end_in_one(street_office: StreetOffice) -> None:
    for number in range(figures.MOST_TOPICS + 3):
        street_office.ask_bot(["?"] * (20 - number), "answered", f"topic{number}")
    with street_office.database.begin() as tx:
        found = figures.questions(tx, NOW, None)
    assert list(found.by_topic) == [*(f"topic{n}" for n in range(figures.MOST_TOPICS)), figures.OTHER]
    assert sum(map(sum, found.by_topic.values())) == found.total
    heights = [float(bar.get("height", "0")) for bar in drawn(charts.topics_over_time(found, charts.WIDE))]
    assert len(heights) > found.days.index(NOW.date()) - 20
    assert min(heights) > 0


def test_places_of_providers(street_office: StreetOffice) -> None:
    street_office.book("糖糖", "14:00")
    with street_office.database.begin() as tx:
        fengpu, *_ = figures.places(tx, list(knowledge().providers.values()), NOW)
    assert (fengpu.provider.id, fengpu.booked, fengpu.held) == ("fengpu", 1, 0)
    assert fengpu.free == 13 * 2 * 4 + 4 - 1  # two sessions a day for a fortnight, and one more today
    bars = drawn(charts.places_by_provider([fengpu], charts.NARROW))
    widths = [float(bar.get("width", "0")) for bar in bars]
    assert widths == pytest.approx([157 / 108, 157 / 108 * 107], abs=0.1)


def test_coverage_counts_streets_with_a_provider() -> None:
    districts = figures.coverage(knowledge(), None)
    fengxian = next(one for one in districts if one.place.name == DISTRICT)
    assert {s.place.name for s in fengxian.streets if s.providers} == {"奉浦街道", "南桥镇"}
    assert fengxian.covered + len(fengxian.bare) == len(fengxian.streets)
    picture = ElementTree.fromstring(coverage_map(districts, 480, dense(districts)))
    dots = list(picture.iter(f"{SVG}circle"))
    assert len(dots) == sum(len(one.streets) for one in districts)
    assert sum(dot.get("fill") == charts.GOOD for dot in dots) == 2
    assert 0 < len(dense(districts)) < len(districts)
    assert "奉浦街道" in coverage_map([fengxian], 480)
    assert coverage_map([], 480).startswith("<svg")


def test_without_anything_there_is_still_a_picture(street_office: StreetOffice) -> None:
    with street_office.database.begin() as tx:
        nothing = figures.questions(tx, NOW, None)
    for picture in (
        charts.topics_over_time(nothing, charts.WIDE),
        charts.answered_share(nothing, charts.WIDE),
        charts.places_by_provider([], charts.WIDE),
    ):
        ElementTree.fromstring(picture)


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=40))
def test_a_hull_holds_every_point(points: list[tuple[int, int]]) -> None:
    around = hull([(float(x), float(y)) for x, y in points])
    assert set(around) <= {(float(x), float(y)) for x, y in points}
    for (ax, ay), (bx, by) in zip(around, around[1:] + around[:1], strict=True):
        assert all((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0 for x, y in points)


def drawn(picture: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(picture).iter(f"{SVG}rect"))
