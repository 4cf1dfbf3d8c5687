"""Coordinates of Chinese maps as WGS-84.

GCJ-02 (高德, 腾讯) shifts points by some 500 m, BD-09 (百度) by a kilometre. The formulas are the ones known
from public reverse engineering (e.g. coordTransform, eviltransform, MIT); the inverse is found by iteration,
good to a centimetre.
"""

import math
from collections.abc import Callable, Sequence
from statistics import median
from typing import Literal

from knowledge.excel.targets import list_words
from knowledge.text import is_traditional, normalise

Datum = Literal["wgs84", "gcj02", "bd09"]
LatLon = tuple[float, float]
_A = 6_378_245.0  # Krasovsky 1940: semi-major axis in metres, and eccentricity squared
_EE = 0.006_693_421_622_965_943
_BD = math.pi * 3000 / 180
# Latitudes and longitudes of Taiwan, and of Hong Kong and Macao, whose offices publish WGS-84.
_UNSHIFTED = (((21.8, 25.4), (119.95, 122.1)), ((22.13, 22.51), (113.52, 114.45)))


def to_wgs84(point: LatLon, datum: Datum) -> LatLon:
    """point: (lat, lon) degrees."""
    if datum == "gcj02":
        return _undone(gcj02, point)
    if datum == "bd09":
        return _undone(lambda inner: bd09(gcj02(inner)), point)
    return point


def likely_datum(headings: Sequence[str], points: Sequence[LatLon]) -> Datum:
    """By what the headings say of it, then by where the points lie; mostly it is GCJ-02."""
    said = normalise(" ".join(headings))
    named: dict[Datum, list[str]] = list_words()["datums"]
    for datum, words in named.items():
        if any(word in said for word in words):
            return datum
    if not points or is_traditional(" ".join(headings)):
        return "wgs84" if points else "gcj02"
    lat, lon = median(lat for lat, _ in points), median(lon for _, lon in points)
    unshifted = any(
        south <= lat <= north and west <= lon <= east for (south, north), (west, east) in _UNSHIFTED
    )
    return "wgs84" if unshifted else "gcj02"


def gcj02(point: LatLon) -> LatLon:
    """Of a WGS-84 point."""
    lat, lon = point
    x, y = lon - 105, lat - 35
    root = math.sqrt(abs(x))
    wave = (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    north += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    east += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    magic = 1 - _EE * math.sin(math.radians(lat)) ** 2
    d_lat = north * 180 / (_A * (1 - _EE) / (magic * math.sqrt(magic)) * math.pi)
    d_lon = east * 180 / (_A / math.sqrt(magic) * math.cos(math.radians(lat)) * math.pi)
    return lat + d_lat, lon + d_lon


def bd09(point: LatLon) -> LatLon:
    """Of a GCJ-02 point."""
    lat, lon = point
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BD)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BD)
    return radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065


def _undone(shift: Callable[[LatLon], LatLon], point: LatLon) -> LatLon:
    lat, lon = point
    for _ in range(8):
        shifted = shift((lat, lon))
        lat, lon = lat + point[0] - shifted[0], lon + point[1] - shifted[1]
    return lat, lon
