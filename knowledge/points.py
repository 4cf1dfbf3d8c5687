"""Points of providers and places that lie in another district than their entry says."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.nearby import EARTH_RADIUS_M
from knowledge.problems import Problem
from knowledge.records import Located
from knowledge.schema import Place, Provider

if TYPE_CHECKING:
    from knowledge.loader import Files

# Of 323 shipped places, each tried against the others, none is suspected; of 218 streets said to be in
# another district, every one.
NEIGHBOURS = 3  # so many nearest known places, none of the own district
FARTHER = 2.0  # times as far to the nearest of the own district as to the nearest of all
CLOSE_KM = 1.0  # to the own district: borders are not known so well


def check(files: Files) -> Iterator[Problem]:
    known = [place.record for place in files.places if place.record]
    if len(known) <= NEIGHBOURS:
        return
    map_ = _Map(known)
    for provider in files.providers:
        record: Provider | None = provider.record
        if record and record.point:
            yield from map_.doubt(provider, ("point", "lat"), (record.point.lat, record.point.lon))
    for place in files.places:
        if place.record and place.record.kind in ("street", "landmark"):  # lines of the metro leave the city
            yield from map_.doubt(place, ("lat",), (place.record.lat, place.record.lon))


class _Map:
    def __init__(self, places: Sequence[Place]) -> None:
        self._names = [f"{place.district}{place.name}" for place in places]
        self._own_names = np.array([place.name for place in places])
        self._districts = np.array([place.district for place in places])
        self._radians = np.radians([(place.lat, place.lon) for place in places])

    def doubt(
        self, located: Located[Any], path: tuple[str, ...], point: tuple[float, float]
    ) -> Iterator[Problem]:
        kilometres = self._kilometres(point)
        kilometres[self._own_names == located.text("name")] = np.inf  # it is no witness to itself
        nearest = np.argpartition(kilometres, NEIGHBOURS)[:NEIGHBOURS]
        district = located.text("district")
        own = float(kilometres[self._districts == district].min(initial=np.inf))
        best = int(nearest[np.argmin(kilometres[nearest])])
        closest = float(kilometres[best])
        if (self._districts[nearest] == district).any() or own < max(CLOSE_KM, FARTHER * closest):
            return
        if math.isfinite(own):
            yield located.problem(
                "point_outside", *path, severity="warning", district=str(district), distance=f"{own:.1f}",
                near=self._names[best], near_distance=f"{closest:.1f}",
            )  # fmt: skip

    def _kilometres(self, point: tuple[float, float]) -> np.ndarray[Any, np.dtype[np.float64]]:
        """To every place, on a plane: good to a few metres within a city."""
        lat, lon = map(math.radians, point)
        north = self._radians[:, 0] - lat
        east = (self._radians[:, 1] - lon) * math.cos(lat)
        return np.asarray(np.hypot(north, east) * EARTH_RADIUS_M / 1000)
