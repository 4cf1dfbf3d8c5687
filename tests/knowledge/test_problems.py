"""Every problem has its sentence in both languages, and no sentence is left over."""

import ast
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from knowledge.check import check
from knowledge.loader import SHIPPED
from knowledge.problems import sentences
from tests.knowledge.packs import replace

TODAY = date(2026, 11, 23)
SOURCES = sorted(SHIPPED.glob("*.py"))


def words_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def codes_given() -> Iterator[str]:
    """What stands where a code is given: Problem(…), YamlFault(…), problem(…), ValueError(…) and such."""
    places = {
        "Problem": 2,
        "YamlFault": 0,
        "HoursFault": 0,
        "problem": 0,
        "_fault": 0,
        "_about": 1,
        "_missing": 1,
    }
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            index = 0 if path.name == "schema.py" and name == "ValueError" else places.get(name)
            if index is not None and len(node.args) > index:
                given = node.args[index]
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield given.value


def test_every_code_has_a_sentence() -> None:
    codes = set(codes_given())
    assert len(codes) > 50
    assert codes - set(sentences()) == set()


def test_no_sentence_is_left_over() -> None:
    used = {word for path in SOURCES for word in words_in(path)}
    assert set(sentences()) - used == set()


@pytest.mark.parametrize("code", sorted(sentences()))
def test_sentences_stand_in_both_languages_and_fill_in_the_same(code: str) -> None:
    languages = sentences()[code]
    assert set(languages) == {"zh", "en"}
    filled = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        for text in languages.values()
    ]
    assert filled[0] == filled[1]


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("faq/full.yaml", "checked_on: 2026-11-01", "checked_on: 2025-11-22", "stale_source"),
        ("faq/full.yaml", "valid_until: 2027-12-31", "valid_until: 2026-11-22", "expired"),
        ("providers/full.yaml", "valid_until: 2026-12-31", "valid_until: 2026-11-22", "expired"),
        ("providers/full.yaml", "opens_on: 2027-03-01", "opens_on: 2026-03-01", "opened_already"),
        ("providers/full.yaml", "        from: 12", "        from: 6", "ages_outside"),
        ("providers/full.yaml", "    - 满园1", "    - 满满园1", "listed_twice"),
        ("providers/full.yaml", "一家托育园", "园长手机 13812345678", "personal_data"),
        ("faq/full.yaml", "zh: 1—3 岁的孩子", "zh: 证件 310101202001011234", "personal_data"),
    ],
)
def test_doubts_are_warnings(pack: Path, file: str, old: str, new: str, code: str) -> None:
    line = replace(pack, file, old, new)
    (problem,) = check(pack, TODAY)
    assert (problem.severity, problem.file, problem.code) == ("warning", file, code)
    assert abs(problem.line - line) <= (1 if code in ("listed_twice", "ages_outside") else 0)


def test_a_year_is_counted_to_the_day(pack: Path) -> None:
    replace(pack, "faq/full.yaml", "checked_on: 2026-11-01", "checked_on: 2025-11-23")
    assert check(pack, TODAY) == ()


def test_provider_whom_nobody_can_reach(pack: Path) -> None:
    replace(pack, "providers/full.yaml", "  telephone: 021-57120028\n", "")
    assert check(pack, TODAY) == ()  # there is a way to register
    text = (pack / "providers/full.yaml").read_text(encoding="utf-8")
    begin, end = text.index("  registration:"), text.index("  quality_rating:")
    (pack / "providers/full.yaml").write_text(text[:begin] + text[end:], encoding="utf-8")
    assert [problem.code for problem in check(pack, TODAY)] == ["no_contact"]
