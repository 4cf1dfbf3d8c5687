"""The files' entries: validated models with the lines they stand on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.field_faults import meanings
from knowledge.files import find_files, read_text, relative
from knowledge.problems import Problem, Severity
from knowledge.progress import Progress, unseen
from knowledge.yaml_nodes import Document, read_document

Record = TypeVar("Record", bound=BaseModel)
Loc = tuple[str | int, ...]


@dataclass(slots=True)
class Findings:
    """problems: in the order they were met. unread: folders of which a file could not be understood, so
    that what seems missing there may well exist. done: files of all that were taken up."""

    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    progress: Progress = unseen
    files: int = 0
    done: int = 0

    def next_file(self) -> None:
        self.progress("reading", self.done, self.files)
        self.done += 1


@dataclass(frozen=True, slots=True)
class Located(Generic[Record]):
    """An entry as it was typed (data), where it stands, and its model, None when it is not valid."""

    record: Record | None
    data: dict[str, Any]
    file: str
    document: Document
    path: Loc

    def line_of(self, *fields: str | int) -> int:
        return self.document.line_of((*self.path, *fields))

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line_of()}"

    def problem(self, code: str, *fields: str | int, severity: Severity = "error", **details: str) -> Problem:
        """About the field at a path inside the entry."""
        named = next((part for part in reversed(fields) if isinstance(part, str)), "")
        return Problem(self.file, self.line_of(*fields), code, named, severity, details)

    def text(self, name: str) -> str | None:
        """The field as it was typed, also where the entry has other faults."""
        value = self.data.get(name)
        return value.strip() if isinstance(value, str) and value.strip() else None

    def texts(self, name: str) -> list[tuple[Loc, str]]:
        """The items of a list of texts, each with its path."""
        value = self.data.get(name)
        items = value if isinstance(value, list) else []
        return [((name, index), item) for index, item in enumerate(items) if isinstance(item, str)]


def documents(directory: Path, folder: str, findings: Findings) -> Iterator[tuple[str, Document]]:
    """Every file of the folder that can be understood, by its name."""
    problems = findings.problems
    before = len(problems)
    for path in find_files(directory, folder, problems):
        findings.next_file()
        name = relative(directory, path)
        text = read_text(path, name, problems)
        document = read_document(text) if text is not None else None
        if document:
            problems += [Problem(name, f.line, f.code, f.field, details=f.details) for f in document.faults]
        if document and isinstance(document.data, list | dict):
            yield name, document
            continue
        if document and isinstance(document.data, str):
            problems.append(Problem(name, 1, "not_a_list"))
        findings.unread.add(folder)
    misplaced = ("folder_missing", "file_ignored", "link_refused")
    if any(problem.code in misplaced and problem.severity == "error" for problem in problems[before:]):
        findings.unread.add(folder)


def listed(directory: Path, folder: str, model: type[Record], findings: Findings) -> list[Located[Record]]:
    """Every entry of every file of a folder of lists."""
    found = []
    for name, document in documents(directory, folder, findings):
        if not isinstance(document.data, list):
            findings.problems.append(Problem(name, 1, "not_a_list"))
            findings.unread.add(folder)
            continue
        for index, entry in enumerate(document.data):
            if located := validated(model, entry, name, document, (index,), findings):
                found.append(located)
    return found


def validated(
    model: type[Record], data: Any, name: str, document: Document, path: Loc, findings: Findings
) -> Located[Record] | None:
    """None only for what is no mapping at all."""
    if not isinstance(data, dict):
        findings.problems.append(Problem(name, document.line_of(path), "not_a_mapping"))
        return None
    try:
        return Located(model.model_validate(data), data, name, document, path)
    except ValidationError as error:
        reported = {(fault.line, fault.field) for fault in document.faults}
        found = (meaning for fault in error.errors() for meaning in meanings(fault, model))
        for code, loc, details in found:
            named = next((part for part in reversed(loc) if isinstance(part, str)), "")
            line = document.line_of((*path, *(loc[:-1] if code == "missing_field" else loc)))
            is_blank = not details["value"].strip() and any(at == line for at, _ in reported)
            if (line, named) not in reported and not is_blank:
                findings.problems.append(Problem(name, line, code, named, details=details))
        return Located(None, data, name, document, path)
