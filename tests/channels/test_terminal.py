"""The terminal chat and the command line, run as a person runs them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.loader import SHIPPED


def tuoyu(
    *arguments: str, typed: str = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).parent.parent.parent)
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": root, "TUOYU_DATABASE_URL": "sqlite:///:memory:", **environment},
        check=False,
    )


def test_a_pipe_is_a_chat_one_message_a_line(tmp_path: Path) -> None:
    done = tuoyu("serve", typed="奉浦宝宝屋开放时间\n2\n\n谢谢\n", cwd=tmp_path)
    assert done.returncode == 0
    assert "周二、周四 9:00–11:00" in done.stdout
    assert "奉浦宝宝屋的报名" in done.stdout
    assert "不客气" in done.stdout
    assert ":memory:" in done.stderr


def test_ask_explains_each_step() -> None:
    done = tuoyu("ask", "奉浦宝宝屋周四几点开门", "--explain", "--now", "2026-11-23T10:00")
    assert done.returncode == 0
    for words in (
        "normalised",
        "provider",
        "when",
        "hours",
        "thresholds",
        "answer: hours",
        "9:00–11:00",
    ):
        assert words in done.stdout


def test_export_is_written_beside_the_person(tmp_path: Path) -> None:
    done = tuoyu("chat", typed="导出我的数据\n", cwd=tmp_path)
    assert "tuoyu.json" in done.stdout
    assert '"guardians"' in (tmp_path / "tuoyu.json").read_text(encoding="utf-8")


def test_check_of_the_shipped_knowledge_is_clean() -> None:
    done = tuoyu("knowledge", "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "没有错误" in done.stdout


def test_check_names_file_and_line_and_fails(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(SHIPPED, pack, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = pack / "providers/奉贤区.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if "opens:" in line and "Tu,Th 09:00-11:00" in line)
    lines[at] = lines[at].replace("Tu,Th 09:00-11:00", "周二 9点")
    path.write_text("\n".join(lines), encoding="utf-8")
    done = tuoyu("knowledge", "check", str(pack))
    assert done.returncode == 1
    assert f"providers/奉贤区.yaml:{at + 1} opens" in done.stdout
    assert "不是有效的开放时间" in done.stdout
    english = tuoyu("knowledge", "check", str(pack), "--lang", "en")
    assert "is not a valid opening_hours value" in english.stdout
    refused = tuoyu("serve", TUOYU_KNOWLEDGE=str(pack))
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)


@pytest.mark.parametrize(
    ("arguments", "environment", "status", "words"),
    [
        (["serve"], {"TUOYU_LOGLEVEL": "INFO"}, 2, "did you mean TUOYU_LOG_LEVEL?"),
        (["chat", "--now", "tomorrow"], {}, 2, "2026-11-23T10:00"),
        (["serve"], {"TUOYU_DATABASE_URL": "sqlite:////dev/null/x"}, 1, "TUOYU_DATABASE_URL"),
        (["db", "info"], {}, 0, "revision"),
        (["db", "upgrade"], {}, 0, "0003"),
    ],
)
def test_faults_are_told_in_one_line(
    arguments: list[str], environment: dict[str, str], status: int, words: str
) -> None:
    done = tuoyu(*arguments, **environment)
    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_without_samples_only_real_providers_are_named(tmp_path: Path) -> None:
    done = tuoyu("chat", typed="黄浦区有哪些托育机构\n", cwd=tmp_path, TUOYU_SAMPLES="false")
    assert "乐烁" in done.stdout
    assert "示例" not in done.stdout
