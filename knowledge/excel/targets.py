"""What columns of foreign lists may be, and the words that lists use: targets.yaml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Target:
    name: str
    label: str
    headings: Sequence[str]
    looks: str = ""


@cache
def targets() -> Mapping[str, Target]:
    """By name, in the order in which they are offered."""
    return {target["name"]: Target(**target) for target in list_words()["targets"]}


@cache
def list_words() -> dict[str, Any]:
    """The file as it is."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "targets.yaml").read_text("utf-8"))
    return found
