"""Files → validated models with the lines they stand on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from knowledge.files import find_files, read_text, relative
from knowledge.problems import Problem
from knowledge.yaml_nodes import Document, read_document

Record = TypeVar("Record", bound=BaseModel)
Loc = tuple[str | int, ...]
_LIKE_ENOUGH = 55
_PATTERN_RULES = {
    "id": "a-z0-9-", "suggest": "a-z0-9-", "name": "a-z0-9-", "telephone": "021-12345678", "url": "https://…",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Located(Generic[Record]):
    """A model and where it stands: line_of gives the line of one of its fields."""

    record: Record
    file: str
    document: Document
    path: Loc

    def line_of(self, *fields: str | int) -> int:
        return self.document.line_of((*self.path, *fields))

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line_of()}"


def documents(directory: Path, folder: str, problems: list[Problem]) -> Iterator[tuple[str, Document]]:
    for path in find_files(directory, folder, problems):
        name = relative(directory, path)
        text = read_text(path, name, problems)
        if text is None:
            continue
        document = read_document(text)
        problems += [
            Problem(name, f.line, f.code, f.field, details={"field": f.field, **dict(f.details)})
            for f in document.faults
        ]
        if document.data is not None and not isinstance(document.data, str):
            yield name, document
        elif document.data is not None:
            problems.append(Problem(name, 1, "not_a_list"))


def listed(
    directory: Path, folder: str, model: type[Record], problems: list[Problem]
) -> list[Located[Record]]:
    """Every entry of every file of a folder of lists."""
    found = []
    for name, document in documents(directory, folder, problems):
        if not isinstance(document.data, list):
            problems.append(Problem(name, 1, "not_a_list"))
            continue
        for index, entry in enumerate(document.data):
            record = validated(model, entry, name, document, (index,), problems)
            if record is not None:
                found.append(Located(record, name, document, (index,)))
    return found


def validated(
    model: type[Record], data: Any, name: str, document: Document, path: Loc, problems: list[Problem]
) -> Record | None:
    if not isinstance(data, dict):
        problems.append(Problem(name, document.line_of(path), "not_a_mapping"))
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        reported = {(f.line, f.field) for f in document.faults}
        for fault in error.errors():
            problem = _translated(fault, model, name, document, path, data)
            if (problem.line, problem.field) not in reported:
                problems.append(problem)
        return None


def did_you_mean(word: str, choices: Mapping[str, object] | list[str] | tuple[str, ...]) -> str:
    """ "" when nothing is like it; else a hint in both languages."""
    best = process.extractOne(word, list(choices), score_cutoff=_LIKE_ENOUGH)
    return f"→ {best[0]}? " if best else ""


def _translated(
    fault: ErrorDetails, model: type[BaseModel], name: str, document: Document, path: Loc, data: Any
) -> Problem:
    loc = tuple(part for part in fault["loc"] if isinstance(part, int) or not _is_branch(part))
    field = next((str(part) for part in reversed(loc) if isinstance(part, str)), "")
    code, details = _meaning(fault, field, model, loc)
    at = loc[:-1] if fault["type"] == "missing" else loc
    return Problem(name, document.line_of((*path, *at)), code, field, details=details)


def _is_branch(part: str) -> bool:
    """Pydantic's own steps between fields, such as "function-before[…]"."""
    return "[" in part or "(" in part


def _meaning(fault: ErrorDetails, field: str, model: type[BaseModel], loc: Loc) -> tuple[str, dict[str, str]]:
    value, context, kind = str(fault["input"])[:60], fault.get("ctx", {}), fault["type"]
    details = {"field": field, "value": value}
    match kind:
        case "missing":
            return "missing_field", details
        case "extra_forbidden":
            return "unknown_field", details | {"hint": did_you_mean(field, fields_at(model, loc[:-1]))}
        case "literal_error":
            choices = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
            hint = did_you_mean(value, choices.split(", "))
            return "wrong_choice", details | {"choices": choices, "hint": hint}
        case "value_error":
            return str(context["error"]), details
        case "string_pattern_mismatch":
            return "wrong_pattern", details | {"rule": _PATTERN_RULES.get(field, str(context.get("pattern")))}
        case "string_too_short" | "string_too_long" | "too_short" | "too_long":
            return "wrong_length", details | {"limit": _limit(context)}
        case "greater_than_equal" | "less_than_equal" | "greater_than" | "less_than":
            return "wrong_range", details | {"limit": _limit(context)}
    return _type_fault(kind), details


def _type_fault(kind: str) -> str:
    simple: list[tuple[str, str]] = [
        ("bool", "wrong_boolean"), ("date", "wrong_date"), ("int", "wrong_number"), ("float", "wrong_number"),
        ("finite", "wrong_number"), ("tuple", "wrong_list"), ("string", "wrong_text"),
        ("model", "not_a_mapping"),
        ("dict", "not_a_mapping"),
    ]  # fmt: skip
    return next((code for start, code in simple if kind.startswith(start)), "wrong_text")


def _limit(context: Mapping[str, Any]) -> str:
    signs = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<", "min_length": "≥", "max_length": "≤"}
    return ", ".join(f"{sign} {context[name]}" for name, sign in signs.items() if name in context)


def fields_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """The field names that the file may use at a place inside the model."""
    current: Any = model
    for part in loc:
        if isinstance(part, str) and isinstance(current, type) and issubclass(current, BaseModel):
            named = {f.alias or n: f.annotation for n, f in current.model_fields.items()}
            current = _model_inside(named.get(part))
    if not (isinstance(current, type) and issubclass(current, BaseModel)):
        return []
    return [f.alias or n for n, f in current.model_fields.items()]


def _model_inside(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found: Callable[[Any], Any] = _model_inside
    return next((inner for inner in map(found, get_args(annotation)) if inner), None)
