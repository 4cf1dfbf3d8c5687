"""What is wrong in a knowledge file: where, and in words that say how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default_field
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """file: relative to the knowledge folder; line: from 1; code: of problems.yaml, whose sentence takes
    the field and the details."""

    file: str
    line: int
    code: str
    field: str = ""
    severity: Severity = "error"
    details: Mapping[str, str] = default_field(default_factory=dict)


class KnowledgeError(ValueError):
    """Everything that keeps the files from being used."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} errors in the knowledge files")
        self.problems = problems


def render(problem: Problem, language: str) -> str:
    """One line: file:line field: what is wrong and how to mend it. language: "zh" or "en"."""
    sentence = sentences()[problem.code][language].format(**{"field": problem.field, **problem.details})
    where = f"{problem.file}:{problem.line}"
    named = f" {problem.field}" if problem.field else ""
    warns = sentences()["is_warning"][language] if problem.severity == "warning" else ""
    return " ".join(f"{where}{named}: {warns}{sentence}".split())


@cache
def sentences() -> dict[str, dict[str, str]]:
    """code → language → sentence."""
    text = (Path(__file__).parent / "problems.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found
