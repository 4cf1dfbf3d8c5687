"""One line of a foreign list as an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge.excel import foreign_values as values
from knowledge.excel.cells import Misread
from knowledge.excel.datum import Datum, LatLon, to_wgs84
from knowledge.excel.faults import CellFault
from knowledge.excel.mapping import ForeignList, ListMapping
from knowledge.excel.reading import Line
from knowledge.excel.targets import IGNORE, list_words

NORTH, EAST = (18.0, 54.0), (73.0, 136.0)  # of China, as the schema has it
DATUMS: Mapping[str, Datum] = {"wgs84": "wgs84", "gcj02": "gcj02", "bd09": "bd09"}


@dataclass(slots=True)
class ListedRow:
    """What the line says. said: by field, as the files have it; fees: of the services; notes: what was
    taken otherwise than it stands there."""

    line: Line
    said: dict[str, Any] = field(default_factory=dict)
    services: list[str] = field(default_factory=list)
    fees: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[CellFault] = field(default_factory=list)

    @property
    def point(self) -> LatLon | None:
        at = self.said.get("point")
        return (float(at["lat"]), float(at["lon"])) if at else None


class RowReader:
    def __init__(self, listed: ForeignList, mapping: ListMapping) -> None:
        self._title = listed.table.title
        self._mapping = mapping
        self._columns = {p.heading: p.column for p in listed.proposals}
        self._targets: dict[str, str] = {}  # target → heading; of fees several may be one
        self._fees: list[tuple[str, str]] = []
        for heading, target in mapping.columns.items():
            if target.startswith("fee."):
                self._fees.append((heading, target.removeprefix("fee.")))
            elif target != IGNORE:
                self._targets.setdefault(target, heading)

    def read(self, line: Line) -> ListedRow | None:
        """None for a line of totals."""
        line, formulas = line.without_formulas(), line.formulas
        row = ListedRow(line)
        for target, heading in self._targets.items():
            if self._columns[heading] in formulas:
                self._fault(row, target, Misread("formula"))
        name = self._plain(line, "name")
        if name in list_words()["total"] or any(
            cell.strip() in list_words()["total"] for cell in line.cells[:2]
        ):
            return None
        for target in ("name", "district", "street", "address", "name_en", "operator", "about"):
            if text := self._plain(line, target):
                row.said[target] = text
        if aliases := self._plain(line, "aliases"):
            row.said["aliases"] = [piece for piece in values.parts(aliases) if piece != name]
        self._kind(row, name)
        self._simple(row)
        self._point(row)
        self._offers(row)
        return row

    def _kind(self, row: ListedRow, name: str) -> None:
        text = self._plain(row.line, "kind")
        kind = self._mapping.kinds.get(text) or values.kind_of(text, name) if text else self._mapping.kind
        if kind:
            row.said["kind"] = kind
        else:
            code = "kind_not_understood" if text else "kind_missing"
            self._fault(row, "kind", Misread(code, {"value": text} if text else {}))

    def _simple(self, row: ListedRow) -> None:
        line = row.line
        if (text := self._raw(line, "inclusive")) and (values.plain(text) or text == "无"):
            self._take(row, "inclusive", "inclusive", values.yes_or_no(text))
        if text := self._plain(line, "places"):
            self._take(row, "places", "places", values.count(text))
        if text := self._plain(line, "ages"):
            found = values.ages(text, self._targets["ages"])
            if not isinstance(found, Misread):
                row.said["ages_months"] = {"from": str(found[0]), "to": str(found[1])}
            else:
                self._fault(row, "ages", found)
        if text := self._plain(line, "hours"):
            opens = values.hours(text, self._mapping.days)
            self._take(
                row, "hours", "opening_hours", opens if isinstance(opens, Misread) else [{"opens": opens}]
            )
        if text := self._plain(line, "telephone"):
            numbers = values.telephones(text)
            if not isinstance(numbers, Misread) and len(numbers) > 1:
                row.notes.append(self.at(row, "telephone", "telephones_several", value=numbers[0]))
            self._take(row, "telephone", "telephone", numbers if isinstance(numbers, Misread) else numbers[0])

    def _point(self, row: ListedRow) -> None:
        if text := self._plain(row.line, "point"):
            found = values.pair(text)
            if isinstance(found, Misread):
                self._fault(row, "point", found)
                return
            self._place(row, "point", found)
            return
        lat, lon = self._plain(row.line, "lat"), self._plain(row.line, "lon")
        if not lat and not lon:
            return
        if not lat or not lon:
            self._fault(row, "lat" if lon else "lon", Misread("point_half"))
            return
        north, east = values.coordinate(lat), values.coordinate(lon)
        for target, value in (("lat", north), ("lon", east)):
            if isinstance(value, Misread):
                self._fault(row, target, value)
        if not isinstance(north, Misread) and not isinstance(east, Misread):
            self._place(row, "lat", (north, east))

    def _place(self, row: ListedRow, target: str, numbers: LatLon) -> None:
        """Latitude and longitude in either order: in China they cannot be taken for each other."""
        for lat, lon in (numbers, numbers[::-1]):
            if NORTH[0] <= lat <= NORTH[1] and EAST[0] <= lon <= EAST[1]:
                break
        else:
            told = f"{numbers[0]:g}, {numbers[1]:g}"
            self._fault(row, target, Misread("point_outside_china", {"value": told}))
            return
        if (lat, lon) != numbers and target == "lat":
            row.notes.append(self.at(row, target, "point_swapped"))
        datum = DATUMS.get(self._mapping.datum or "")
        if datum is None:
            self._fault(row, target, Misread("datum_unknown"))
            return
        lat, lon = to_wgs84((lat, lon), datum)
        row.said["point"] = {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"}

    def _offers(self, row: ListedRow) -> None:
        if text := self._plain(row.line, "services"):
            found = values.offered(text)
            if isinstance(found, Misread):
                self._fault(row, "services", found)
            else:
                row.services = found
        for heading, service in self._fees:
            if text := values.plain(row.line[self._columns[heading]]):
                fees = values.fees(text, service, heading)
                if isinstance(fees, Misread):
                    row.faults.append(self._fault_at(row, heading, fees))
                else:
                    row.fees += fees

    def _take(self, row: ListedRow, target: str, name: str, value: Any) -> None:
        if isinstance(value, Misread):
            self._fault(row, target, value)
        else:
            row.said[name] = value

    def _fault(self, row: ListedRow, target: str, misread: Misread) -> None:
        row.faults.append(self._fault_at(row, self._targets.get(target, ""), misread))

    def _fault_at(self, row: ListedRow, heading: str, misread: Misread) -> CellFault:
        column = self._columns.get(heading, self._columns.get(self._targets.get("name", ""), 0))
        return CellFault(self._title, row.line.number, column, heading, misread.code, misread.details)

    def at(self, row: ListedRow, target: str, code: str, /, **details: str) -> CellFault:
        """A fault in the row's cell for the target."""
        return self._fault_at(row, self._targets.get(target, ""), Misread(code, details))

    def _raw(self, line: Line, target: str) -> str:
        heading = self._targets.get(target)
        return line[self._columns[heading]] if heading in self._columns else ""

    def _plain(self, line: Line, target: str) -> str:
        return values.plain(self._raw(line, target))


def kinds_not_known(listed: ForeignList, mapping: ListMapping) -> Sequence[str]:
    """What the list writes as kind and nobody said yet what it is, each once."""
    headings = [heading for heading, target in mapping.columns.items() if target == "kind"]
    columns = [p.column for p in listed.proposals if p.heading in headings]
    said = {values.plain(line[column]) for line in listed.lines for column in columns} - {""}
    return sorted(text for text in said if text not in mapping.kinds and values.kind_of(text, "") is None)
