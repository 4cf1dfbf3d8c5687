"""Recorded questions: a YAML list of {ask, expect}, or one question a line."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.commands.console import words
from knowledge.astray import ASKED_BACK
from knowledge.field_faults import did_you_mean


@dataclass(frozen=True, slots=True)
class Question:
    """expect: targets of which one must answer; empty when it is only watched. place: where it stands."""

    ask: str
    expect: tuple[str, ...]
    place: str


class QuestionFault(ValueError):
    """Lines for whoever runs the test: everything that is wrong in the file."""


def read_questions(path: Path, targets: Collection[str]) -> list[Question]:
    """targets: what may be expected; an FAQ entry's id stands for its target. QuestionFault names all that
    is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = yaml.load(text, yaml.BaseLoader) if path.suffix in (".yaml", ".yml") else text
    except (OSError, UnicodeDecodeError) as fault:
        raise QuestionFault(_said("questions_unreadable", path=path, fault=type(fault).__name__)) from fault
    except yaml.YAMLError as fault:
        line = getattr(getattr(fault, "problem_mark", None), "line", 0) + 1
        raise QuestionFault(_said("questions_broken", path=path, line=line)) from fault
    if isinstance(data, str):
        return list(_lines(data, path.name))
    items = data if isinstance(data, list) else [data]
    read = [_question(item, f"{path.name} #{n}", targets) for n, item in enumerate(items, 1)]
    if faults := [one for one in read if isinstance(one, str)]:
        raise QuestionFault("\n".join(faults))
    return [one for one in read if isinstance(one, Question)]


def _lines(text: str, name: str) -> Iterator[Question]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield Question(line.strip(), (), f"{name}:{number}")


def _question(item: Any, place: str, targets: Collection[str]) -> Question | str:
    """Or what is wrong with it."""
    given = {"ask": item} if isinstance(item, str) else item
    if not isinstance(given, dict) or set(given) - {"ask", "expect"} or not isinstance(given.get("ask"), str):
        return _said("question_shape", place=place)
    expected = given.get("expect") or []
    wanted = [_target(name, targets) for name in ([expected] if isinstance(expected, str) else expected)]
    for name in wanted:
        if name not in targets and name != ASKED_BACK:
            short = [target.removeprefix("faq:") for target in targets]
            hint = did_you_mean(str(name).removeprefix("faq:"), short)
            return _said("question_target", place=place, name=name, hint=hint)
    return Question(given["ask"], tuple(wanted), place)


def _target(name: str, targets: Collection[str]) -> str:
    return f"faq:{name}" if name not in targets and f"faq:{name}" in targets else name


def _said(key: str, **values: object) -> str:
    return words()[key].format(**values)
