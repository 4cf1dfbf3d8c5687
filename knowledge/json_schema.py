"""JSON Schemas of the administrators' files, for editors that complete and check while one types.

Made of the pydantic models, with what the models say in code said in the schema: a bare text is Chinese,
an empty value is a mistake, a number may stand where text is wanted (YAML takes 310101 for a number).
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from knowledge.reply_keys import REPLY_KEYS
from knowledge.schema import Benefit, FaqEntry, Guide, Place, Provider, Text, TopicPhrases, WordList

Schema = dict[str, Any]
DIALECT = "http://json-schema.org/draft-07/schema#"  # what yaml-language-server knows best
LISTS: Mapping[str, type[BaseModel]] = {
    "providers": Provider, "faq": FaqEntry, "guides": Guide, "places": Place, "words": WordList,
    "benefits": Benefit,
}  # fmt: skip
KINDS = (*LISTS, "topics", "replies")
_DAY = r"^\d{4}-\d{2}-\d{2}$"


def schema_of(kind: str) -> Schema:
    """kind: of KINDS, a folder of the knowledge."""
    if kind == "replies":
        return _replies()
    if kind == "topics":
        schema = _of_model(TopicPhrases)
        return _headed(kind, schema, schema.pop("definitions", {}))
    item = _of_model(LISTS[kind])
    return _headed(kind, {"type": "array", "items": item, "minItems": 1}, item.pop("definitions", {}))


def write_schemas(folder: Path) -> list[Path]:
    """One file a kind. OSError where the folder cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in KINDS:
        path = folder / f"{kind}.json"
        path.write_text(json.dumps(schema_of(kind), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        written.append(path)
    return written


def _headed(kind: str, schema: Schema, definitions: Schema) -> Schema:
    head: Schema = {"$schema": DIALECT, "title": kind, **_described("files", kind), **schema}
    return {**head, "definitions": definitions} if definitions else head


def _replies() -> Schema:
    text = _of_model(Text)
    properties = {
        key: {"$ref": "#/definitions/Text", "description": " ".join(f"{{{name}}}" for name in names)}
        for key, names in REPLY_KEYS.items()
    }
    return _headed(
        "replies",
        {"type": "object", "properties": properties, "additionalProperties": False},
        {"Text": text},
    )


def _of_model(model: type[BaseModel]) -> Schema:
    made = model.model_json_schema(by_alias=True, ref_template="#/definitions/{model}")
    definitions = made.pop("$defs", {})
    plain = _plain(made, model.__name__)
    inner = {name: _plain(schema, name) for name, schema in definitions.items()}
    if "Text" in inner:
        inner["Text"] = {"anyOf": [{"type": ["string", "number"], "minLength": 1}, inner["Text"]]}
    return {**plain, "definitions": inner} if inner else plain


def _plain(schema: Schema, model: str) -> Schema:
    """Without pydantic's titles and docstrings, described in the administrators' words."""
    plain = {key: value for key, value in schema.items() if key not in ("title", "description")}
    plain["properties"] = {
        name: {**_field(field), **_described(model, name)} for name, field in schema["properties"].items()
    }
    return plain


def _field(schema: Schema) -> Schema:
    """Of one field, or of the items of a list."""
    choices = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(choices) == 1:
        return _field(choices[0])
    plain = {key: value for key, value in schema.items() if key not in ("title", "default", "format")}
    if "items" in plain:
        plain["items"] = _field(plain["items"])
    if schema.get("format") == "date":
        plain["pattern"] = _DAY
    elif plain.get("type") == "string" and not {"enum", "const"} & set(plain):
        plain["type"] = ["string", "number"]
    return plain


def _described(model: str, name: str) -> Schema:
    """Chinese first, English beside it; what each of the possible values means."""
    words = descriptions()[model][name]
    told: Schema = {"description": f"{words['zh']}\n{words['en']}"}
    if "values" in words:
        told["markdownDescription"] = "\n\n".join(
            [words["zh"], words["en"], *(f"- `{value}` {means}" for value, means in words["values"].items())]
        )
    return told


@cache
def descriptions() -> dict[str, dict[str, Any]]:
    """model → field → zh, en, and values where there are such."""
    text = (Path(__file__).parent / "json_schema.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return found
