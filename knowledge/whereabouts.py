"""Districts, streets and points of providers, FAQ entries and places, against the known places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from knowledge.field_faults import did_you_mean
from knowledge.nearby import distance_m
from knowledge.problems import Problem
from knowledge.records import Located
from knowledge.schema import Place, Provider

if TYPE_CHECKING:
    from knowledge.loader import Files

STREET_KM = 15  # from a street's point to the far end of the largest town
DISTRICT_KM = 75  # islands included
Streets = Mapping[tuple[str, str], Place | None]


def check(files: Files) -> Iterator[Problem]:
    if "places" in files.unread:
        return
    districts = {place.text("name") or "": place.record for place in _of_kind(files.places, "district")}
    streets = {
        (place.text("district") or "", place.text("name") or ""): place.record
        for place in _of_kind(files.places, "street")
    }
    outlying = [place for place in files.places if place.text("kind") != "metro"]  # lines leave the city
    everything: list[Located[Any]] = [*files.providers, *files.faq, *outlying]
    for anything in everything:
        yield from _district(anything, districts)
    for provider in files.providers:
        yield from _street(provider, districts, streets)
        yield from _point(provider, districts, streets)
    for place in files.places:
        home = districts.get(place.text("district") or "")
        if place.record and home:
            yield from _far(place, (), (place.record.lat, place.record.lon), home, DISTRICT_KM)


def _of_kind(places: Sequence[Located[Place]], kind: str) -> list[Located[Place]]:
    return [place for place in places if place.text("kind") == kind]


def _district(located: Located[Any], districts: Mapping[str, Place | None]) -> Iterator[Problem]:
    district = located.text("district")
    if district is not None and district not in districts:
        hint = did_you_mean(district, districts)
        yield located.problem("unknown_district", "district", value=district, hint=hint)


def _street(
    located: Located[Provider], districts: Mapping[str, Place | None], streets: Streets
) -> Iterator[Problem]:
    district, street = located.text("district") or "", located.text("street")
    if street is None or district not in districts or (district, street) in streets:
        return
    own = [name for home, name in streets if home == district]
    elsewhere = next((home for home, name in streets if name == street), None)
    hint = f"→ {elsewhere}{street}? " if elsewhere else did_you_mean(street, own)
    yield located.problem("unknown_street", "street", value=street, district=district, hint=hint)


def _point(
    located: Located[Provider], districts: Mapping[str, Place | None], streets: Streets
) -> Iterator[Problem]:
    provider = located.record
    if provider is None or provider.point is None:
        return
    point = (provider.point.lat, provider.point.lon)
    street, district = (
        streets.get((provider.district, provider.street or "")),
        districts.get(provider.district),
    )
    if street:
        yield from _far(located, ("point",), point, street, STREET_KM)
    elif district:
        yield from _far(located, ("point",), point, district, DISTRICT_KM)


def _far(
    located: Located[Any], within: tuple[str, ...], point: tuple[float, float], near: Place, limit_km: float
) -> Iterator[Problem]:
    """within: where lat and lon stand in the entry. Blames the one that is farther off."""
    kilometres = distance_m(point, (near.lat, near.lon)) / 1000
    if kilometres > limit_km:
        field = "lat" if abs(point[0] - near.lat) >= abs(point[1] - near.lon) else "lon"
        yield located.problem(
            "point_far", *within, field, place=near.name, distance=f"{kilometres:.0f}", limit=str(limit_km)
        )
