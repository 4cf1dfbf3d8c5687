"""Entries of a YAML file changed, added or taken out; every other byte, comment and order stays."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import takewhile
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from knowledge.excel.plain_yaml import entry_lines
from knowledge.yaml_nodes import read_document

_DASH = re.compile(r"( *- +)(?=\S)")
_FLUSH = re.compile(r"^( *)[\w-]+:[ \t]*\n\1- ", re.M)  # list items below the m of their key
_WIDE = 1 << 20


class CannotRewrite(ValueError):
    """The file is written in a way that cannot be changed by program. line: of the entry."""

    def __init__(self, line: int) -> None:
        super().__init__(str(line))
        self.line = line


@dataclass(frozen=True, slots=True)
class Edits:
    """changed: index of the entry → what it holds now, None when it is taken out. added: at the end."""

    changed: Mapping[int, dict[str, Any] | None]
    added: tuple[dict[str, Any], ...] = ()


def rewritten(text: str, edits: Edits) -> str:
    """text: of a file that is a list of entries, without faults; "" begins one. CannotRewrite."""
    document = read_document(text) if text.strip() else None
    entries: list[dict[str, Any]] = document.data if document else []
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    begins = [document.line_of((index,)) - 1 for index in range(len(entries))] if document else []
    limits = [*begins[1:], len(lines)]
    ends = [_end(lines, begin, limit) for begin, limit in zip(begins, limits, strict=False)]
    for index in sorted(edits.changed, reverse=True):
        begin, end, new = begins[index], ends[index], edits.changed[index]
        if new is None:
            lines[_with_space_before(lines, begin) : end] = []
        else:
            lines[begin:end] = _entry(lines[begin:end], new, begin + 1)
    for entry in edits.added:
        if lines and lines[-1].strip():
            lines.append("\n")
        lines += entry_lines(entry)
    result = "".join(lines)
    _hold(result, entries, edits, begins)
    return result


def _hold(result: str, entries: list[dict[str, Any]], edits: Edits, begins: list[int]) -> None:
    """What was written says what was meant, and nothing else has changed."""
    meant = [edits.changed.get(index, entry) for index, entry in enumerate(entries)]
    kept = [entry for entry in meant if entry is not None] + list(edits.added)
    read = read_document(result) if kept else None
    if read and (read.faults or read.data != kept):
        wrong = next((i for i in edits.changed if i < len(read.data or ())), 0)
        raise CannotRewrite(begins[wrong] + 1 if begins else 1)


def _end(lines: list[str], begin: int, limit: int) -> int:
    """Blank lines and comments at the margin belong to what follows."""
    end = limit
    while end > begin + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _with_space_before(lines: list[str], begin: int) -> int:
    return begin - 1 if begin and not lines[begin - 1].strip() else begin


def _entry(lines: list[str], new: dict[str, Any], line: int) -> list[str]:
    dash = _DASH.match(lines[0])
    if dash is None:
        raise CannotRewrite(line)
    width = len(dash[1])
    body = [lines[0][width:], *(_outdented(line, width) for line in lines[1:])]
    text = "".join(body)
    yaml = _yaml(flush=bool(_FLUSH.search(text)))
    node = yaml.load(text)
    _merge(node, new)
    out = StringIO()
    yaml.dump(node, out)
    dumped = _with_fields_as_they_were(out.getvalue(), text, new)
    return [dash[1] + dumped[0], *((" " * width + line) if line.strip() else line for line in dumped[1:])]


def _with_fields_as_they_were(dumped: str, before: str, new: dict[str, Any]) -> list[str]:
    """The lines of an entry of which only the fields that changed are written anew: comments and indents
    of the others stay whatever they are."""
    was, now = _fields(before), _fields(dumped)
    if was is None or now is None:
        return dumped.splitlines(keepends=True)
    old, below = read_document(before).data, _said_below(was, new)
    result = []
    for name, lines in now.items():
        kept = was[name] if old.get(name) == new[name] else lines
        result += kept[: len(kept) - len(_said_at_end(kept))] + below.get(name, [])
    return result


def _said_below(was: Mapping[str, list[str]], new: Mapping[str, Any]) -> dict[str, list[str]]:
    """Field that is left → the comments between it and the next that is left."""
    found: dict[str, list[str]] = {}
    left = ""
    for name, lines in was.items():
        left = name if name in new else left
        found.setdefault(left, []).extend(_said_at_end(lines))
    return found


def _said_at_end(lines: list[str]) -> list[str]:
    """What is said above the next field."""
    said = takewhile(lambda line: line.startswith("#") or not line.strip(), reversed(lines[1:]))
    return list(said)[::-1]


def _fields(entry: str) -> dict[str, list[str]] | None:
    """Name → its lines, down to the next field; None where two stand on one line."""
    document, lines = read_document(entry), entry.splitlines(keepends=True)
    begins = [document.line_of((name,)) - 1 for name in document.data]
    if len(set(begins)) < len(begins):
        return None
    limits = [*begins[1:], len(lines)]
    begins[0] = 0
    return {name: lines[a:b] for name, a, b in zip(document.data, begins, limits, strict=True)}


def _outdented(line: str, width: int) -> str:
    return line[min(width, len(line) - len(line.lstrip(" "))) :]


def _merge(node: Any, new: dict[str, Any]) -> None:
    for key in [key for key in node if key not in new]:
        del node[key]
    for place, (key, value) in enumerate(new.items()):
        if key in node:
            node[key] = _merged(node[key], value)
        else:
            node.insert(place, key, _node(value))


def _merged(old: Any, new: Any) -> Any:
    """The old node with what is new in it, so that comments and style stay where they can."""
    if isinstance(old, CommentedMap) and isinstance(new, dict):
        _merge(old, new)
        return old
    if isinstance(old, CommentedSeq) and isinstance(new, list):
        _merge_list(old, new)
        return old
    return old if old == new else _node(new)


def _merge_list(old: CommentedSeq, new: list[Any]) -> None:
    surplus = len(old) - len(new)
    for index in range(len(old) - 1, -1, -1):
        if surplus > 0 and old[index] not in new:
            del old[index]
            surplus -= 1
    del old[len(new) :]
    for index, value in enumerate(new):
        if index < len(old):
            old[index] = _merged(old[index], value)
        else:
            old.append(_node(value))


def _node(value: Any) -> Any:
    """Short maps in one line, as the shipped files have them; a line break only between quotes."""
    if isinstance(value, dict):
        made = CommentedMap((key, _node(inner)) for key, inner in value.items())
        if all(isinstance(inner, str) and len(inner) < 60 for inner in value.values()):
            made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        return CommentedSeq(_node(inner) for inner in value)
    return DoubleQuotedScalarString(value) if "\n" in value else value


class _TextOnly(VersionedResolver):
    """Every scalar stays what was typed, as the loader has it: 0123, no and 2026-11-23 are text."""

    @property
    def versioned_resolver(self) -> Any:
        return {}


def _yaml(*, flush: bool) -> YAML:
    yaml = YAML()
    yaml.Resolver = _TextOnly
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=2 if flush else 4, offset=0 if flush else 2)
    return yaml
