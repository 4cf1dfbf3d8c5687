"""Fields in the order of the schema where they are new; where they were, they stay."""

from typing import Any

from pydantic import BaseModel

from knowledge.field_faults import fields_at


def ordered(
    new: dict[str, Any], old: Any, model: type[BaseModel], at: tuple[str, ...] = ()
) -> dict[str, Any]:
    """old: what stood there before. at: names on the way into the model."""
    before = list(old) if isinstance(old, dict) else []
    names = [name for name in before if name in new]
    schema = fields_at(model, at)
    for name in sorted((name for name in new if name not in names), key=_rank(schema)):
        rank = _rank(schema)
        names.insert(sum(rank(other) < rank(name) for other in names), name)
    return {name: _inside(new[name], old.get(name) if before else None, model, (*at, name)) for name in names}


def _inside(new: Any, old: Any, model: type[BaseModel], at: tuple[str, ...]) -> Any:
    if isinstance(new, dict):
        return ordered(new, old, model, at)
    if isinstance(new, list):
        was = old if isinstance(old, list) else []
        return [_inside(item, was[n] if n < len(was) else None, model, at) for n, item in enumerate(new)]
    return new


def _rank(schema: tuple[str, ...]) -> Any:
    return lambda name: schema.index(name) if name in schema else len(schema)
