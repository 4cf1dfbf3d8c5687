"""Which streets have a provider, on a map drawn from the points of the gazetteer alone."""

from collections.abc import Sequence
from math import cos, pi, radians, sin

from bot.web.charts import FAINT, GOOD, INK, svg, text
from bot.web.figures import District
from knowledge.schema import Place

MARGIN = 36
LAND, COAST, BARE = "#eef2ec", "#cfd9d1", "#b45309"
PADDING = 22  # of a district around the points of its streets, in units of the drawing
_CORNERS = 10  # that the padding of one point has
_SMALLEST = 0.02  # degrees; a single point still has a size
_DENSE = 0.13  # of the whole height: a district that is no higher is shown enlarged

Xy = tuple[float, float]


def coverage_map(districts: Sequence[District], width: int, unnamed: Sequence[District] = ()) -> str:
    """Filled: the street has a provider, the more the larger; hollow: none is known. With one district its
    streets are named, else the districts are, but for those that are unnamed."""
    places = [place for one in districts for place in _places(one)]
    if not places:
        return svg(width, MARGIN, ())
    on_map = _Projection(places, width)
    parts = [_shape(on_map, one) for one in districts]
    parts += [_dot(on_map(street.place), street.providers) for one in districts for street in one.streets]
    if len(districts) == 1:
        streets = [street.place for street in districts[0].streets]
        parts += [_name(on_map(place), place.name, lift=-9, fill=FAINT) for place in streets]
    else:
        named = [one.place for one in districts if one not in unnamed]
        parts += [_name(on_map(place), place.name, lift=4, fill=INK) for place in named]
    return svg(width, on_map.height, parts)


def dense(districts: Sequence[District]) -> list[District]:
    """Those that are small beside the whole, when there are others."""
    heights = {one.place.name: _height(_places(one)) for one in districts}
    whole = _height([place for one in districts for place in _places(one)])
    small = [one for one in districts if heights[one.place.name] < _DENSE * whole]
    return small if 1 < len(small) < len(districts) else []


def _places(district: District) -> list[Place]:
    return [district.place, *(street.place for street in district.streets)]


def _height(places: Sequence[Place]) -> float:
    """Degrees."""
    return max((p.lat for p in places), default=0) - min((p.lat for p in places), default=0)


class _Projection:
    """Degrees → the drawing: north is up, and a kilometre is as long either way in the middle."""

    def __init__(self, places: Sequence[Place], width: int) -> None:
        self._west, self._north = min(p.lon for p in places), max(p.lat for p in places)
        east, south = max(p.lon for p in places), min(p.lat for p in places)
        self._squeeze = cos(radians((self._north + south) / 2))
        span = max((east - self._west) * self._squeeze, _SMALLEST)
        self._scale = (width - 2 * MARGIN) / span
        self.height = round((self._north - south) * self._scale) + 2 * MARGIN

    def __call__(self, place: Place) -> Xy:
        x = MARGIN + (place.lon - self._west) * self._squeeze * self._scale
        return x, MARGIN + (self._north - place.lat) * self._scale


def _shape(on_map: _Projection, district: District) -> str:
    """Around all of its points: not its border, but where it is."""
    points = [on_map(place) for place in _places(district)]
    around = [
        (x + PADDING * cos(2 * pi * k / _CORNERS), y + PADDING * sin(2 * pi * k / _CORNERS))
        for x, y in points
        for k in range(_CORNERS)
    ]
    outline = " ".join(f"{x:.1f},{y:.1f}" for x, y in hull(around))
    return f'<polygon points="{outline}" fill="{LAND}" fill-opacity="0.75" stroke="{COAST}"/>'


def hull(points: Sequence[Xy]) -> list[Xy]:
    """The convex hull, by Andrew's monotone chain."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    return [*_half(ordered)[:-1], *_half(ordered[::-1])[:-1]]


def _half(ordered: Sequence[Xy]) -> list[Xy]:
    chain: list[Xy] = []
    for point in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: Xy, b: Xy, c: Xy) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _dot(at: Xy, providers: int) -> str:
    centre = f'cx="{at[0]:.1f}" cy="{at[1]:.1f}"'
    if not providers:
        return f'<circle {centre} r="3" fill="#fff" stroke="{BARE}" stroke-width="1.3"/>'
    radius = 4 + min(providers, 9) ** 0.5 * 1.5
    return f'<circle {centre} r="{radius:.1f}" fill="{GOOD}" fill-opacity="0.9"/>'


def _name(at: Xy, words: str, *, lift: float, fill: str) -> str:
    """On a light edge, so that it is read over anything."""
    edge = text(at[0], at[1] + lift, words, anchor="middle", fill="#fff")
    edge = edge.replace("<text ", '<text stroke="#fff" stroke-width="4" stroke-linejoin="round" ', 1)
    return edge + text(at[0], at[1] + lift, words, anchor="middle", fill=fill)
