"""Pydantic's errors as codes of problems.yaml, with what the sentences need."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from rapidfuzz import process

Loc = tuple[str | int, ...]
_LIKE_ENOUGH = 55
_PATTERNS = {
    "id": "id_pattern", "suggest": "id_pattern", "name": "id_pattern", "telephone": "telephone_pattern",
    "url": "url_pattern",
}  # fmt: skip
_RANGES = {"lat": "point_range", "lon": "point_range"}
_TYPES = (
    ("bool", "wrong_boolean"), ("date", "wrong_date"), ("int", "wrong_number"), ("float", "wrong_number"),
    ("finite", "wrong_number"), ("tuple", "wrong_list"), ("string", "wrong_text"), ("model", "not_a_mapping"),
    ("dict", "not_a_mapping"),
)  # fmt: skip
# The schema's own rules are about a whole model: the fields to look at.
_BLAMED = {
    "validity_reversed": ("valid_from", "valid_until"), "age_range_reversed": ("from", "to"),
    "eligibility_of_missing": ("who",), "service_twice": ("services",),
}  # fmt: skip
_SIGNS = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<", "min_length": "≥", "max_length": "≤"}


def did_you_mean(word: str, choices: Iterable[str], like_enough: int = _LIKE_ENOUGH) -> str:
    """The nearest choice as a hint that reads in both languages, or "" when none is near."""
    best = process.extractOne(word, list(choices), score_cutoff=like_enough)
    return f"→ {best[0]}? " if best else ""


def meanings(fault: ErrorDetails, model: type[BaseModel]) -> Iterator[tuple[str, Loc, dict[str, str]]]:
    """Code, path inside the entry, and details; one for each field that may be the wrong one."""
    code, loc, details = _meaning(fault, model)
    for blamed in _BLAMED.get(code, ("",)):
        yield code, (*loc, blamed) if blamed else loc, details


def _meaning(fault: ErrorDetails, model: type[BaseModel]) -> tuple[str, Loc, dict[str, str]]:
    loc = fault["loc"]
    field = next((part for part in reversed(loc) if isinstance(part, str)), "")
    context: Mapping[str, Any] = fault.get("ctx", {})
    details = {"value": str(fault["input"])[:60]}
    match fault["type"]:
        case "missing":
            choices = ", ".join(_choices_at(model, tuple(part for part in loc if isinstance(part, str))))
            return "missing_field", loc, details | {"hint": f"→ {choices}" if choices else ""}
        case "extra_forbidden":
            siblings = fields_at(model, tuple(part for part in loc[:-1] if isinstance(part, str)))
            return "unknown_field", loc, details | {"hint": did_you_mean(field, siblings)}
        case "literal_error":
            choices = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
            hint = did_you_mean(details["value"], choices.split(", "))
            return "wrong_choice", loc, details | {"choices": choices, "hint": hint}
        case "value_error":
            return str(context["error"]), loc, details
        case "string_pattern_mismatch":
            return _PATTERNS.get(field, "wrong_text"), loc, details
        case "string_too_short" | "string_too_long" | "too_short" | "too_long":
            return "wrong_length", loc, details | {"limit": _limit(context)}
        case "greater_than_equal" | "less_than_equal" | "greater_than" | "less_than":
            return _RANGES.get(field, "wrong_range"), loc, details | {"limit": _limit(context)}
        case kind:
            return _type_fault(kind, model, loc), loc, details


def _type_fault(kind: str, model: type[BaseModel], loc: Loc) -> str:
    code = next((code for start, code in _TYPES if kind.startswith(start)), "wrong_text")
    inside = fields_at(model, tuple(part for part in loc if isinstance(part, str)))
    # Words may be written as one text, which is what a list or a number there was meant to be.
    return "wrong_text" if code == "not_a_mapping" and inside == ("zh", "en") else code


def _limit(context: Mapping[str, Any]) -> str:
    return ", ".join(f"{sign} {context[name]}" for name, sign in _SIGNS.items() if name in context)


@cache
def fields_at(model: type[BaseModel], names: tuple[str, ...]) -> tuple[str, ...]:
    """The field names that the file may use at a place inside the model; empty where there is no model."""
    return tuple(_annotations_at(model, names))


def _choices_at(model: type[BaseModel], names: tuple[str, ...]) -> tuple[str, ...]:
    """What may be written into a field, empty unless it takes some words only."""
    annotation = _annotations_at(model, names[:-1]).get(names[-1])
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _annotations_at(model: type[BaseModel], names: tuple[str, ...]) -> dict[str, Any]:
    current: type[BaseModel] | None = model
    for name in names:
        current = _model_inside(_annotations(current).get(name)) if current else None
    return _annotations(current) if current else {}


def _annotations(model: type[BaseModel]) -> dict[str, Any]:
    return {info.alias or own: info.annotation for own, info in model.model_fields.items()}


def _model_inside(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((inner for inner in map(_model_inside, get_args(annotation)) if inner), None)
