"""The rows of our own sheets, taken into drafts of the entries. What cannot be understood becomes a fault
and changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from knowledge.excel.cells import Cell, Misread, as_text, same, shown, understood
from knowledge.excel.columns import Column, SheetPlan, sheets, standing
from knowledge.excel.draft import Draft, Drafts, Origin, item_to_change
from knowledge.excel.faults import CellFault
from knowledge.excel.lines import Line, Table
from knowledge.excel.rows import columns_of, items_of, mark_of
from knowledge.excel.slugs import new_id
from knowledge.excel.values import Item, set_at, value_at

EXCEL_ERRORS = ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")


class Taking:
    """Fills faults and origins, and the drafts it was given."""

    def __init__(self, drafts: Mapping[str, Drafts]) -> None:
        self.drafts = drafts
        self.faults: list[CellFault] = []
        self.origins: list[Origin] = []

    def all_of(self, tables: Sequence[Table]) -> None:
        by_title = {table.title.strip(): table for table in tables}
        for plan in sheets():
            if (table := by_title.get(plan.title)) and table.lines:
                _Sheet(self, plan, table).take()


class _Sheet:
    def __init__(self, taking: Taking, plan: SheetPlan, table: Table) -> None:
        self._taking, self._plan, self._table = taking, plan, table
        self._drafts = taking.drafts[plan.folder]
        self._at: dict[str, int] = {}
        self._seen: dict[tuple[str, str, str], int] = {}
        self._ids: set[str] = set()  # of the sheet's rows

    def take(self) -> None:
        head = self._table.lines[0]
        for column, text in enumerate(head.cells):
            heading = text.strip()
            if heading in self._at and heading in {c.heading for c in columns_of(self._plan)}:
                self._fault(head, heading, "heading_twice", heading=heading)
            self._at.setdefault(heading, column)
        needed = (
            [standing("owner" if self._plan.at else "mark")] if self._plan.at else [self._plan.columns[0]]
        )
        needed += [standing("service")] if self._plan.by_service else []
        needed += [standing("number")] if self._plan.by_number else []
        missing = [column.heading for column in needed if column.heading not in self._at]
        for heading in missing:
            self._fault(head, heading, "heading_missing", heading=heading)
        if not missing:
            self._ids = {self._text(line, self._plan.columns[0]) for line in self._table.lines[1:]}
            for line in self._table.lines[1:]:
                self._row(line)

    def _row(self, line: Line) -> None:
        deletes = self._cell(line, standing("delete"))
        found = self._existing_item(line) if self._plan.at else self._existing_entry(line)
        if found is None:
            return
        draft, service, number, item = found
        if deletes == "true":
            self._delete(draft, service, number, item)
            return
        changes = self._changes(line, item)
        if not changes:
            return
        if item is not None and self._is_stale(line, item):
            self._fault(line, self._plan.columns[0].heading, "changed_meanwhile")
            return
        target = self._target(draft, service, number)
        for column, value in changes:
            set_at(target, column.path, value)
        self._taking.origins.append(Origin(self._plan, line, draft, target, self._at))

    def _existing_entry(self, line: Line) -> tuple[Draft, str, int, Any] | None:
        """None for a row that can be nobody's."""
        name_column = self._plan.columns[1]
        entry_id, name = self._text(line, self._plan.columns[0]), self._text(line, name_column)
        if not entry_id and not name:
            if any(cell.strip() for cell in line.cells):
                self._fault(line, name_column.heading, "id_missing")
            return None
        if not entry_id:
            first_question = self._text(line, self._plan.columns[2]).split("\n")[0]
            basis = name if self._plan.folder == "providers" else first_question or name
            entry_id = new_id(basis, self._drafts.by_id)
        first = self._seen.setdefault((entry_id, "", ""), line.number)
        if first != line.number:
            self._fault(line, self._plan.columns[0].heading, "id_again", value=entry_id, row=str(first))
            return None
        if entry_id not in self._drafts.by_id and (before := self._id_before(line)):
            self._fault(line, self._plan.columns[0].heading, "id_changed", value=before)
            return None
        if draft := self._drafts.by_id.get(entry_id):
            return draft, "", 1, draft.now
        if self._cell(line, standing("delete")) == "true":
            return None
        return self._drafts.begin(entry_id, name), "", 1, None

    def _id_before(self, line: Line) -> str:
        """The id with which the row was exported, "" where that cannot be told: of an entry that no row has
        any more. A copy of a row, to begin a new entry with, leaves the one it was made of."""
        mark = self._text(line, standing("mark"))
        if not mark:
            return ""
        gone = (draft for draft in self._drafts.by_id.values() if draft.file and draft.id not in self._ids)
        return next((draft.id for draft in gone if mark_of(self._now(draft.old), self._plan) == mark), "")

    def _existing_item(self, line: Line) -> tuple[Draft, str, int, Any] | None:
        draft = self._owner(line)
        service = self._service(line) if draft else None
        if draft is None or service is None:
            return None
        number = self._text(line, standing("number")) if self._plan.by_number else service
        items = {
            (at if self._plan.by_service else "", str(n) if self._plan.by_number else at): (n, item)
            for at, n, item in items_of(self._plan, draft.old)
        }
        if not number or (self._plan.by_number and not draft.file):
            return draft, service, 0, None
        key = (draft.id, service, number)
        heading = standing("number" if self._plan.by_number else "service").heading
        if self._seen.setdefault(key, line.number) != line.number:
            code = "number_again" if self._plan.by_number else "service_again"
            self._fault(line, heading, code, value=number, row=str(self._seen[key]))
            return None
        found = items.get((service if self._plan.by_service else "", number))
        if found is None and self._plan.by_number:
            self._fault(line, heading, "number_unknown", value=number)
            return None
        return (draft, service, *found) if found else (draft, service, 0, None)

    def _owner(self, line: Line) -> Draft | None:
        owner, by_name = standing("owner"), standing("owner_name")
        entry_id, name = self._text(line, owner), self._text(line, by_name)
        if entry_id:
            draft = self._drafts.by_id.get(entry_id)
            if draft is None:
                self._fault(line, owner.heading, "owner_unknown", value=entry_id)
            return draft
        named = self._drafts.named(name) if name else ()
        if len(named) == 1:
            return named[0]
        code = "owner_several" if named else "owner_unknown" if name else "owner_missing"
        self._fault(line, owner.heading, code, value=name)
        return None

    def _service(self, line: Line) -> str | None:
        """Empty where the sheet knows none; None when it is missing or not understood."""
        if not self._plan.by_service and self._plan.at != ("services",):
            return ""
        text = self._cell(line, standing("service"))
        if text is None and not self._text(line, standing("service")):
            self._fault(line, standing("service").heading, "service_missing")
        return text

    def _changes(self, line: Line, item: Any) -> list[tuple[Column, Any]]:
        if self._text(line, standing("mark")) == mark_of(self._texts(line), self._plan) and item is not None:
            return []
        now = self._now(item)
        changes = []
        for column in self._plan.columns:
            at = self._at.get(column.heading)
            if at is None or (same(column, line[at], now[column.heading]) and at not in line.formulas):
                continue
            value = self._value(line, column)
            if not isinstance(value, Misread) and value != value_at(item, column.path):
                changes.append((column, value))
        return changes

    def _is_stale(self, line: Line, item: Any) -> bool:
        """Whether the files say something else than when the row was exported."""
        mark = self._text(line, standing("mark"))
        return bool(mark) and mark != mark_of(self._now(item), self._plan)

    def _now(self, item: Any) -> dict[str, Cell]:
        """What the row would show of the files as they are."""
        return {column.heading: shown(column, value_at(item, column.path)) for column in self._plan.columns}

    def _target(self, draft: Draft, service: str, number: int) -> Item:
        if not self._plan.at:
            return draft.edited()
        items = draft.items(self._plan, service)
        if number:
            return item_to_change(items, number - 1)
        items.append({})
        made: Item = items[-1]
        return made

    def _delete(self, draft: Draft, service: str, number: int, item: Any) -> None:
        if not self._plan.at:
            draft.deleted = True
        elif item is not None and number:
            items = draft.items(self._plan, service)
            draft.dropped.append((items, item_to_change(items, number - 1)))

    def _cell(self, line: Line, column: Column) -> str | None:
        """The understood value of a column that holds one."""
        value = self._value(line, column) if column.heading in self._at else None
        return value if isinstance(value, str) else None

    def _value(self, line: Line, column: Column) -> Any:
        at = self._at[column.heading]
        text = line[at].strip()
        value = Misread("formula") if at in line.formulas else understood(column, text)
        if text in EXCEL_ERRORS:
            value = Misread("excel_error", {"value": text})
        if isinstance(value, Misread):
            self._fault(line, column.heading, value.code, **value.details)
        return value

    def _text(self, line: Line, column: Column) -> str:
        at = self._at.get(column.heading)
        return as_text(line[at]).strip() if at is not None else ""

    def _texts(self, line: Line) -> dict[str, str]:
        return {heading: line[at] for heading, at in self._at.items()}

    def _fault(self, line: Line, heading: str, code: str, /, **details: str) -> None:
        at = self._at.get(heading, 0)
        self._taking.faults.append(CellFault(self._plan.title, line.number, at, heading, code, details))
