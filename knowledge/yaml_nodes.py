"""YAML as text with line numbers. Every scalar stays what was typed: the schema decides what it becomes,
so that 021 keeps its zero, `no` stays a word and 10:00 is no number."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlFault:
    """line: from 1. code: of problems.yaml."""

    code: str
    line: int
    field: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """data: lists, mappings and text. lines: path → line of the value; key_lines: path → line of the key."""

    data: Any
    lines: dict[Path, int]
    key_lines: dict[Path, int]
    faults: tuple[YamlFault, ...]

    def line_of(self, path: Path) -> int:
        """The line of the deepest node on the path that exists."""
        while path and path not in self.key_lines and path not in self.lines:
            path = path[:-1]
        return self.key_lines.get(path) or self.lines.get(path, 1)


def read_document(text: str) -> Document:
    """Never raises for what an administrator may write."""
    try:
        nodes = list(yaml.compose_all(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        return Document(None, {}, {}, (_syntax_fault(error, text),))
    if not nodes or nodes[0] is None:
        return Document(None, {}, {}, (YamlFault("file_empty", 1),))
    if len(nodes) > 1:
        return Document(None, {}, {}, (YamlFault("several_documents", nodes[1].start_mark.line + 1),))
    reader = _Reader()
    data = reader.value(nodes[0], ())
    return Document(data, reader.lines, reader.key_lines, tuple(reader.faults))


class _Reader:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.key_lines: dict[Path, int] = {}
        self.faults: list[YamlFault] = []
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        self.lines[path] = line
        field = str(path[-1]) if path else ""
        if id(node) in self._seen:
            self.faults.append(YamlFault("alias_refused", line, field))
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        plain_empty = (
            isinstance(node, yaml.ScalarNode) and node.style is None and node.value in ("", "~", "null")
        )
        if plain_empty:
            self.faults.append(YamlFault("value_empty", self.key_lines.get(path, line), field))
        if not node.tag.startswith("tag:yaml.org,2002:"):
            self.faults.append(YamlFault("tag_refused", line, field, (("tag", node.tag),)))
        return node.value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not name or name == "<<":
                self.faults.append(YamlFault("key_refused", line))
                continue
            if name in found:
                first = self.key_lines[(*path, name)]
                self.faults.append(YamlFault("key_twice", line, name, (("first", str(first)),)))
                continue
            self.key_lines[(*path, name)] = line
            found[name] = self.value(value, (*path, name))
        return found


def _syntax_fault(error: yaml.YAMLError, text: str) -> YamlFault:
    """The likely cause, from the line and the one before it, in place of the parser's words."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = min(mark.line + 1 if mark else 1, max(1, len(text.splitlines())))
    lines = text.splitlines() or [""]
    for number in (line, line - 1):
        if 1 <= number <= len(lines) and (code := next(_causes(lines[number - 1]), None)):
            return YamlFault(code, number, "", (("text", lines[number - 1].strip()[:60]),))
    context = getattr(error, "context_mark", None)
    at = context.line + 1 if context and "flow" in str(getattr(error, "context", "")) else line
    return YamlFault("yaml_broken", at, "", (("text", lines[min(at, len(lines)) - 1].strip()[:60]),))


def _causes(line: str) -> Iterator[str]:
    before_text = line.split("#")[0]
    if "\t" in line[: len(line) - len(line.lstrip())] or line.startswith("\t"):
        yield "tab"
    if "：" in before_text and ":" not in before_text.split("：")[0]:
        yield "full_width_colon"
    if any(quote in before_text for quote in "“”‘’") and '"' not in before_text:
        yield "smart_quotes"
    if before_text.count("[") != before_text.count("]") or before_text.count("{") != before_text.count("}"):
        yield "bracket"
    if before_text.count('"') % 2 or before_text.count("'") % 2:
        yield "quote"
    head = before_text.lstrip(" -").split(":")
    if len(head) > 1 and head[1] and not head[1].startswith(" "):
        yield "space_after_colon"
