"""Adding to a file of the administrators without touching anything else in it: comments, order and spacing
stay. What an addition has led to is read again before it is kept."""

import re
from pathlib import Path
from typing import Any

from knowledge.yaml_nodes import read_document

NEW_ENTRIES = "新增.yaml"  # in faq/, where entries go that were begun from a question


class CannotAdd(ValueError):
    """The file is written in a way that is not safe to add to. line: where to add by hand."""

    def __init__(self, file: Path, line: int) -> None:
        super().__init__(f"{file.name}:{line}")
        self.file, self.line = file, line


def add_question(directory: Path, entry_id: str, question: str) -> Path | None:
    """As the last example of an FAQ entry. The file; None where no file has the entry. CannotAdd."""
    for file in sorted((directory / "faq").glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        entries = read_document(text).data
        ids = (
            [e.get("id") if isinstance(e, dict) else None for e in entries]
            if isinstance(entries, list)
            else []
        )
        if entry_id in ids:
            _replace(file, _with_item(file, text, (ids.index(entry_id), "questions"), question))
            return file
    return None


def add_entry(
    directory: Path,
    entry_id: str,
    category: str,
    question: str,
    answer: str,
    checked_on: str,
    source: str,
) -> Path:
    """At the end of a file of its own. checked_on: YYYY-MM-DD. source: its title."""
    file = directory / "faq" / NEW_ENTRIES
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    entry = "\n".join(
        [
            f"- id: {entry_id}",
            f"  category: {_quoted(category)}",
            "  questions:",
            f"    - {_quoted(question)}",
            f"  answer: {_quoted(answer)}",
            "  source:",
            f"    title: {_quoted(source)}",
            f"    checked_on: {checked_on}",
            "",
        ]
    )
    separator = "" if not before or before.endswith("\n") else "\n"
    _replace(file, before + separator + entry)
    return file


def _is_list_of_entries(data: Any) -> bool:
    return isinstance(data, list) and all(isinstance(entry, dict) for entry in data)


def _with_item(file: Path, text: str, path: tuple[int, str], item: str) -> str:
    document = read_document(text)
    items = document.data[path[0]].get(path[1])
    if not isinstance(items, list) or not items:
        raise CannotAdd(file, document.line_of(path))
    lines = text.splitlines(keepends=True)
    last = document.line_of((*path, len(items) - 1))
    dash = re.match(r"( *)- ", lines[last - 1])
    if dash is None:  # [a, b] in one line
        raise CannotAdd(file, last)
    end = last
    while end < len(lines) and re.match(rf" {{{len(dash[1]) + 1},}}\S", lines[end]):
        end += 1
    if not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    changed = "".join([*lines[:end], f"{dash[1]}- {_quoted(item)}\n", *lines[end:]])
    document.data[path[0]][path[1]] = [*items, item]
    if read_document(changed).data != document.data:
        raise CannotAdd(file, last)
    return changed


def _quoted(text: str) -> str:
    """Never anything but text to YAML, whatever it holds."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _replace(file: Path, text: str) -> None:
    """Whole or not at all."""
    aside = file.with_name(f".{file.name}.new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(file)
