"""A folder that is written in while a bot follows it: never half of a change, never a crash."""

import logging
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.publishing.folder import PATIENT_S, SETTLED_S
from db.session import Database
from tests.knowledge.packs import replace, write
from tests.publishing.following import Bot

FAQ = "faq/full.yaml"
ENTRY, OLD = "other", "水杯"
TORN, LOOKED_AT_TWICE = 1_000, 0.07
TOGETHER = ("first", "second", "third")
TORN_ENTRY = """\
- id: {id}
  category: 宝宝屋
  questions: [第一{id}, 另外{id}]
  source: {{title: 某某网站, checked_on: 2026-11-01}}
  answer: 东西{number}
"""
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def bot(pack: Path, database: Database) -> Bot:
    return Bot(pack, database)


def test_an_edit_is_seen_when_it_has_settled(bot: Bot, pack: Path) -> None:
    assert bot.answer(ENTRY) == OLD
    replace(pack, FAQ, "zh: 水杯", "zh: 尿布")
    bot.look(0.5)
    bot.look(0.5)
    assert bot.answer(ENTRY) == OLD
    bot.look(SETTLED_S)
    assert bot.answer(ENTRY) == "尿布"


def test_who_began_before_goes_on_with_what_was(bot: Bot, pack: Path) -> None:
    before = bot.engine.in_use()
    replace(pack, FAQ, "zh: 水杯", "zh: 尿布")
    bot.looks(4)
    assert bot.engine.in_use() is not before
    assert before.knowledge.faq["other"].answer.zh == "水杯"
    assert before.understanding.read(OLD, bot.engine._clock()).text == OLD


def test_what_is_wrong_keeps_the_old_and_is_said_once(
    bot: Bot, pack: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    replace(pack, FAQ, "category: 宝宝屋", "kategory: 宝宝屋")
    bot.looks(20)
    assert bot.answer(ENTRY) == OLD
    assert [record.getMessage() for record in caplog.records] == [
        "the folder has 2 errors: answering as before"
    ]
    replace(pack, FAQ, "kategory: 宝宝屋", "category: 幼儿园")
    bot.looks(4)
    assert bot.engine.knowledge.faq["full-1"].category == "幼儿园"


def test_a_folder_that_goes_away_keeps_the_old(bot: Bot, pack: Path, tmp_path: Path) -> None:
    shutil.move(pack, tmp_path / "away")
    bot.looks(20)
    assert bot.answer(ENTRY) == OLD
    shutil.move(tmp_path / "away", pack)
    replace(pack, FAQ, "zh: 水杯", "zh: 尿布")
    bot.looks(4)
    assert bot.answer(ENTRY) == "尿布"


def test_what_may_be_cut_short_must_stand_for_longer(bot: Bot, pack: Path) -> None:
    text = (pack / FAQ).read_text(encoding="utf-8")
    write(pack, FAQ, text[: text.index("- id: another")].replace("    - another\n", ""))
    bot.looks(int(PATIENT_S) - 1)
    assert bot.answer("another") == "免费"
    bot.looks(3)
    assert "another" not in bot.engine.knowledge.faq


def test_an_older_time_of_change_is_a_change_too(bot: Bot, pack: Path) -> None:
    """As tools leave it that keep times."""
    stat = (pack / FAQ).stat()
    replace(pack, FAQ, "zh: 水杯", "zh: 尿布")
    os.utime(pack / FAQ, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    bot.looks(4)
    assert bot.answer(ENTRY) == "尿布"


def entries(number: int) -> str:
    """Valid up to the end of each."""
    return "".join(TORN_ENTRY.format(id=name, number=number) for name in TOGETHER)


def pieces(rng: random.Random, number: int) -> Iterator[str]:
    """What stands in the file while a writer empties it and writes it anew, bit by bit."""
    text = entries(number)
    ends = [text.index(f"- id: {name}") for name in TOGETHER]
    yield from (text[:cut] for cut in sorted([*ends, *rng.sample(range(len(text)), 48)]))


def test_torn_a_thousand_times(bot: Bot, pack: Path) -> None:
    """Every answer is of the state before, until what is written is complete."""
    rng = random.Random(7)
    write(pack, "faq/torn.yaml", entries(0))
    bot.looks(4)
    torn = 0
    for number in range(1, TORN // 50 + 1):
        for piece in pieces(rng, number):
            torn += 1
            write(pack, "faq/torn.yaml", piece)
            bot.look(0.01)
            if rng.random() < LOOKED_AT_TWICE:
                bot.look(rng.choice((0.3, SETTLED_S - 0.4)))
            assert bot.answer(rng.choice(TOGETHER)) == f"东西{number - 1}"
        write(pack, "faq/torn.yaml", entries(number))
        bot.looks(4)
        assert [bot.answer(name) for name in TOGETHER] == [f"东西{number}"] * 3
    assert torn >= TORN
