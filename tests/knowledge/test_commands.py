"""`tuoyu knowledge check | test | schema`, as an administrator runs them."""

import argparse
import json
import os
import shutil
from pathlib import Path

import pytest

from bot.commands import knowledge
from bot.commands.progress import Bar
from bot.commands.question_file import Question, QuestionFault, read_questions
from bot.settings import Settings
from knowledge.loader import SHIPPED
from tests.knowledge.packs import copy_topics, replace, write

ENTRY = """\
- id: {id}
  category: 日常
  questions: [{questions}]
  answer: 以机构通知为准
  tests: [{test}]
  source: {{title: 某某网站, checked_on: 2026-11-01}}
"""
MEALS = "中午吃什么, 伙食怎么样, 一天几顿饭, 点心有哪些, 饭菜谁做的, what do the children eat"
FEVER = "发烧了怎么办, 生病了能送来吗, 拉肚子要不要请假, 感冒可以去吗, 退烧几天能回去, my child has a fever"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def pack(pack: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With the shipped words and topics, among which two entries must be found."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    shutil.rmtree(pack / "words")
    shutil.copytree(SHIPPED / "words", pack / "words")
    shutil.rmtree(pack / "topics")
    copy_topics(pack, *(path.stem for path in (SHIPPED / "topics").glob("*.yaml")))
    entries = ENTRY.format(id="meals", questions=MEALS, test="小朋友午饭吃什么菜")
    write(pack, "faq/full.yaml", entries + ENTRY.format(id="fever", questions=FEVER, test="孩子发烧了能来吗"))
    return pack


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    knowledge.register(parser.add_subparsers())
    options = parser.parse_args(["knowledge", *map(str, arguments)])
    status: int = options.run(options, Settings())
    return status


def test_check_says_what_is_wrong_and_how_much(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", pack) == 0
    assert "没有错误：3 家机构，2 条问答" in capsys.readouterr().out
    line = replace(pack, "providers/full.yaml", "kind: social", "kind: socail")
    assert run("check", pack) == 1
    shown = capsys.readouterr()
    assert f"providers/full.yaml:{line} kind: “socail”" in shown.out
    assert "social" in shown.out and "1 处错误" in shown.out
    assert shown.err == ""  # no bar where nobody looks
    run("check", pack, "--lang", "en")
    assert "is not one of the values" in capsys.readouterr().out


def test_tests_pass_fail_and_move(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "kept/last.json"
    questions = write(tmp_path, "asked.yaml", "- {ask: 伙食好不好, expect: meals}\n- 拉肚子了要请假吗\n")
    arguments = ("test", pack, "--questions", questions, "--out", kept)
    assert run(*arguments) == 0
    assert "答对 3 句，没答对 0 句，只观察 1 句；和上次不同的 0 句" in capsys.readouterr().out
    replace(pack, "faq/full.yaml", MEALS, "x")
    replace(pack, "faq/full.yaml", FEVER, MEALS)
    replace(pack, "faq/full.yaml", "[x]", f"[{FEVER}]")
    assert run(*arguments) == 1
    told = capsys.readouterr().out
    assert "asked.yaml #1：“伙食好不好” 应该到 / expected meals，却到了 / reached fever" in told
    assert "变了 / moved  asked.yaml #2：“拉肚子了要请假吗” 上次 / before fever → 这次 / now meals" in told
    assert "答对 0 句，没答对 3 句，只观察 1 句；和上次不同的 4 句" in told
    assert run(*arguments) == 1
    assert "和上次不同的 0 句" in capsys.readouterr().out


def test_no_question_is_kept_and_a_damaged_file_is_no_run(pack: Path, tmp_path: Path) -> None:
    kept = tmp_path / "last.json"
    run("test", pack, "--out", kept)
    assert "吃" not in kept.read_text(encoding="utf-8")
    assert set(json.loads(kept.read_text(encoding="utf-8")).values()) == {"faq:meals", "faq:fever"}
    for damaged in ("[", "[]", '{"a": 1}'):
        kept.write_text(damaged, encoding="utf-8")
        assert run("test", pack, "--out", kept) == 0


def test_a_run_that_cannot_be_kept_is_told(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert run("test", pack, "--out", tmp_path / "file/last.json") == 0
    assert "没能存下来" in capsys.readouterr().err


def test_questions_one_a_line(tmp_path: Path) -> None:
    path = write(tmp_path, "asked.txt", "\ufeff# 2026-11\n要带什么\n\n 几点开门 \n")
    assert read_questions(path, ()) == [
        Question("要带什么", (), "asked.txt:2"),
        Question("几点开门", (), "asked.txt:4"),
    ]


def test_questions_with_what_is_expected(tmp_path: Path) -> None:
    path = write(
        tmp_path, "asked.yaml", "- {ask: a, expect: meals}\n- {ask: b, expect: [price, faq:meals, ask]}\n"
    )
    assert [question.expect for question in read_questions(path, ("price", "faq:meals"))] == [
        ("faq:meals",),
        ("price", "faq:meals", "ask"),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("- {ask: a, expect: maels}", "#1：没有“maels”这个问答或话题。→ meals?"),
        ("- {ask: a, expcet: meals}\n- {say: b}", "#2：要写成 {ask: 问句"),
        ("- 5:\n  - [a", "第 2 行"),
        ("a: b", "#1：要写成"),
        ("", "#1：要写成"),
        ("\udcff", "存成 UTF-8"),
    ],
)
def test_a_wrong_file_of_questions_is_named(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, told: str
) -> None:
    path = write(tmp_path, "asked.yaml", content.encode(errors="surrogateescape"))
    with pytest.raises(QuestionFault):
        read_questions(path, ("faq:meals",))
    assert run("test", pack, "--questions", path) == 2
    assert told in capsys.readouterr().err


def test_no_file_of_questions(tmp_path: Path) -> None:
    with pytest.raises(QuestionFault):
        read_questions(tmp_path / "none.yaml", ())


def test_schemas_are_written_and_their_use_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("schema", tmp_path / "schema") == 0
    told = capsys.readouterr().out
    assert f"# yaml-language-server: $schema={tmp_path}/schema/providers.json" in told
    settings = json.loads(told[told.index("{\n") :])
    assert all(Path(path).is_file() for path in settings["yaml.schemas"])
    (tmp_path / "file").touch()
    assert run("schema", tmp_path / "file/schema") == 1
    assert "换一个文件夹" in capsys.readouterr().err


def test_schemas_beside_the_files_are_no_knowledge(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema", pack / ".schema") == 0
    assert run("check", pack) == 0


def test_the_bar_on_a_terminal() -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        with Bar(terminal) as bar:
            for done in range(5):
                bar("reading", done, 4)
            bar("learning", 0, 1)
        drawn = b""
        while not drawn.endswith("学习问法 / learning\r\x1b[K".encode()):
            drawn += os.read(ours, 10_000)
    os.close(ours)
    bars = [line.partition("]")[0].count("#") for line in drawn.decode().split("\r\x1b[K")[1:-1]]
    assert bars == [0, 6, 12, 18, 24, 0]
