"""A foreign list of providers, mapped, into the files: what is understood is taken, the rest is told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.duplicates import form
from knowledge.excel.columns import Column, SheetPlan
from knowledge.excel.draft import Draft, Drafts, Origin, settle
from knowledge.excel.entry_text import Edits, rewritten
from knowledge.excel.faults import CellFault
from knowledge.excel.gazetteer import Gazetteer, Where, within
from knowledge.excel.geocoder import Find
from knowledge.excel.importing import Counts, Faulty, Ready, outcome
from knowledge.excel.lines import Line
from knowledge.excel.listed_entry import put_into
from knowledge.excel.listed_rows import ListedRow, RowReader
from knowledge.excel.mapping import ForeignList, ListMapping
from knowledge.excel.namesakes import told_apart
from knowledge.excel.short_names import short_names
from knowledge.loader import Files
from knowledge.progress import Progress, unseen

PLACES_FILE = "places/导入.yaml"
LONGEST_DISTRICT = 60  # characters: files are named after districts
ROUNDS = 6  # of leaving out what the check refuses
# Where a target's value stands in an entry.
_PATHS = {
    "lat": "point.lat", "lon": "point.lon", "ages": "ages_months", "hours": "opening_hours",
}  # fmt: skip
_NEEDED = ("id", "name", "kind", "district", "source")


@dataclass(frozen=True, slots=True)
class Taken:
    """faults: what was left out; notes: what was taken otherwise than it stands there. rows: of the list.
    placed: how providers are placed → how many; unsure: (name, how the geocoder is sure)."""

    ready: Ready
    faults: tuple[CellFault, ...]
    notes: tuple[CellFault, ...]
    rows: int
    placed: Mapping[str, int]
    unsure: tuple[tuple[str, str], ...]


def take_list(
    directory: Path,
    files: Files,
    listed: ForeignList,
    mapping: ListMapping,
    today: date,
    find: Find | None = None,
    progress: Progress = unseen,
) -> Taken | Faulty:
    """files: of the directory, without errors. GeocoderDown. Nothing is written yet."""
    reader = RowReader(listed, mapping)
    gazetteer = Gazetteer(place.record for place in files.places if place.record)
    rows = [row for line in listed.lines if (row := reader.read(line))]
    taking = _Taking(reader, gazetteer, Drafts(files.providers), mapping, listed, today)
    taking.place(rows, find)
    for row in rows:
        taking.take(row)
    return taking.kept(directory, progress)


def rows_without_district(files: Files, listed: ForeignList, mapping: ListMapping) -> tuple[int, int]:
    """(rows of which neither the list nor the address tells the district, all rows)."""
    reader = RowReader(listed, mapping)
    gazetteer = Gazetteer(place.record for place in files.places if place.record)
    found = gazetteer.districts(reader.homes(), "")
    return sum(not district for district in found), len(found)


class _Taking:
    def __init__(
        self, reader: RowReader, gazetteer: Gazetteer, drafts: Drafts, mapping: ListMapping,
        listed: ForeignList, today: date,
    ) -> None:  # fmt: skip
        self._reader, self._gazetteer, self._drafts = reader, gazetteer, drafts
        self._mapping, self._listed, self._today = mapping, listed, today
        self._by_form = {form(draft.name): draft for draft in drafts.by_id.values()}
        self._rows: list[tuple[ListedRow, Draft]] = []
        self._all: list[ListedRow] = []
        self._first: dict[str, Line] = {}
        self._dropped: list[CellFault] = []
        self._unsure: list[tuple[str, str]] = []

    def place(self, rows: Sequence[ListedRow], find: Find | None) -> None:
        """District and street of each row as the files call them, and its point where one can be had."""
        told = [(row.said.get("district", ""), row.said.get("address", "")) for row in rows]
        districts = self._gazetteer.districts(told, self._mapping.district or "")
        for row, district in zip(rows, districts, strict=True):
            said, address = row.said, row.said.get("address", "")
            said["district"] = district
            street = self._gazetteer.street(said.get("street", ""), said["district"], address)
            if street and "street" not in said:
                row.notes.append(self._reader.at(row, "address", "street_of_address", value=street))
            said["street"] = street
            if row.point is None and find and address and (found := find(address)):
                said["point"] = {"lat": f"{found.point[0]:.6f}", "lon": f"{found.point[1]:.6f}"}
                self._unsure.append((said.get("name", ""), found.confidence))
            if address:
                said["address"] = within(address, said["district"], street)
            if row.point and said["district"]:
                self._gazetteer.saw(said["district"], street, row.point)
        for index, name in told_apart([row.said for row in rows]).items():
            rows[index].said["name"] = name
            rows[index].notes.append(self._reader.at(rows[index], "name", "name_told_apart", value=name))
        self._name_shortly(rows)
        self._all = list(rows)

    def _name_shortly(self, rows: Sequence[ListedRow]) -> None:
        names = [(row.said.get("name", ""), row.said["district"]) for row in rows]
        known = [
            name
            for draft in self._drafts.by_id.values()
            for name in (draft.name, *draft.now.get("aliases", ()))
        ]
        taken = [*known, *(name for name, _ in names)]
        for row, short in zip(rows, short_names(names, taken), strict=True):
            row.short_name = short

    def take(self, row: ListedRow) -> None:
        said = row.said
        name = said.get("name", "")
        for target, code in (("name", "name_missing"), ("district", "district_missing")):
            if not said.get(target):
                row.faults.append(self._reader.at(row, target, code))
        if not name or not said["district"] or "kind" not in said:
            return
        if (first := self._first.setdefault(form(name), row.line)) is not row.line:
            where = f"{first.sheet} {first.number}".strip()
            row.faults.append(self._reader.at(row, "name", "name_again", value=name, row=where))
            return
        if len(said["district"]) > LONGEST_DISTRICT:
            shown = said["district"][:20]
            row.faults.append(self._reader.at(row, "district", "district_odd", value=shown))
            return
        if not self._gazetteer.knows(said["district"]):
            row.faults.append(self._reader.at(row, "district", "district_unplaced", value=said["district"]))
            return
        if said["street"] and not self._gazetteer.knows(said["district"], said["street"]):
            row.faults.append(self._reader.at(row, "street", "street_unplaced", value=said["street"]))
            said["street"] = ""
        source = self._mapping.source or self._listed.table.title
        draft = put_into(self._drafts, self._by_form.get(form(name)), row, source, self._today)
        self._rows.append((row, draft))

    def kept(self, directory: Path, progress: Progress) -> Taken | Faulty:
        """Checked; what the check refuses is left out and told, until the rest is right."""
        drafts = {"providers": self._drafts}
        for _ in range(ROUNDS):
            origins = [self._origin(row, draft) for row, draft in self._rows]
            found = settle(drafts, origins)
            extra = self._places(directory)
            result = outcome(directory, drafts, found, (), self._today, progress, extra)
            if isinstance(result, Ready):
                return self._taken(result)
            faulty = result
            left_out = [self._leave_out(fault) for fault in faulty.cells]
            if not left_out or not all(left_out):
                break  # what is wrong elsewhere, as in the places, may be gone with the row that made it
        return faulty

    def _origin(self, row: ListedRow, draft: Draft) -> Origin:
        columns = tuple(
            Column(heading, tuple(_path_of(target).split(".")))
            for heading, target in self._mapping.columns.items()
            if target != "ignore"
        )
        plan = SheetPlan(row.line.sheet or self._listed.table.title, "providers", (), columns)
        at = {proposal.heading: proposal.column for proposal in self._listed.proposals}
        return Origin(plan, row.line, draft, draft.now, at)

    def _leave_out(self, fault: CellFault) -> bool:
        """The field that is wrong, or the row when it cannot do without. Whether anything was left out."""
        at = (fault.sheet, fault.row)
        title = self._listed.table.title
        found = [it for it in self._rows if (it[0].line.sheet or title, it[0].line.number) == at]
        if not found:
            return any(fault.row == dropped.row for dropped in self._dropped)
        row, draft = found[0]
        self._dropped.append(fault)
        key = _path_of(self._mapping.columns.get(fault.heading, "name")).split(".")[0]
        if key in _NEEDED or draft.new is None or draft.new.get(key) == draft.old.get(key):
            self._rows.remove((row, draft))
            self._drafts.forget(draft)
        elif key in draft.old:
            draft.new[key] = draft.old[key]
        else:
            draft.new.pop(key, None)
        return True

    def _places(self, directory: Path) -> dict[str, str | None]:
        """The places file with the districts and streets that were not known."""
        wanted: list[Where] = []
        for _, draft in self._rows:
            district, street = draft.now["district"], draft.now.get("street", "")
            wanted += [(district, ""), *([(district, street)] if street else [])]
        made = self._gazetteer.made(wanted)
        if not made:
            return {}
        path = directory / PLACES_FILE
        before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        return {PLACES_FILE: rewritten(before.replace("\r\n", "\n"), Edits({}, tuple(made)))}

    def _taken(self, ready: Ready) -> Taken:
        placed = Counter(_placed(draft, {name for name, _ in self._unsure}) for _, draft in self._rows)
        faults = [fault for row in self._all for fault in row.faults] + self._dropped
        notes = [note for row in self._all for note in row.notes]
        counts = {folder: count for folder, count in ready.counts.items() if count != Counts()}
        return Taken(
            Ready(ready.texts, counts),
            tuple(sorted(faults, key=lambda fault: (fault.row, fault.column))),
            tuple(notes),
            len(self._all),
            placed,
            tuple(self._unsure),
        )


def _path_of(target: str) -> str:
    return "services" if target.startswith("fee.") else _PATHS.get(target, target)


def _placed(draft: Draft, looked_up: set[str]) -> str:
    if "point" in draft.now:
        return "geocoder" if draft.name in looked_up else "point"
    return "street" if "street" in draft.now else "district"
