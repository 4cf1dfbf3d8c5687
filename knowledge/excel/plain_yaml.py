"""New entries as YAML in the manner of the shipped files."""

import re
from collections.abc import Iterator
from typing import Any

_SAFE = re.compile(r"[^\W_][\w \-()（）·—+/.。，、；：！？“”《》&'~～%％元]*")
_WORD = re.compile(r"[\w\-./]+")  # plain inside [ ] and { }
_SHORT = 60  # characters of a value up to which a map stays in one line


def entry_lines(entry: dict[str, Any]) -> list[str]:
    """A list's item, each line with its end."""
    lines = list(_mapping(entry, "  "))
    return [f"- {lines[0][2:]}\n", *(f"{line}\n" for line in lines[1:])]


def quoted(text: str) -> str:
    """Never anything but text to YAML, whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def _mapping(value: dict[str, Any], indent: str) -> Iterator[str]:
    for key, inner in value.items():
        if isinstance(inner, str):
            yield f"{indent}{key}: {_scalar(inner)}"
        elif _is_short(inner):
            yield f"{indent}{key}: {_flow(inner)}"
        elif isinstance(inner, dict):
            yield f"{indent}{key}:"
            yield from _mapping(inner, indent + "  ")
        else:
            yield f"{indent}{key}:"
            yield from _items(inner, indent + "  ")


def _items(items: list[Any], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, str):
            yield f"{indent}- {_scalar(item)}"
        elif _is_short(item):
            yield f"{indent}- {_flow(item)}"
        else:
            lines = list(_mapping(item, indent + "  "))
            yield f"{indent}- {lines[0].lstrip()}"
            yield from lines[1:]


def _is_short(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) and len(item) < 16 for item in value)
    values = value.values()
    return all(isinstance(inner, str) and len(inner) < _SHORT for inner in values)


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_inside(item) for item in value) + "]"
    return "{" + ", ".join(f"{key}: {_inside(inner)}" for key, inner in value.items()) + "}"


def _scalar(text: str) -> str:
    plain = _SAFE.fullmatch(text) and text == text.strip() and text.casefold() != "null"
    return text if plain else quoted(text)


def _inside(text: str) -> str:
    return text if _WORD.fullmatch(text) and text.casefold() != "null" else quoted(text)
