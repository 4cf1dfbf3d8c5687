"""Reading and setting a value deep inside an entry as it was typed. Words may be a bare Chinese text or a
map of languages: both are read, and a bare text stays one while it can."""

from typing import Any

from knowledge.excel.cells import Value

Item = dict[str, Any]


def value_at(item: Any, path: tuple[str, ...]) -> Value:
    current = item
    for part in path:
        if isinstance(current, str) and part == "zh":
            return current
        current = current.get(part) if isinstance(current, dict) else None
    return current if isinstance(current, str | list) else None


def set_at(item: Item, path: tuple[str, ...], value: Value) -> None:
    """None takes it out, and whatever is left empty by that."""
    name, rest = path[0], path[1:]
    if not rest:
        if value is None:
            item.pop(name, None)
        else:
            item[name] = value
        return
    inner = item.get(name)
    if isinstance(inner, str):
        if rest == ("zh",) and isinstance(value, str):
            item[name] = value
            return
        inner = {"zh": inner}
    inner = dict(inner) if isinstance(inner, dict) else {}
    set_at(inner, rest, value)
    if inner:
        item[name] = inner
    else:
        item.pop(name, None)


def in_order(item: Item, order: tuple[str, ...]) -> Item:
    """Known keys first, in their order: for entries that are new."""
    known = {name: item[name] for name in order if name in item}
    return known | {name: value for name, value in item.items() if name not in known}


def as_item(item: Any) -> Item:
    """An item of a list; a bare text is Chinese words."""
    return dict(item) if isinstance(item, dict) else {"zh": item}


def as_typed(item: Item) -> Any:
    """The short form of Chinese-only words: a bare text."""
    return item["zh"] if set(item) == {"zh"} else item
