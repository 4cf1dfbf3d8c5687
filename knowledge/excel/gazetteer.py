"""Districts and streets of a list, by the known places; those that are not known are placed by the points
of the list's own providers."""

import re
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from knowledge.excel.datum import LatLon
from knowledge.excel.homes import districts_in
from knowledge.excel.sentences import sentence
from knowledge.excel.targets import list_words
from knowledge.schema import Place
from knowledge.text import normalise

Where = tuple[str, str]  # district and street
_BEFORE = re.compile(
    r"(?:\w{2,3}省|\w{2,4}自治区)?(?:\w{2,5}[市巿])?"
)  # the second 市 is another character, often typed for it


class Gazetteer:
    """Finds what a list means, and gathers the places that have to be made."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._districts: dict[str, str] = {}
        self._streets: dict[Where, str] = {}
        self._points: dict[Where, list[LatLon]] = {}
        for place in places:
            for name in (place.name, *place.aliases):
                if place.kind == "district":
                    self._districts.setdefault(name, place.name)
                elif place.kind == "street":
                    self._streets.setdefault((place.district, name), place.name)

    def district(self, said: str, address: str) -> str:
        """The district as the files call it; "" when neither the list nor the address tells one of theirs."""
        if said:
            return self._districts.get(said, said)
        known = [name for alias, name in self._districts.items() if len(alias) > 2 and alias in address]
        return known[0] if len(set(known)) == 1 else ""

    def districts(self, rows: Sequence[tuple[str, str]], otherwise: str) -> list[str]:
        """Of rows, each (what it says, its address): a known district, or the one that the address names.
        A name of one character is not used if there is another: it would be found in any sentence."""
        named = districts_in([address for _, address in rows])
        found = [
            self.district(said if len(said) > 1 else "", address) or home or otherwise or said
            for (said, address), home in zip(rows, named, strict=True)
        ]
        written = {normalise(name): name for name in reversed((*self._districts.values(), *found))}
        return [written[normalise(name)] for name in found]

    def street(self, said: str, district: str, address: str) -> str:
        """The street as the files call it; that of the address when the list names none."""
        if said:
            return self._streets.get((district, said), said)
        ends = tuple(list_words()["street_ends"])
        named = {
            name
            for (home, alias), name in self._streets.items()
            if home == district and alias.endswith(ends) and alias in address
        }
        return named.pop() if len(named) == 1 else ""

    def saw(self, district: str, street: str, point: LatLon) -> None:
        """A provider of the list that has a point."""
        for where in {(district, ""), (district, street)}:
            self._points.setdefault(where, []).append(point)

    def knows(self, district: str, street: str = "") -> bool:
        if street:
            return (district, street) in self._streets or (district, street) in self._points
        return district in self._districts or (district, "") in self._points

    def made(self, wanted: Iterable[Where]) -> list[dict[str, Any]]:
        """Entries for the places file: those wanted that are not known yet, districts first."""
        found = []
        for district, street in sorted(set(wanted), key=lambda where: (where[1] != "", where)):
            known = (district, street) in self._streets if street else district in self._districts
            if known or (district, street) not in self._points:
                continue
            found.append(self._entry(district, street, self._points[(district, street)]))
        return found

    def _entry(self, district: str, street: str, points: Sequence[LatLon]) -> dict[str, Any]:
        name = street or district
        ends: list[str] = list_words()["street_ends" if street else "district_ends"]
        short = next((name.removesuffix(end) for end in ends if name.endswith(end)), "")
        entry: dict[str, Any] = {
            "name": name,
            "kind": "street" if street else "district",
            "district": district,
        }
        if len(short) > 1 and short not in self._districts:
            entry["aliases"] = [short]
        entry["lat"] = f"{median(lat for lat, _ in points):.4f}"
        entry["lon"] = f"{median(lon for _, lon in points):.4f}"
        return entry | {"confidence": sentence("place_confidence", count=str(len(points)))}


def within(address: str, district: str, street: str) -> str:
    """The address without the district and street that it begins with: they are told beside it."""
    rest = address
    for name in (district, street):
        before, found, after = rest.partition(name) if name else ("", "", rest)
        if found and after and (not before or _BEFORE.fullmatch(before)):
            rest = after
    return rest.strip() or address
