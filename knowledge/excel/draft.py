"""The entries of the files while a workbook changes them."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from knowledge.excel.columns import SheetPlan
from knowledge.excel.lines import Line
from knowledge.excel.ordering import ordered
from knowledge.excel.values import Item, as_item, as_typed
from knowledge.loader import Files
from knowledge.records import Located
from knowledge.schema import FaqEntry, Provider

MODELS: Mapping[str, type[BaseModel]] = {"providers": Provider, "faq": FaqEntry}
Path = tuple[str | int, ...]


@dataclass(slots=True)
class Draft:
    """file: where the entry stands, "" for a new one. new: what it becomes, None until it is touched."""

    id: str
    name: str
    file: str = ""
    index: int = -1
    old: Item = field(default_factory=dict)
    new: Item | None = None
    deleted: bool = False
    dropped: list[tuple[list[Any], Item]] = field(default_factory=list)

    @property
    def now(self) -> Item:
        return self.old if self.new is None else self.new

    def edited(self) -> Item:
        if self.new is None:
            self.new = deepcopy(self.old)
        return self.new

    def items(self, plan: SheetPlan, service: str) -> list[Any]:
        """The list that the sheet's rows are items of, to be changed; made where there is none."""
        current = self._offer(service) if plan.by_service else self.edited()
        for part in () if plan.by_service else plan.at[:-1]:
            current = current.setdefault(part, {})
        made: list[Any] = current.setdefault(plan.at[-1], [])
        return made

    def _offer(self, service: str) -> Item:
        offers = self.edited().setdefault("services", [])
        found: Item | None = next((offer for offer in offers if offer.get("service") == service), None)
        if found is None:
            offers.append(found := {"service": service})
        return found


@dataclass(frozen=True, slots=True)
class Origin:
    """The row from which an entry, or the item of one of its lists, was changed. headings: → column."""

    plan: SheetPlan
    line: Line
    draft: Draft
    item: Item
    headings: Mapping[str, int]


class Drafts:
    """All entries of a folder by id, in the order of the files, the new ones last."""

    def __init__(self, entries: Sequence[Located[Any]]) -> None:
        self.by_id: dict[str, Draft] = {}
        for located in entries:
            data, index = located.data, int(located.path[0])
            self.by_id[data["id"]] = Draft(data["id"], data.get("name", ""), located.file, index, data)
        self._by_name: dict[str, list[Draft]] = {}
        for draft in self.by_id.values():
            self._by_name.setdefault(draft.name, []).append(draft)

    def begin(self, entry_id: str, name: str) -> Draft:
        draft = Draft(entry_id, name, new={"id": entry_id})
        self.by_id[entry_id] = draft
        self._by_name.setdefault(name, []).append(draft)
        return draft

    def forget(self, draft: Draft) -> None:
        """Whatever was to become of it."""
        draft.new = None
        if not draft.file:
            del self.by_id[draft.id]

    def named(self, name: str) -> Sequence[Draft]:
        return self._by_name.get(name, ())

    def touched(self) -> Iterator[Draft]:
        """Those that differ from the files."""
        for draft in self.by_id.values():
            if draft.deleted or (draft.new is not None and draft.new != draft.old):
                yield draft


def drafts_of(files: Files) -> dict[str, Drafts]:
    """By folder."""
    return {"providers": Drafts(files.providers), "faq": Drafts(files.faq)}


def settle(drafts: Mapping[str, Drafts], origins: Sequence[Origin]) -> dict[tuple[str, str, Path], Origin]:
    """Takes out what is to go, and tells from which row each path of an entry comes."""
    for folder in drafts.values():
        for draft in folder.by_id.values():
            for items, item in draft.dropped:
                items[:] = [other for other in items if other is not item]
    found = {}
    for origin in origins:
        if (path := _path_of(origin)) is not None:
            found[(origin.plan.folder, origin.draft.id, path)] = origin
    for folder_name, folder in drafts.items():
        for draft in folder.by_id.values():
            if draft.new is not None:
                draft.new = ordered(_bare(draft.new), draft.old, MODELS[folder_name])
    return found


def _path_of(origin: Origin) -> Path | None:
    """None when the item is gone."""
    if not origin.plan.at:
        return None if origin.draft.deleted else ()
    return next(
        (path for path, item in _dicts(origin.draft.now, ()) if item is origin.item and path),
        None,
    )


def _dicts(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from _dicts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _dicts(inner, (*path, index))


def _bare(entry: Item) -> Item:
    """Without lists that became empty; steps and documents in Chinese only as bare texts."""
    found = {key: _bare_value(key, value) for key, value in entry.items()}
    return {key: value for key, value in found.items() if value not in ({}, [])}


def _bare_value(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return _bare(value)
    if not isinstance(value, list):
        return value
    items = [_bare(item) if isinstance(item, dict) else item for item in value]
    short = key in ("steps", "documents")
    return [as_typed(item) if short and isinstance(item, dict) else item for item in items]


def item_to_change(items: list[Any], index: int) -> Item:
    """The item as a map, put in its place."""
    items[index] = as_item(items[index])
    item: Item = items[index]
    return item
