"""Addresses looked up at an online geocoder, where one is configured."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx

from knowledge.excel.datum import Datum, LatLon, to_wgs84

TIMEOUT_S = 10.0
_CONFIDENCE = ("level", "score", "confidence", "addresstype", "type", "importance")


@dataclass(frozen=True, slots=True)
class Located:
    """point: WGS-84. confidence: as the geocoder says it, "" when it says nothing."""

    point: LatLon
    confidence: str


@dataclass(frozen=True, slots=True)
class GeocoderAt:
    """url: with {address} in it, "" for none. datum: of its points."""

    url: str
    datum: Datum


NO_GEOCODER = GeocoderAt("", "wgs84")
Find = Callable[[str], Located | None]


class GeocoderDown(Exception):
    """It does not answer, or not with JSON."""


@contextmanager
def finder(at: GeocoderAt) -> Iterator[Find | None]:
    """Looks each address up once; None where no geocoder is configured."""
    with httpx.Client() as client:
        yield cache(Geocoder(at.url, at.datum, client).find) if at.url else None


class Geocoder:
    """url: with {address} in it, e.g. of 高德 (gcj02), 天地图 or Nominatim (wgs84)."""

    def __init__(self, url: str, datum: Datum, client: httpx.Client) -> None:
        self._url, self._datum, self._client = url, datum, client

    def find(self, address: str) -> Located | None:
        """None when it does not know the address. GeocoderDown."""
        try:
            answer = self._client.get(self._url.replace("{address}", quote(address)), timeout=TIMEOUT_S)
            answer.raise_for_status()
            data = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as fault:
            raise GeocoderDown(type(fault).__name__) from fault
        return next(self._found(data, ""), None)

    def _found(self, data: Any, confidence: str) -> Iterator[Located]:
        """The first point anywhere in the answer: {lat, lon}, {lat, lng}, or location "lon,lat"."""
        if isinstance(data, list):
            for inner in data:
                yield from self._found(inner, confidence)
        if not isinstance(data, dict):
            return
        confidence = next((str(data[key]) for key in _CONFIDENCE if key in data), confidence)
        if point := _point(data):
            yield Located(to_wgs84(point, self._datum), confidence)
        for inner in data.values():
            yield from self._found(inner, confidence)


def _point(data: dict[str, Any]) -> LatLon | None:
    location = data.get("location")
    numbers: tuple[Any, Any] = (data.get("lat"), data.get("lon", data.get("lng")))
    if isinstance(location, str) and location.count(",") == 1:
        lon, lat = location.split(",")
        numbers = lat, lon
    try:
        lat_value, lon_value = float(numbers[0]), float(numbers[1])
    except (TypeError, ValueError):
        return None
    return (lat_value, lon_value) if 18 <= lat_value <= 54 and 73 <= lon_value <= 136 else None
