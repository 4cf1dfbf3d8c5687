"""The JSON-lines channel as an integrator runs it: the real command, its standard input and output."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

NOW = ["--now", "2026-11-23T10:00"]
MEMORY = ["--db", "sqlite+aiosqlite:///:memory:"]


def run(lines: list[Any], *options: str) -> list[dict[str, Any]]:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "chat", "--jsonl", *options],
        input=text.encode(),
        capture_output=True,
        env={**os.environ, "TUOYU_LOG_LEVEL": "WARNING"},
        check=True,
    )
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_one_line_out_for_each_line_in_and_bad_ones_say_why() -> None:
    answers = run(
        [
            {"text": "奉浦宝宝屋周四几点开门"},
            "{not json",
            {"text": "a", "button": "b"},
            {"user": 5, "text": "a"},
            {"txt": "a"},
            {"location": [31.2, "x"]},
            {"location": [31.2074, 121.4905], "user": "u2"},
            {"now": "2026-11-24T09:00"},
            {"text": "今天开吗 奉浦宝宝屋"},
            {"now": "soon"},
            [],
        ],
        *MEMORY,
        *NOW,
    )
    assert len(answers) == 11
    first = answers[0]
    assert (first["user"], first["topic"], first["provider"]) == ("u1", "hours", "fengpu-baobaowu")
    assert first["entities"]["date"] == "2026-11-26"
    assert set(first) >= {"replies", "faq", "providers", "confidence", "alternatives"}
    assert [set(answer) == {"error"} for answer in answers] == [
        n in (1, 2, 3, 4, 5, 9, 10) for n in range(11)
    ]
    assert (answers[6]["user"], answers[6]["topic"]) == ("u2", "find")
    assert answers[7] == {"now": "2026-11-24T09:00"}
    assert "9:00–11:00" in answers[8]["replies"][0]["text"]


def test_now_moves_only_a_frozen_clock() -> None:
    (answer,) = run([{"now": "2026-11-24T09:00"}], *MEMORY)
    assert "--now" in answer["error"]


def test_the_same_update_twice_is_answered_alike_and_books_once(tmp_path: Path) -> None:
    database = ["--db", f"sqlite:///{tmp_path / 'db'}"]
    first = run([{"text": "约奉浦宝宝屋周四"}, {"text": "糖糖 2025-03-12"}], *database, *NOW)
    confirm = first[1]["replies"][0]["buttons"][0][0]["data"]
    again = run(
        [{"button": confirm, "update_id": "7"}, {"button": confirm, "update_id": "7"}, {"button": confirm}],
        *database,
        *NOW,
    )
    assert again[0] == again[1]
    number = again[0]["replies"][0]["text"].split("预约号 ")[1][:8]
    assert number in again[2]["replies"][0]["text"]
    (listed,) = run([{"text": "我的预约"}], *database, *NOW)
    assert "您有 1 个预约" in listed["replies"][0]["text"]


def test_booked_is_still_there_after_sigkill(tmp_path: Path) -> None:
    database = ["--db", f"sqlite:///{tmp_path / 'db'}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "chat", "--jsonl", *database, *NOW],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout

    def say(line: dict[str, str]) -> dict[str, Any]:
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps(line) + "\n")
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(process.stdout.readline())
        return answer

    say({"text": "约奉浦宝宝屋周四"})
    confirm = say({"text": "糖糖 2025-03-12"})["replies"][0]["buttons"][0][0]["data"]
    assert "已约好" in say({"button": confirm})["replies"][0]["text"]
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    (listed,) = run([{"text": "我的预约"}], *database, *NOW)
    assert "糖糖" in listed["replies"][0]["text"]


def test_users_interleave_and_know_nothing_of_each_other() -> None:
    answers = run(
        [
            {"user": "a", "text": "奉浦宝宝屋几点开门"},
            {"user": "b", "text": "那多少钱"},
            {"user": "a", "text": "那多少钱"},
        ],
        *MEMORY,
        *NOW,
    )
    assert answers[1]["provider"] is None
    assert answers[2]["provider"] == "fengpu-baobaowu"
