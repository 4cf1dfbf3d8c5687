"""One line of a foreign list as an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge.excel import foreign_values as values
from knowledge.excel.cells import Misread
from knowledge.excel.datum import Datum, LatLon, to_wgs84
from knowledge.excel.faults import CellFault
from knowledge.excel.foreign_ages import ages
from knowledge.excel.foreign_hours import hours
from knowledge.excel.foreign_points import coordinate, lies_abroad, pair, settled
from knowledge.excel.foreign_telephones import telephones
from knowledge.excel.lines import Line
from knowledge.excel.mapping import ForeignList, ListMapping
from knowledge.excel.targets import IGNORE, list_words

FOOTNOTE_CELLS = 1  # so many filled cells of a line without a name make it a remark below the table
DATUMS: Mapping[str, Datum] = {"gcj02": "gcj02", "bd09": "bd09", "wgs84": "wgs84"}


@dataclass(slots=True)
class ListedRow:
    """What the line says. said: by field, as the files have it; fees: of the services; short_name: made of
    the name, for entries without aliases; notes: what was taken otherwise than it stands there."""

    line: Line
    said: dict[str, Any] = field(default_factory=dict)
    services: list[str] = field(default_factory=list)
    fees: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    short_name: str = ""
    faults: list[CellFault] = field(default_factory=list)
    notes: list[CellFault] = field(default_factory=list)

    @property
    def point(self) -> LatLon | None:
        at = self.said.get("point")
        return (float(at["lat"]), float(at["lon"])) if at else None


@dataclass(frozen=True, slots=True)
class _Unread:
    """Why a point is not known, and in the cell of which target."""

    target: str
    misread: Misread


class RowReader:
    def __init__(self, listed: ForeignList, mapping: ListMapping) -> None:
        self._title = listed.table.title
        self._mapping = mapping
        self._lines = listed.lines
        self._columns = {p.heading: p.column for p in listed.proposals}
        self._targets: dict[str, str] = {}  # target → heading; of fees several may be one
        self._fees: list[tuple[str, str]] = []
        for heading, target in mapping.columns.items():
            if target.startswith("fee."):
                self._fees.append((heading, target.removeprefix("fee.")))
            elif target != IGNORE:
                self._targets.setdefault(target, heading)
        found = (self._numbers(line) for line in listed.lines)
        numbers = [both for both in found if isinstance(both, tuple)]
        self.abroad = lies_abroad(numbers)  # where nobody shifts coordinates
        self.points = [point for both in numbers if (point := settled(both, abroad=self.abroad))]

    def read(self, line: Line) -> ListedRow | None:
        """None for a line of totals, or a remark below the table."""
        line, formulas = line.without_formulas(), line.formulas
        if not self._is_row(line):
            return None
        row = ListedRow(line)
        for target, heading in self._targets.items():
            if self._columns[heading] in formulas:
                self._fault(row, target, Misread("formula"))
        name = self._plain(line, "name")
        for target in ("name", "street", "address", "name_en", "operator", "about"):
            if text := self._plain(line, target):
                row.said[target] = text
        if district := self._district(line):
            row.said["district"] = district
        if aliases := self._plain(line, "aliases"):
            row.said["aliases"] = [piece for piece in values.parts(aliases) if piece != name]
        self._kind(row, name)
        self._simple(row)
        self._point(row)
        self._offers(row)
        return row

    def _is_row(self, line: Line) -> bool:
        total = list_words()["total"]
        name = self._plain(line, "name")
        if name.casefold() in total or any(cell.strip().casefold() in total for cell in line.cells[:2]):
            return False
        return bool(name) or sum(bool(cell.strip()) for cell in line.cells) > FOOTNOTE_CELLS

    def _kind(self, row: ListedRow, name: str) -> None:
        text = self._plain(row.line, "kind")
        said = self._mapping.kinds.get(text) or values.kind_of(text, name) if text else None
        if kind := said or self._mapping.kind:
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
            found = ages(text, self._targets["ages"])
            if not isinstance(found, Misread):
                row.said["ages_months"] = {"from": str(found[0]), "to": str(found[1])}
            else:
                self._fault(row, "ages", found)
        if text := self._plain(line, "hours"):
            opens = hours(text, self._mapping.days)
            self._take(
                row, "hours", "opening_hours", opens if isinstance(opens, Misread) else [{"opens": opens}]
            )
        if text := self._plain(line, "telephone"):
            numbers = telephones(text)
            if not isinstance(numbers, Misread) and len(numbers) > 1:
                row.notes.append(self.at(row, "telephone", "telephones_several", value=numbers[0]))
            self._take(row, "telephone", "telephone", numbers if isinstance(numbers, Misread) else numbers[0])

    def _point(self, row: ListedRow) -> None:
        match self._numbers(row.line):
            case _Unread(target, misread):
                self._fault(row, target, misread)
            case (float(), float()) as numbers:
                self._place(row, numbers)

    def _numbers(self, line: Line) -> "LatLon | _Unread | None":
        """As they stand in the line."""
        if text := self._plain(line, "point"):
            found = pair(text)
            return _Unread("point", found) if isinstance(found, Misread) else found
        lat, lon = self._plain(line, "lat"), self._plain(line, "lon")
        if not lat or not lon:
            return _Unread("lat" if lon else "lon", Misread("point_half")) if lat or lon else None
        north, east = coordinate(lat), coordinate(lon)
        if isinstance(north, Misread):
            return _Unread("lat", north)
        return _Unread("lon", east) if isinstance(east, Misread) else (north, east)

    def _place(self, row: ListedRow, numbers: LatLon) -> None:
        target = "point" if self._plain(row.line, "point") else "lat"
        point = settled(numbers, abroad=self.abroad)
        if point is None:
            told = f"{numbers[0]:g}, {numbers[1]:g}"
            self._fault(row, target, Misread("point_elsewhere", {"value": told}))
            return
        if point != numbers and target == "lat":
            row.notes.append(self.at(row, target, "point_swapped"))
        datum = "wgs84" if self.abroad else DATUMS.get(self._mapping.datum or "")
        if datum is None:
            self._fault(row, target, Misread("datum_unknown"))
            return
        lat, lon = to_wgs84(point, datum)
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
        return CellFault(
            row.line.sheet or self._title, row.line.number, column, heading, misread.code, misread.details
        )

    def at(self, row: ListedRow, target: str, code: str, /, **details: str) -> CellFault:
        """A fault in the row's cell for the target."""
        return self._fault_at(row, self._targets.get(target, ""), Misread(code, details))

    def homes(self) -> list[tuple[str, str]]:
        """Of each row the (district, address) as the list has them."""
        rows = [line for line in self._lines if self._is_row(line)]
        return [(self._district(line), self._plain(line, "address")) for line in rows]

    def _district(self, line: Line) -> str:
        """Its own, or that after which the sheet is named."""
        named = line.sheet.strip()
        otherwise = named if named.endswith(tuple(list_words()["district_ends"])) else ""
        return self._plain(line, "district") or otherwise

    def values(self, target: str) -> list[str]:
        """What the list's rows say for the target."""
        return [self._plain(line, target) for line in self._lines if self._is_row(line)]

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
