"""Which questions would be answered otherwise, side by side."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import SHANGHAI
from bot.publishing.effect import Shift, Told, recorded, shifts
from bot.services.questions import Question, record
from db.session import Database
from knowledge.files import FOLDERS
from knowledge.loader import SHIPPED, load
from tests.knowledge.packs import replace

HOURS = 'opening_hours:\n    - opens: "Tu,Th 09:00-11:00"'
NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


def test_only_what_changes_is_told(tmp_path: Path) -> None:
    for folder in FOLDERS:
        shutil.copytree(SHIPPED / folder, tmp_path / folder)
    replace(tmp_path, "providers/奉贤区.yaml", HOURS, HOURS.replace("Tu,Th", "Tu 09:00-16:30; Th"))
    questions = ["奉浦宝宝屋周二几点开门", "奉浦宝宝屋周四几点开门", "你好", "怎么取消预约"]
    assert shifts(load(SHIPPED), load(tmp_path), questions, NOW) == [
        Shift(
            questions[0],
            Told("hours", None, "11月24日（周二） 开放 9:00–11:00"),
            Told("hours", None, "11月24日（周二） 开放 9:00–16:30"),
        )
    ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_last_questions_each_once(database: Database) -> None:
    with database.begin() as tx:
        for words in ("几点开门", "多少钱", "几点开门", "怎么报名"):
            record(tx, Question(words, "answered"), NOW)
        assert recorded(tx, 10) == ["怎么报名", "几点开门", "多少钱"]
        assert recorded(tx, 2) == ["怎么报名", "几点开门"]
