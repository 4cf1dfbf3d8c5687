"""The generated JSON Schemas: every shipped file fits, mistakes do not, and each field is described.

Checked by the few rules of draft 7 that the schemas use, on YAML 1.2 as editors read it.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from knowledge.files import FOLDERS
from knowledge.json_schema import KINDS, LISTS, descriptions, schema_of, write_schemas
from knowledge.loader import SHIPPED
from knowledge.schema import Text, TopicPhrases
from tests.knowledge.packs import PACK
from tests.knowledge.test_planted import models_in

TYPES = {
    "string": str, "boolean": bool, "array": list, "object": dict, "integer": int, "number": (int, float),
}  # fmt: skip
KNOWN = {
    "$schema", "title", "description", "markdownDescription", "definitions", "type", "properties", "required",
    "additionalProperties", "items", "anyOf", "enum", "const", "pattern", "minimum", "maximum",
    "exclusiveMinimum", "minLength", "maxLength", "minItems", "$ref",
}  # fmt: skip


def unfit(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "") -> Iterator[str]:
    """Where the value does not fit."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        yield from unfit(value, root["definitions"][schema["$ref"].rpartition("/")[2]], root, path)
        return
    if "anyOf" in schema:
        if all(list(unfit(value, option, root, path)) for option in schema["anyOf"]):
            yield f"{path}: fits none of {len(schema['anyOf'])}"
        return
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(
        isinstance(value, TYPES[name]) and (type(value) is bool) == (name == "boolean") for name in names
    ):
        yield f"{path}: {type(value).__name__} is not {names}"
    elif isinstance(value, dict):
        yield from (f"{path}: no {name}" for name in schema.get("required", ()) if name not in value)
        for name, inner in value.items():
            if name in schema["properties"]:
                yield from unfit(inner, schema["properties"][name], root, f"{path}.{name}")
            else:
                yield f"{path}: {name} is unknown"
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{path}: too short"
        for number, inner in enumerate(value):
            yield from unfit(inner, schema["items"], root, f"{path}[{number}]")
    else:
        yield from _unfit_scalar(value, schema, path)


def _unfit_scalar(value: Any, schema: dict[str, Any], path: str) -> Iterator[str]:
    if isinstance(value, str):
        fits = len(value) >= schema.get("minLength", 0) and len(value) <= schema.get("maxLength", 10**6)
        fits = fits and re.search(schema.get("pattern", ""), value) is not None
    else:
        fits = schema.get("minimum", value) <= value <= schema.get("maximum", value)
        fits = fits and value > schema.get("exclusiveMinimum", value - 1)
    if not fits or value not in schema.get("enum", [value]) or value != schema.get("const", value):
        yield f"{path}: {value!r}"


def as_an_editor_reads(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(re.sub(r": (\d{4}-\d\d-\d\d)(?=[\s,}])", r': "\1"', text))


def files(folder: Path) -> list[Path]:
    return sorted(path for kind in KINDS for path in (folder / kind).rglob("*.yaml"))


@pytest.mark.parametrize("path", [*files(SHIPPED), *files(PACK)], ids=lambda path: "/".join(path.parts[-3:]))
def test_every_shipped_file_fits(path: Path) -> None:
    kind = next(part for part in reversed(path.parts) if part in KINDS)
    schema = schema_of(kind)
    assert list(unfit(as_an_editor_reads(path.read_text(encoding="utf-8")), schema, schema))[:5] == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("providers/full.yaml", "kind: social", "kind: socail"),
        ("providers/full.yaml", "kind: social", "knid: social"),
        ("providers/full.yaml", "    lat: 30.9496", "    lat: 121.4"),
        ("providers/full.yaml", "amount: 50", "amount: 50元"),
        ("providers/full.yaml", "unit: session\n", "\n"),
        ("providers/full.yaml", "inclusive: true", "inclusive: 是"),
        ("providers/full.yaml", "checked_on: 2026-11-01", "checked_on: 2026/11/01"),
        ("providers/full.yaml", "id: full-1", "id: Full 1"),
        ("providers/full.yaml", "operator:\n    zh: 某某教育公司", "operator:\n    zn: 某某教育公司"),
        ("providers/full.yaml", "capacity: 10", "capacity: 0"),
        (
            "faq/full.yaml",
            "questions:\n    - 谁可以去宝宝屋1\n    - who may go to a baby house 1",
            "questions: []",
        ),
        ("faq/full.yaml", "answer: {zh: 水杯, en: A cup}", "answer: []"),
        ("places/full.yaml", "kind: street", "kind: road"),
        ("topics/find.yaml", "topic: find", "topic: fnid"),
        ("benefits/full.yaml", "effect: cash", "effect: cahs"),
    ],
)
def test_mistakes_do_not_fit(file: str, old: str, new: str) -> None:
    text = (PACK / file).read_text(encoding="utf-8")
    assert old in text
    schema = schema_of(file.partition("/")[0])
    assert list(unfit(as_an_editor_reads(text), schema, schema)) == []
    assert list(unfit(as_an_editor_reads(text.replace(old, new, 1)), schema, schema)) != []


def test_a_reply_that_the_bot_never_says_does_not_fit() -> None:
    schema = schema_of("replies")
    assert list(unfit({"ask.which": {"zh": "哪个"}}, schema, schema)) == []
    assert list(unfit({"ask.wich": "哪个"}, schema, schema)) == [": ask.wich is unknown"]


def all_models() -> dict[str, type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {}
    waiting: list[type[BaseModel]] = [*LISTS.values(), TopicPhrases, Text]
    while waiting:
        model = waiting.pop()
        if model.__name__ not in found:
            found[model.__name__] = model
            for info in model.model_fields.values():
                waiting += models_in(info.annotation)
    return found


def test_every_field_is_described_in_both_languages_and_nothing_else_is() -> None:
    wanted = {
        (name, info.alias or own)
        for name, model in all_models().items()
        for own, info in model.model_fields.items()
    }
    wanted |= {("files", kind) for kind in FOLDERS}
    assert {(model, field) for model, fields in descriptions().items() for field in fields} == wanted
    assert all(words["zh"] and words["en"] for fields in descriptions().values() for words in fields.values())


def test_every_value_one_may_choose_is_explained() -> None:
    schemas = [schema_of(kind) for kind in KINDS]
    for schema in schemas:
        models = {**schema.get("definitions", {}), "top": schema.get("items", schema)}
        for model in models.values():
            for name, field in model.get("properties", {}).items():
                values = field.get("enum") or field.get("items", {}).get("enum") or []
                if name != "topic":
                    assert all(f"`{value}`" in field["markdownDescription"] for value in values), name


def test_there_is_a_file_for_each_kind(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "deep/schema")
    assert {path.stem for path in written} == set(FOLDERS)
    for path in written:
        assert json.loads(path.read_text(encoding="utf-8")) == schema_of(path.stem)
