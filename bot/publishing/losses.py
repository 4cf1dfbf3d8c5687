"""Whether a state of the knowledge lacks something that the one before had: a file that is still being
written may end early and be valid all the same. Pure."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from bot.services.pack import Pack
from knowledge.loader import Knowledge
from knowledge.schema import Model


def may_be_cut_short(old: Knowledge, new: Knowledge, pack: Pack) -> bool:
    """A record, a field, an item of a list or the end of a text is gone; or a file ends within a line. What
    is lost on purpose looks the same: it only has to stand for longer before it is believed."""
    within_a_line = any(content and not content.endswith((b"\n", b"\r")) for content in pack.values())
    return within_a_line or any(_lost(getattr(old, f.name), getattr(new, f.name)) for f in fields(Knowledge))


def _lost(old: Any, new: Any) -> bool:
    if old is new:
        return False
    match old, new:
        case Mapping(), Mapping():
            return any(key not in new or _lost(value, new[key]) for key, value in old.items())
        case tuple(), tuple():
            return len(new) < len(old) or any(map(_lost, old, new))
        case Model(), Model():
            return any(_lost(getattr(old, name), getattr(new, name)) for name in type(old).model_fields)
        case str(), str():
            return old != new and old.startswith(new)
    return old is not None and new is None
