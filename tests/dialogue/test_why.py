"""`/why`: administrators see how their last message was understood; of others nothing is kept."""

import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import FrozenClock
from bot.dialogue.engine import Engine
from bot.messages import IncomingMessage
from db.models import ConversationRow
from db.session import Database
from knowledge.loader import SHIPPED, Knowledge, load
from tests.shipped_state import shipped

ANNA = ("telegram", "1")
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(SHIPPED)


class Chat:
    def __init__(self, database: Database) -> None:
        self.clock = FrozenClock(datetime(2026, 11, 23, 10))
        self._engine = Engine(shipped(), database, self.clock, random.Random(7), admins=frozenset({ANNA}))

    async def says(self, text: str, who: tuple[str, str] = ANNA) -> str:
        answer = await self._engine.handle(IncomingMessage(*who, text=text))
        return "\n".join(reply.text for reply in answer.replies)

    async def presses(self, data: str) -> None:
        await self._engine.handle(IncomingMessage(*ANNA, button=data))


@pytest.fixture
def chat(database: Database) -> Chat:
    return Chat(database)


async def test_it_explains_the_message_before(chat: Chat) -> None:
    await chat.says("奉浦宝宝屋礼拜四几点开门")
    told = await chat.says("/why")
    for line in (
        "奉浦宝宝屋礼拜四几点开门",
        "provider fengpu-baobaowu",
        "2026-11-26",
        "answer: hours",
        "answered as: hours",
    ):
        assert line in told
    assert await chat.says("/why@tuoyu_bot") == told


async def test_it_decides_as_it_did_then(chat: Chat) -> None:
    """ "周五呢" means hours only because hours were talked about."""
    await chat.says("奉浦宝宝屋几点开门")
    await chat.says("周五呢")
    assert "answer: hours" in await chat.says("/why")


async def test_asking_does_not_disturb_the_talk(chat: Chat) -> None:
    await chat.says("奉浦宝宝屋几点开门")
    before = await chat.says("那周二呢")
    await chat.says("奉浦宝宝屋几点开门")
    await chat.says("/why")
    assert await chat.says("那周二呢") == before


async def test_others_get_what_an_unknown_command_gets(chat: Chat) -> None:
    stranger = ("telegram", "2")
    await chat.says("奉浦宝宝屋几点开门", stranger)
    assert await chat.says("/why", stranger) == await chat.says("/nosuchcommand", stranger)
    assert await chat.says("/why", ("terminal", "1")) == await chat.says("/nosuchcommand", ("terminal", "1"))


async def test_nothing_is_kept_of_others(chat: Chat, database: Database) -> None:
    for who in (ANNA, ("telegram", "2")):
        await chat.says("多少钱", who)
    with database.begin() as tx:
        states = {row.user: row.state for row in tx.scalars(select(ConversationRow))}
    assert "多少钱" in states["1"]["why"]
    assert not states["2"]["why"]


async def test_it_is_forgotten_with_the_talk(chat: Chat) -> None:
    await chat.says("多少钱")
    chat.clock.move_to(chat.clock() + timedelta(days=1))
    assert "多少钱" not in await chat.says("/why")


async def test_erasing_everything_erases_it(chat: Chat) -> None:
    await chat.says("把我的数据全删掉")
    await chat.presses("erase_now:")
    assert "没有可以解释的消息" in await chat.says("/why")


async def test_a_button_is_told_too(chat: Chat) -> None:
    await chat.presses("find:new")
    assert "find:new" in await chat.says("/why")
