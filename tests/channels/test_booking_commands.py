"""Reminders over JSON lines, and the commands around bookings, run as people run them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.clock import system_clock
from bot.services.entry_codes import EntryCodes, code_in
from bot.services.sessions import OpenSession, upcoming
from db import outbox
from db.session import Database
from tests.services.world import World

LINK = "https://t.me/tuoyu_bot?start={provider}"
ROOT = Path(__file__).parents[2]


def tuoyu(*arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "TUOYU_CHAT_LINK": LINK, **environment},
        check=False,
    )


def chat(url: str, *lines: dict[str, Any], now: str = "2026-11-23T10:00") -> list[dict[str, Any]]:
    typed = "".join(json.dumps(line) + "\n" for line in lines)
    done = tuoyu("chat", "--jsonl", "--db", url, "--now", now, typed=typed)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_moving_now_brings_reminders_also_to_who_was_away() -> None:
    *_, booked, _, first, again, other, later, last = chat(
        "sqlite:///:memory:",
        {"text": "约奉浦宝宝屋周四"},
        {"text": "糖糖 2025-03-12"},
        {"text": "确认"},
        {"now": "2026-11-25T19:00"},
        {"text": "谢谢", "update_id": 1},
        {"text": "谢谢", "update_id": 1},
        {"text": "谢谢", "user": "u2"},
        {"text": "谢谢", "now": "2026-11-26T07:01"},
        {"text": "谢谢", "now": "2026-11-26T08:01"},
    )
    assert "已约好" in booked["replies"][0]["text"]
    assert [len(answer["replies"]) for answer in (first, again, other, later, last)] == [2, 2, 1, 2, 1]
    assert "明天有预约" in first["replies"][0]["text"]
    assert again["replies"] == first["replies"]
    assert first["topic"] == "smalltalk"
    assert "今天有预约" in later["replies"][0]["text"]


def test_the_entry_code_of_the_chat_opens_at_the_desk(sqlite_url: str) -> None:
    """Two processes share the key that lies beside the database."""
    today = system_clock()
    world = World(Database(sqlite_url), now=today)
    starts_at = next(
        session.starts_at for session in _sessions(world) if session.starts_at.date() > today.date()
    )
    number = world.booked(world.child(), starts_at).number
    asked = tuoyu("checkin", "ci-" + "a" * 24, TUOYU_DATABASE_URL=sqlite_url)
    assert (asked.returncode, "不对" in asked.stdout) == (1, True)
    key = Path(f"{sqlite_url.removeprefix('sqlite:///')}.key")
    assert key.stat().st_mode & 0o77 == 0
    code = EntryCodes(bytes.fromhex(key.read_text())).code_of(1)
    assert code_in(code)
    other_day = tuoyu("checkin", LINK.format(provider=code), TUOYU_DATABASE_URL=sqlite_url)
    assert (other_day.returncode, starts_at.date().isoformat() in other_day.stdout) == (1, True)
    assert number not in other_day.stdout


def _sessions(world: World) -> tuple[OpenSession, ...]:
    with world.database.begin() as tx:
        return upcoming(tx, world.provider, "temporary_care", world.now)


def test_undelivered_messages_are_listed_without_content(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    now = system_clock()
    with database.begin() as tx:
        outbox.put(tx, "jsonl", "u1", {"text": "糖糖"}, now, about="booking:TY222222", expires_at=now)
        outbox.take_due(tx, "jsonl", "u1", now)
    done = tuoyu("outbox", TUOYU_DATABASE_URL=sqlite_url)
    assert done.returncode == 0
    assert "booking:TY222222" in done.stdout
    assert "expired" in done.stdout
    assert "糖糖" not in done.stdout


def test_a_poster_is_made_for_a_provider_by_name(tmp_path: Path) -> None:
    done = tuoyu("poster", "奉浦宝宝屋", "--out", str(tmp_path / "posters"))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "posters/fengpu-baobaowu.pdf").read_bytes().startswith(b"%PDF")
    with Image.open(tmp_path / "posters/fengpu-baobaowu.png") as picture:
        assert picture.size == (2480, 3508)


@pytest.mark.parametrize(
    ("provider", "environment", "words"),
    [
        ("没有这家", {}, "没有这家机构"),
        ("奉浦宝宝屋", {"TUOYU_CHAT_LINK": ""}, "TUOYU_CHAT_LINK"),
    ],
)
def test_no_poster_without_what_it_needs(
    provider: str, environment: dict[str, str], words: str, tmp_path: Path
) -> None:
    done = tuoyu("poster", provider, "--out", str(tmp_path), **environment)
    assert (done.returncode, words in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []
