"""Examples that another entry takes, seen by asking the bot that the files make."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import SHANGHAI
from bot.dialogue.trial import Trial
from knowledge.check import checked
from knowledge.likeness import BIG
from knowledge.loader import SHIPPED, Knowledge, load
from knowledge.problems import Problem, render
from tests.knowledge.packs import copy_topics, write

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
ENTRY = """\
- id: {id}
  category: 宝宝屋
  questions: [{questions}]
  answer: 没有
  tests: [{tests}]
  source: {{title: 某某网站, checked_on: 2026-11-01}}
"""
JUNIOR = ENTRY.format(
    id="junior",
    questions="一岁多上什么班, 小月龄班叫什么名字, 刚学会走路编在哪里",
    tests="小月龄班的名字是什么",
)
SENIOR = ENTRY.format(
    id="senior",
    questions="两岁多上什么班, 大月龄班叫什么名字, 快上幼儿园了编在哪里",
    tests="大月龄班的名字是什么",
)


@pytest.fixture
def pack(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With the shipped words, by which questions are read, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.rmtree(pack / "words")
    shutil.copytree(SHIPPED / "words", pack / "words")
    copy_topics(pack, "find", "price", "hours", "unknown")
    return pack


def tried(knowledge: Knowledge) -> Trial:
    return Trial(knowledge, NOW)


def about_questions(directory: Path) -> list[Problem]:
    found = checked(directory, NOW.date(), tried)
    assert found.knowledge is not None
    return [problem for problem in found.problems if problem.code.startswith(("astray", "collides"))]


def test_an_example_that_another_entry_answers(pack: Path) -> None:
    """An age is but an age to the matcher: one of the two questions must lose."""
    write(pack, "faq/classes.yaml", JUNIOR + SENIOR)
    (problem,) = [problem for problem in about_questions(pack) if problem.file == "faq/classes.yaml"]
    assert (problem.code, problem.severity, problem.field) == ("astray", "warning", "questions")
    lost = {3: "一岁多上什么班", 9: "两岁多上什么班"}[problem.line]
    assert problem.details["question"] == lost
    winner = "senior (faq/classes.yaml:9)" if problem.line == 3 else "junior (faq/classes.yaml:3)"
    assert winner in render(problem, "zh")


def test_a_test_that_does_not_reach_its_entry(pack: Path) -> None:
    write(
        pack,
        "faq/classes.yaml",
        JUNIOR.replace("tests: [小月龄班的名字是什么]", "tests: [上海动物园几点关门]"),
    )
    (problem,) = [problem for problem in about_questions(pack) if problem.file == "faq/classes.yaml"]
    assert (problem.file, problem.line, problem.code) == ("faq/classes.yaml", 5, "astray_unknown")


def test_it_is_said_which_of_two_alike_wins(pack: Path) -> None:
    """The entry asks in the very words of a topic; the topic's own line is not told of once more."""
    found = [problem for problem in about_questions(pack) if "how much is it" in problem.details.values()]
    assert [(problem.file, problem.code) for problem in found] == [("faq/full.yaml", "collides_won")]
    trial = tried(load(pack))
    assert trial.reached("how much is it") == (f"faq:{found[0].details['winner']}",)
    assert found[0].details["first"].startswith("topics/price.yaml:")


def test_alike_and_yet_told_apart_is_no_collision(pack: Path) -> None:
    """The same words in another order, which other questions of the two entries tell apart."""
    first, second = "先上小班再上大班", "先上大班再上小班"
    junior = JUNIOR.replace("一岁多上什么班", f"{first}, {first}行吗, {first}好吗")
    senior = SENIOR.replace("两岁多上什么班", f"{second}, {second}行吗, {second}好吗")
    write(pack, "faq/classes.yaml", junior + senior)
    trial = tried(load(pack))
    assert trial.reached(first) == ("faq:junior",)
    assert trial.reached(second) == ("faq:senior",)
    assert [p for p in about_questions(pack) if p.file == "faq/classes.yaml" and p.field == "questions"] == []


def test_where_there_are_errors_nothing_is_asked(pack: Path) -> None:
    write(pack, "faq/classes.yaml", JUNIOR.replace("id: junior", "id: Junior"))
    found = checked(pack, NOW.date(), tried)
    assert found.knowledge is None
    assert [problem.code for problem in found.problems] == ["id_pattern"]


def test_of_very_many_examples_none_is_asked(pack: Path) -> None:
    """They are too many to learn from: each is then most like itself."""
    numbers = ", ".join(f"第{number}个问法" for number in range(BIG))
    write(pack, "faq/many.yaml", ENTRY.format(id="many", questions=numbers, tests="第几个问法"))

    def never(_: Knowledge) -> Trial:
        raise AssertionError

    assert checked(pack, NOW.date(), never).knowledge is not None


def test_progress_goes_through_every_step_to_its_end(pack: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    checked(pack, NOW.date(), tried, lambda *step: seen.append(step))
    assert list(dict.fromkeys(step for step, _, _ in seen)) == ["reading", "comparing", "learning", "asking"]
    assert all(0 <= done <= of for _, done, of in seen)
    for last in ("comparing", "asking"):
        assert [done == of for step, done, of in seen if step == last][-1]
    files = sum(1 for _ in pack.rglob("*.yaml"))
    assert [done for step, done, _ in seen if step == "reading"] == list(range(files))
