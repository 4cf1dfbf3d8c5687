"""Messages with what a person says they mean: the measure of understanding, read and checked."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from bot.bench.tables import say
from knowledge.loader import Knowledge

Half = Literal["development", "measuring"]
HALVES: tuple[Half, ...] = get_args(Half)
UNKNOWN = "unknown"
_FIELDS = ("say", "style", "topic", "also", "entities")
DEFAULT_FOLDER = Path(__file__).parents[2] / "tests/understanding/labelled"
STYLES = (
    "plain", "typos", "dictation", "pinyin", "traditional", "shanghainese", "fillers", "no_punctuation",
    "english", "mixed", "story", "several", "negation", "correction", "entities", "out_of_scope",
)  # fmt: skip
ENTITY_KEYS = (
    "provider", "place", "date", "dates", "time", "part", "age_months", "max_price", "kind", "excluded_kind",
    "service", "inclusive", "ordinal", "radius_m",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labelled:
    """targets: what must be done, in the order asked: topics, "faq:" and an entry's id, or UNKNOWN alone;
    also: targets as right as the first. entities: as the JSON-lines channel writes them."""

    say: str
    style: str
    targets: tuple[str, ...]
    also: tuple[str, ...] = ()
    entities: Mapping[str, Any] = field(default_factory=dict)

    @property
    def in_scope(self) -> bool:
        return self.targets != (UNKNOWN,)

    @property
    def accepted(self) -> tuple[str, ...]:
        return (*self.targets, *self.also)

    @property
    def asks_faq(self) -> bool:
        return any(target.startswith("faq:") for target in self.targets)


class LabelError(ValueError):
    """There are no labels, or some cannot be used: lines for whoever runs the bench."""


def read_half(folder: Path, half: Half, knowledge: Knowledge) -> list[Labelled] | None:
    """None when there is no file of that half. LabelError names everything that is wrong in it."""
    path = folder / f"{half}.yaml"
    if not path.is_file():
        return None
    listed = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    faults = [
        say("label_fault", file=path.name, number=number, fault=say(f"label_{fault}", value=value))
        for number, item in enumerate(listed, 1)
        for fault, value in _faults(item, knowledge)
    ]
    if faults:
        raise LabelError("\n".join(faults))
    messages = [_message(item) for item in listed]
    twice = [words for words, count in Counter(message.say for message in messages).items() if count > 1]
    if twice:
        numbers = [number for number, message in enumerate(messages, 1) if message.say in twice]
        raise LabelError(say("label_twice", file=path.name, numbers=", ".join(map(str, numbers))))
    return messages


def _message(item: Mapping[str, Any]) -> Labelled:
    return Labelled(
        say=item["say"],
        style=item["style"],
        targets=_as_tuple(item["topic"]),
        also=_as_tuple(item.get("also") or []),
        entities={key: _plain(key, value) for key, value in (item.get("entities") or {}).items()},
    )


def _faults(item: Any, knowledge: Knowledge) -> Iterator[tuple[str, object]]:
    """(fault, value at fault). The message is never repeated: it may be of the measuring half."""
    if not isinstance(item, dict) or not isinstance(item.get("say"), str) or not item["say"].strip():
        yield "say", ""
        return
    if not item.get("topic"):
        yield "topic", ""
    if item.get("style") not in STYLES:
        yield "style", item.get("style")
    yield from (("field", name) for name in item if name not in _FIELDS)
    known = {UNKNOWN, *knowledge.topics, *(f"faq:{entry}" for entry in knowledge.faq)}
    targets = (*_as_tuple(item.get("topic") or []), *_as_tuple(item.get("also") or []))
    yield from (("target", target) for target in targets if target not in known)
    entities = item.get("entities") or {}
    yield from (("entity", key) for key in entities if key not in ENTITY_KEYS)
    if (provider := entities.get("provider")) and provider not in knowledge.providers:
        yield "provider", provider


def _as_tuple(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _plain(key: str, value: Any) -> Any:
    """As the JSON-lines channel writes it: YAML reads a bare 2026-11-26 as a day, 14:30 as base 60."""
    if isinstance(value, list):
        return [_plain(key, one) for one in value]
    if key == "time" and isinstance(value, int):
        return f"{value // 60:02}:{value % 60:02}"
    return value.isoformat() if isinstance(value, date) else value
