"""What a line of a list says, put into the entry of its provider."""

from datetime import date
from typing import Any

from knowledge.excel.draft import Draft, Drafts
from knowledge.excel.listed_rows import ListedRow
from knowledge.excel.slugs import new_id
from knowledge.excel.values import Item, set_at

_WORDS = ("address", "operator", "about")  # Chinese, with an English that is kept


def put_into(drafts: Drafts, known: Draft | None, row: ListedRow, source: str, today: date) -> Draft:
    """known: the draft of the same name, when the files have it; its other fields stay."""
    name = row.said["name"]
    draft = known or drafts.begin(new_id(name, drafts.by_id), name)
    entry = draft.edited()
    for field, value in row.said.items():
        if field in _WORDS:
            set_at(entry, (field, "zh"), value) if field in entry else set_at(entry, (field,), value)
        elif value not in ("", []):
            entry[field] = value
    if row.short_name and not entry.get("aliases"):
        entry["aliases"] = [row.short_name]
    _put_services(entry, row)
    if entry != draft.old:
        entry["source"] = {"title": source, "checked_on": today.isoformat()}
    return draft


def _put_services(entry: Item, row: ListedRow) -> None:
    for service in row.services:
        _offer(entry, service)
    for service, fee in row.fees:
        fees: list[Any] = _offer(entry, service).setdefault("fees", [])
        same = [old for old in fees if _about(old) == _about(fee)]
        if same:
            same[0]["amount"] = fee["amount"]
        else:
            fees.append(dict(fee))


def _about(fee: Item) -> tuple[str, bool]:
    return fee["unit"], "meals" in fee.get("includes", ())


def _offer(entry: Item, service: str) -> Item:
    offers: list[Item] = entry.setdefault("services", [])
    found = next((offer for offer in offers if offer["service"] == service), None)
    if found is None:
        offers.append(found := {"service": service})
    return found
