"""Points as lists of other people write them: decimals, degrees with minutes, WKT, GeoJSON."""

import re
import unicodedata
from collections.abc import Sequence

from knowledge.excel.cells import Misread
from knowledge.excel.datum import LatLon

CHINA = (18.0, 54.0), (73.0, 136.0)  # latitudes and longitudes
WORLD = (-90.0, 90.0), (-180.0, 180.0)
_DEGREES = re.compile(
    r"([NSEWnsew]|[北南东西東][纬经緯經]?)?\s*([0-9]{1,3})\s*[°度]\s*(?:([0-9]{1,2}(?:\.[0-9]+)?)\s*['′’分]\s*)?"
    r"(?:([0-9]{1,2}(?:\.[0-9]+)?)\s*(?:[\"″”秒]|''|′′|’’)\s*)?(?(1)|(?:\s*([NSEWnsew]))?)"
)
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_LON_FIRST = re.compile(r"\bpoint\b|\"coordinates\"", re.IGNORECASE)  # WKT and GeoJSON
_SOUTH_WEST = ("S", "W", "南", "西")


def coordinate(text: str) -> float | Misread:
    """Degrees; south and west negative."""
    value = _plain(text)
    if match := _DEGREES.fullmatch(value):
        return _decimal(match)
    match = re.fullmatch(rf"({_NUMBER.pattern})[°\s]*([NESWnesw]?)", value)
    if match is None:
        return Misread("not_a_number", {"value": text[:40]})
    return -float(match[1]) if match[2].upper() in ("S", "W") else float(match[1])


def pair(text: str) -> LatLon | Misread:
    """(lat, lon), or the other way round where the cell does not tell: see `settled`."""
    value = _plain(text)
    if len(degrees := [_decimal(match) for match in _DEGREES.finditer(value)]) == 2:
        return degrees[0], degrees[1]
    lon_first = _LON_FIRST.search(value) is not None
    found = [float(match) for match in _NUMBER.findall(value)]
    rest = _NUMBER.sub("", re.sub(r"[A-Za-z\"{}:]+" if lon_first else "[NEne°]", "", value))
    if len(found) != 2 or re.search(r"[^\s,;()\[\]/|、]", rest):
        return Misread("point_not_understood", {"value": text[:40]})
    return (found[1], found[0]) if lon_first else (found[0], found[1])


def settled(numbers: LatLon, *, abroad: bool) -> LatLon | None:
    """Latitude and longitude whichever way round they stand: in China they cannot be taken for each other.
    None for a point that is not where the list is."""
    bounds = WORLD if abroad else CHINA
    for lat, lon in (numbers, numbers[::-1]):
        if (lat, lon) != (0, 0) and _within(lat, lon, bounds):
            return lat, lon
    return None


def lies_abroad(points: Sequence[LatLon]) -> bool:
    """Whether most of them are outside China, in either order."""
    inside = sum(settled(point, abroad=False) is not None for point in points)
    return len(points) > 2 * inside


def _within(lat: float, lon: float, bounds: tuple[LatLon, LatLon]) -> bool:
    (south, north), (west, east) = bounds
    return south <= lat <= north and west <= lon <= east


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", re.sub("[º˚]", "°", text)).strip()


def _decimal(match: re.Match[str]) -> float:
    side = (match[1] or match[5] or "").upper()
    value = float(match[2]) + float(match[3] or 0) / 60 + float(match[4] or 0) / 3600
    return round(-value if side.startswith(_SOUTH_WEST) else value, 7)
