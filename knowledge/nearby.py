"""Distances on the ground."""

import math

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle metres between two points: (lat, lon), WGS-84 degrees."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))
