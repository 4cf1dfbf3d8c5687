"""`tuoyu bench conversation` from labels to page, and how time is handed to rooms."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.bench.conversation import Wanted, bench
from bot.bench.profile import ROOMS, profiled
from knowledge.loader import SHIPPED
from knowledge.text import normalise

LABELS = """
- {say: 奉浦宝宝屋周四几点开门, style: plain, topic: hours}
- {say: 多少钱, style: plain, topic: price}
- {say: 预约周四上午, style: plain, topic: book}
"""


def test_costs_floor_and_shares(tmp_path: Path) -> None:
    (tmp_path / "development.yaml").write_text(LABELS, encoding="utf-8")
    page = tmp_path / "page.md"
    printed = "\n\n".join(bench(Wanted(SHIPPED, True, tmp_path, messages=24, seed=3, page=page)))
    for row in ("whole message", "floor: bare transaction", "database: SQLite itself", "`sqlalchemy`"):
        assert f"| {row}" in printed
    text = page.read_text(encoding="utf-8")
    assert "24 messages" in text
    assert all(line in text for line in printed.splitlines() if line.startswith("|"))


async def _normalise_much(worker: ThreadPoolExecutor) -> None:
    worker.submit(lambda: [normalise("預約臨時托 " * 50) for _ in range(50)]).result()


def test_time_in_libraries_goes_to_the_room_that_called() -> None:
    profile = profiled(_normalise_much)
    shares = dict(profile.rooms)
    assert set(shares) <= {*ROOMS.values(), "rest"}
    assert sum(shares.values()) == pytest.approx(1)
    assert max(shares, key=shares.__getitem__) == "reading"
    assert profile.functions[0][0] == "knowledge/text.py:normalise"
