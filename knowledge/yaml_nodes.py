"""YAML as text with line numbers. Every scalar stays what was typed: the schema decides what it becomes,
so that 021 keeps its zero, `no` stays a word and 10:00 is no number."""

from dataclasses import dataclass
from typing import Any

import yaml

from knowledge.characters import INVISIBLE
from knowledge.yaml_faults import YamlFault, syntax_fault

Path = tuple[str | int, ...]
DEEPEST = 20  # far below where nesting could exhaust the stack


@dataclass(frozen=True, slots=True)
class Document:
    """data: lists, mappings and text. lines: path → line of the key, of the item in a list."""

    data: Any
    lines: dict[Path, int]
    faults: tuple[YamlFault, ...]

    def line_of(self, path: Path) -> int:
        """The line of the deepest node on the path that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _TooDeep(Exception):
    pass


def read_document(text: str) -> Document:
    """Never raises for what an administrator may write; data is None when nothing can be understood."""
    # Events and not composed nodes: they show anchors, and the composer overflows the C stack on "[[[[…".
    reader = _Reader(yaml.CSafeLoader(text))
    try:
        data = reader.document()
    except yaml.YAMLError as error:
        return Document(None, {}, (syntax_fault(error, text),))
    except _TooDeep:
        return Document(None, {}, (YamlFault("too_deep", reader.line),))
    return Document(data, reader.lines, tuple(reader.faults))


class _Reader:
    def __init__(self, parser: yaml.CSafeLoader) -> None:
        self._parser = parser
        self.lines: dict[Path, int] = {}
        self.faults: list[YamlFault] = []
        self.line = 1

    def document(self) -> Any:
        self._next()  # the stream's start
        if not isinstance(self._next(), yaml.DocumentStartEvent):
            self.faults.append(YamlFault("file_empty", 1))
            return None
        data = self._value(self._next(), ())
        self._next()  # the document's end
        if isinstance(self._next(), yaml.DocumentStartEvent):
            self.faults.append(YamlFault("several_documents", self.line))
        return data

    def _next(self) -> Any:
        event: Any = self._parser.get_event()  # its kinds share no base that the type stubs know
        self.line = event.start_mark.line + 1
        return event

    def _value(self, event: Any, path: Path) -> Any:
        """What the event begins. Its line is that of its key, which is set already, or its own."""
        line = self.lines.setdefault(path, self.line)
        if len(path) > DEEPEST:
            raise _TooDeep
        if isinstance(event, yaml.AliasEvent):
            self._fault("alias_refused", line, path, text=f"*{event.anchor}")
            return None
        if event.anchor:
            self._fault("alias_refused", line, path, text=f"&{event.anchor}")
        if event.tag:
            self._fault("tag_refused", line, path, tag=event.tag.replace("tag:yaml.org,2002:", "!!"))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        return self._scalar(event, line, path)

    def _scalar(self, event: Any, line: int, path: Path) -> str:
        value: str = event.value
        if not value.strip() or (not event.style and value in ("~", "null", "Null", "NULL")):
            self._fault("value_empty" if path else "file_empty", line, path)
        elif event.style == '"' and (found := INVISIBLE.search(value)):  # from an escape such as "\0"
            self._fault("control_character", line, path, character=f"U+{ord(found.group()):04X}")
        elif not event.style and path and isinstance(path[-1], int):
            self._continued(event, path)
        return value

    def _continued(self, event: Any, path: Path) -> None:
        """An item that runs on is most often two, the second without its dash."""
        if event.end_mark.line > event.start_mark.line:
            self._fault("item_continues", event.start_mark.line + 2, path, text=event.value[:60])

    def _sequence(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            line = self.line
            name = event.value if isinstance(event, yaml.ScalarEvent) else ""
            if not name or name == "<<":
                self._fault("key_refused", line, path)
                if not isinstance(event, yaml.ScalarEvent):
                    self._value(event, (*path, "?"))
                self._value(self._next(), (*path, "?"))
            elif name in found:
                self._fault("key_twice", line, (*path, name), first=str(self.lines[(*path, name)]))
                self._value(self._next(), (*path, "?"))
            else:
                self.lines[(*path, name)] = line
                found[name] = self._value(self._next(), (*path, name))
        return found

    def _fault(self, code: str, line: int, path: Path, **details: str) -> None:
        field = next((part for part in reversed(path) if isinstance(part, str)), "")
        self.faults.append(YamlFault(code, line, field, details))
