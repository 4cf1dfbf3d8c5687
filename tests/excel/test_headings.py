"""Headings as cities publish them, and what each means."""

import pytest

from knowledge.excel.headings import LIKE_ENOUGH, heading_score

HEADINGS = {
    "name": ["機構名稱", "中文名稱", "Centre Name", "LOC_NAME", "施設名", "provider_name", "https://schema.org/name"],
    "name_en": ["英文名稱 English Name", "名称（英文）"],
    "district": ["地區 District", "Borough", "行政區", "所在县（市、区）", "suburb"],
    "address": ["Street", "住所", "机构地址（详细到门牌号）"],
    "telephone": ["電話 Phone", "電話番号", "联系电话\n（座机）"],
    "lat": ["緯度", "http://www.w3.org/2003/01/geo/wgs84_pos#lat", "Y"],
    "lon": ["経度", "Longitude (WGS84)", "X坐标", "高德经度"],
    "point": ["geo_point", "經緯度", "坐标（经度,纬度）"],
    "places": ["核定收托人數", "定員", "NumberOfApprovedPlaces", "托位数（个）"],
    "kind": ["typeofprovider", "机构性质（公办/民办）", "organization_type"],
    "ages": ["Age Range", "收托对象"],
    "hours": ["開園時間", "Hours of Operation"],
    "fee.full_day": ["收费标准(元/月·人)"],
    "ignore": [
        "building_name", "Email Address", "定位精度", "負責人", "License Number", "location_id",
        "infant_spaces", "實際收托人數", "data_run_date",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "target"), [(h, target) for target, all_ in HEADINGS.items() for h in all_]
)
def test_headings(heading: str, target: str) -> None:
    found, score = heading_score(heading)
    assert (found, score >= LIKE_ENOUGH) == (target, True)


@pytest.mark.parametrize("heading", ["", "甲", "category2", "Kodomo", "某某某某"])
def test_headings_that_tell_nothing(heading: str) -> None:
    assert heading_score(heading)[1] < LIKE_ENOUGH
