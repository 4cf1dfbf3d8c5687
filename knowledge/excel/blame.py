"""The cell to which a fault found in a file is due."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from knowledge.excel.columns import Column
from knowledge.excel.draft import Origin
from knowledge.excel.draft import Path as EntryPath
from knowledge.excel.faults import CellFault
from knowledge.excel.rows import columns_of
from knowledge.files import read_text
from knowledge.problems import Problem
from knowledge.yaml_nodes import Document, read_document

Origins = Mapping[tuple[str, str, EntryPath], Origin]


class Blame:
    """directory: where the files with the faults lie."""

    def __init__(self, directory: Path, origins: Origins) -> None:
        self._directory, self._origins = directory, origins
        self._documents: dict[str, tuple[Document, dict[int, list[EntryPath]]]] = {}

    def cell(self, problem: Problem) -> CellFault | None:
        """None when no row of the workbook has to do with it."""
        found = [
            (origin, _column(origin, rest), len(rest))
            for path in self._paths(problem)
            for origin, rest in self._origin(problem.file, path)
        ]
        if not found:
            return None
        origin, column, _ = min(found, key=lambda it: (it[1] is None, it[2]))
        return _fault(origin, column or origin.plan.columns[0], problem)

    def _paths(self, problem: Problem) -> Iterator[EntryPath]:
        """What may be meant: of several on one line, those whose field is named."""
        _, by_line = self._read(problem.file)
        for path in by_line.get(problem.line, ()):
            named = next((part for part in reversed(path) if isinstance(part, str)), "")
            if not problem.field or named == problem.field:
                yield path
            else:
                yield (*path, problem.field)

    def _origin(self, file: str, path: EntryPath) -> Iterator[tuple[Origin, tuple[str, ...]]]:
        """The row that wrote the entry or the item, and the path inside that."""
        document, _ = self._read(file)
        folder = file.split("/", 1)[0]
        if not path or not isinstance(path[0], int):
            return
        entry_id = str(document.data[path[0]].get("id", ""))
        inside = path[1:]
        for length in range(len(inside), -1, -1):
            if origin := self._origins.get((folder, entry_id, inside[:length])):
                yield origin, tuple(part for part in inside[length:] if isinstance(part, str))
                return

    def _read(self, file: str) -> tuple[Document, dict[int, list[EntryPath]]]:
        if file not in self._documents:
            path = self._directory / file
            document = read_document((read_text(path, file, []) if path.is_file() else None) or "[]")
            by_line: dict[int, list[EntryPath]] = {}
            for at, line in document.lines.items():
                by_line.setdefault(line, []).append(at)
            self._documents[file] = document, by_line
        return self._documents[file]


def _column(origin: Origin, rest: tuple[str, ...]) -> Column | None:
    return next(
        (c for c in origin.plan.columns if rest and c.path[: len(rest)] == rest[: len(c.path)]),
        None,
    )


def _fault(origin: Origin, column: Column, problem: Problem) -> CellFault:
    titles = {c.heading: n for n, c in enumerate(columns_of(origin.plan))}
    at = origin.headings.get(column.heading, titles[column.heading])
    return CellFault(
        origin.plan.title, origin.line.number, at, column.heading, problem.code, dict(problem.details)
    )
