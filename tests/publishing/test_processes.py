"""Real processes on one database: what one publishes, all answer from."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.settings import Settings
from db.session import Database
from tests.knowledge.packs import replace, write
from tests.publishing.commands import tuoyu

FAQ = "faq/full.yaml"
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LONGEST_S = 90  # a machine under load; a bot that does not follow fails the test


class Process:
    """`tuoyu chat --jsonl` in a process of its own."""

    def __init__(self) -> None:
        self._running = subprocess.Popen(
            [sys.executable, "-m", "bot", "chat", "--jsonl"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        self._running.communicate(timeout=LONGEST_S)

    def answer(self) -> str:
        assert self._running.stdin and self._running.stdout
        print(json.dumps({"button": "faq:other"}), file=self._running.stdin, flush=True)
        told = json.loads(self._running.stdout.readline())
        return str(told["replies"][0]["text"]).splitlines()[0]

    def comes_to_answer(self, expected: str) -> bool:
        until = time.monotonic() + LONGEST_S
        while time.monotonic() < until:
            if (said := self.answer()) == expected:
                return True
            assert said in ("水杯", "尿布")
        return False


@pytest.fixture
def settings(database: Database, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of this process and of those that it starts."""
    url = database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("TUOYU_DATABASE_URL", url)
    monkeypatch.setenv("TUOYU_KNOWLEDGE", str(pack))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Settings(TUOYU_DATABASE_URL=url, TUOYU_KNOWLEDGE=pack)


@pytest.fixture
def bots(settings: Settings) -> Iterator[list[Process]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Process()) for _ in range(2)]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_all_processes_follow(bots: list[Process], settings: Settings, pack: Path) -> None:
    tuoyu(settings, "publish")
    replace(pack, FAQ, "zh: 水杯", "zh: 尿布")
    assert [bot.answer() for bot in bots] == ["水杯", "水杯"]
    tuoyu(settings, "publish")
    assert all(bot.comes_to_answer("尿布") for bot in bots)
    tuoyu(settings, "rollback")
    assert all(bot.comes_to_answer("水杯") for bot in bots)


@on_sqlite
def test_an_edited_file_is_followed(bots: list[Process], pack: Path) -> None:
    assert bots[0].answer() == "水杯"
    replace(pack, FAQ, "zh: 水杯", "zh: 尿布")
    assert all(bot.comes_to_answer("尿布") for bot in bots)


@on_sqlite
def test_versions_and_the_way_back(
    settings: Settings, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuoyu(settings, "publish", "--by", "小王", "--note", "第一版") == 0
    replace(pack, FAQ, "zh: 水杯", "zh: 尿布")
    assert tuoyu(settings, "publish", "--by", "小李") == 0
    capsys.readouterr()
    assert tuoyu(settings, "rollback", "--by", "小李") == 0
    assert "第 1 版" in capsys.readouterr().out
    tuoyu(settings, "versions")
    newest, oldest = capsys.readouterr().out.splitlines()
    assert newest.split()[0] == "2"
    assert oldest.split()[:2] == ["*", "1"]
    assert "小王" in oldest and "第一版" in oldest
    assert tuoyu(settings, "rollback") == 1
    assert tuoyu(settings, "rollback", "2") == 0


@on_sqlite
def test_what_is_wrong_is_refused_with_its_line(
    settings: Settings, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tuoyu(settings, "publish")
    write(pack, "faq/wrong.yaml", "- id: wrong\n  category: [\n")
    assert tuoyu(settings, "publish") == 1
    assert "faq/wrong.yaml:" in capsys.readouterr().out
    tuoyu(settings, "versions")
    assert len(capsys.readouterr().out.splitlines()) == 1


@on_sqlite
def test_the_difference_and_its_effect(
    settings: Settings, pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tuoyu(settings, "publish")
    replace(pack, FAQ, "zh: 水杯", "zh: 尿布")
    questions = tmp_path / "questions.txt"
    questions.write_text("谁可以去宝宝屋1\n你好\n", encoding="utf-8")
    assert tuoyu(settings, "diff", "published", str(pack), "--questions", str(questions)) == 0
    told = capsys.readouterr().out
    assert "要带什么：回答 【水杯 → 尿布】" in told
    assert "2 questions asked, 0 would be answered otherwise" in told
    assert tuoyu(settings, "diff", "7", str(pack)) == 2
