"""Different providers of a list that bear one name, such as the branches of a chain."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from knowledge.duplicates import form
from knowledge.text import normalise

_TELL_APART = ("district", "street", "address")


def told_apart(rows: Sequence[Mapping[str, str]]) -> dict[int, str]:
    """rows: of each its name, district, street and address. Index → name with what tells it apart, for those
    whose names are the same and whose addresses are not."""
    alike: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        if row.get("name") and row.get("address"):
            alike[form(row["name"])].append(index)
    found: dict[int, str] = {}
    for group in alike.values():
        places = {normalise(rows[index]["address"]) for index in group}
        field = next((name for name in _TELL_APART if _differs(rows, group, name, len(places))), None)
        if len(places) > 1 and field:
            found |= {index: _with(rows[index]["name"], rows[index][field]) for index in group}
    return found


def _differs(rows: Sequence[Mapping[str, str]], group: Sequence[int], field: str, places: int) -> bool:
    values = {normalise(rows[index].get(field, "")) for index in group}
    return len(values) == places and "" not in values


def _with(name: str, value: str) -> str:
    return f"{name} ({value})" if f"{name}{value}".isascii() else f"{name}（{value}）"
