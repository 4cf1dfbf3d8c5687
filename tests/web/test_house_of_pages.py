"""Nothing forgotten: pages, words, and serving itself."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import get_args

import httpx
import pytest

from bot.services.outcomes import Refusal
from bot.web import rendering, site
from bot.web.pages.bookings import STATES
from bot.web.server import PortTaken, Server
from tests.web.office import StreetOffice

WEB = Path(rendering.__file__).parent
# Keys whose last part is chosen by a value.
CHOSEN = ("refused_", "column_", "state_", "because_", "outcome_", "topic_", "by_", "fault_", "audited_",
          "list_kind", "list_district", "list_datum", "list_days")  # fmt: skip


def test_every_page_is_listed() -> None:
    modules = {path.stem for path in (WEB / "pages").glob("*.py")} - {"__init__"}
    assert {page.__name__.rpartition(".")[2] for page in site.PAGES} == modules


def test_every_word_is_said_and_every_key_has_words() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*WEB.rglob("*.py"), *WEB.rglob("*.html"))]
    named = {key for text in texts for key in re.findall(r"[\"']([a-z][a-z_]+)[\"']", text)}
    said = {key for text in texts for key in re.findall(r"\bsay\(\s*[\"']([a-z_]+)[\"'](?! ~)", text)}
    assert said - set(rendering.words()) == set()
    assert [key for key in rendering.words() if key not in named and not key.startswith(CHOSEN)] == []


def test_every_word_has_both_languages_with_the_same_places() -> None:
    for key, words in rendering.words().items():
        assert (key, set(words)) == (key, set(rendering.LANGUAGES))
        places = [set(re.findall(r"{(\w+)}", text)) for text in words.values()]
        assert (key, places[0]) == (key, places[1])


def test_every_refusal_and_state_has_words() -> None:
    known = set(rendering.words())
    assert {f"refused_{refusal.__name__}" for refusal in get_args(Refusal)} <= known
    assert {f"state_{state}" for state in STATES} <= known


def test_what_the_audit_records_has_words() -> None:
    """That is, what the services call "booking.made" and the like."""
    services = (WEB.parent / "services").glob("*.py")
    recorded = {did for path in services for did in re.findall(r'"([a-z_]+\.[a-z_]+)"', path.read_text())}
    recorded.add("day_list.taken")
    keys = {f"audited_{did.replace('.', '_')}" for did in recorded}
    assert keys == {key for key in rendering.words() if key.startswith("audited_")}


def test_a_taken_port_is_a_fault_of_its_own(street_office: StreetOffice) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(PortTaken):
        Server(street_office.office, "127.0.0.1", taken.getsockname()[1])


def test_the_bot_in_a_terminal_serves_the_pages(tmp_path: Path) -> None:
    """While it waits for a line."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "TUOYU_WEB_PORT": str(port),
        "TUOYU_DATABASE_URL": f"sqlite:///{tmp_path}/db",
    }
    command = [sys.executable, "-m", "bot", "serve"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=environment, text=True, cwd=WEB.parent.parent, stdin=pipe, stdout=pipe, stderr=pipe
    ) as bot:
        assert bot.stderr and bot.stdin and bot.stdout
        told = next(line for line in bot.stderr if "/admin" in line)
        bot.stdout.readline()  # it has begun to wait
        assert f"http://127.0.0.1:{port}/admin" in told
        answer = httpx.get(f"http://127.0.0.1:{port}/admin", follow_redirects=True)
        assert "登录" in answer.text
        bot.communicate("谢谢\n", timeout=60)
    assert bot.returncode == 0
