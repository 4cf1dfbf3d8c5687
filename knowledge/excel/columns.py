"""The workbook's sheets and columns, as columns.yaml lists them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from knowledge.json_schema import descriptions

Type = Literal["text", "list", "lines", "number", "flag", "day", "choice", "choices", "hours"]
FIRST_ROW = 2  # below the headings


@dataclass(frozen=True, slots=True)
class Column:
    """path: of the value inside the entry or the item. labels: what is written → what people see."""

    heading: str
    path: tuple[str, ...]
    type: Type = "text"
    labels: Mapping[str, str] | None = None
    known: str = ""  # "districts" or "streets": what a drop-down offers
    note: str = ""
    width: int = 12


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """at: the list inside the entry whose items are the rows; empty where a row is an entry."""

    title: str
    folder: str
    at: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def by_service(self) -> bool:
        return len(self.at) > 1 and self.at[0] == "services"

    @property
    def by_number(self) -> bool:
        """Whether items are told apart by their number; services are by their name."""
        return bool(self.at) and self.at != ("services",)


@cache
def sheets() -> tuple[SheetPlan, ...]:
    return tuple(
        SheetPlan(
            title=sheet["title"],
            folder=sheet["folder"],
            at=tuple(sheet.get("at", "").split(".")) if "at" in sheet else (),
            columns=tuple(_column(column) for column in sheet["columns"]),
        )
        for sheet in _file()["sheets"]
    )


@cache
def standing(name: str) -> Column:
    """A column that stands on several sheets: number, owner, owner_name, service, delete or mark."""
    column = _file()[name]
    labels = labels_of("ServiceOffer.service") if name == "service" else None
    kind: Type = "flag" if name == "delete" else "choice" if labels else "text"
    return Column(column["heading"], (name,), kind, labels, "", column["note"], column.get("width", 8))


def choices_title() -> str:
    return str(_file()["choices_sheet"])


@cache
def labels_of(field: str) -> Mapping[str, str]:
    """field: Model.field; what is written in the files → its Chinese."""
    model, _, name = field.partition(".")
    labels: Mapping[str, str] = descriptions()[model][name]["values"]
    return labels


def _column(column: Mapping[str, Any]) -> Column:
    choices = column.get("choices", "")
    return Column(
        heading=column["heading"],
        path=tuple(column["field"].split(".")),
        type=column.get("type", "text"),
        labels=labels_of(choices) if "." in choices else None,
        known="" if "." in choices else choices,
        note=column.get("note", ""),
        width=column.get("width", 12),
    )


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "columns.yaml").read_text("utf-8"))
    return found
