"""Files that people send, fetched over HTTP from the Bot API server."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.turns import LARGEST_FILE
from bot.clock import SHANGHAI, FrozenClock
from bot.dialogue.engine import Engine
from bot.services import staff
from bot.services.staff import Scope
from db.models import DraftStep
from db.session import Database
from tests.channels.telegram_client import Phones
from tests.shipped_state import shipped

NOW = datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)
EDITOR, PARENT = 7, 8
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@asynccontextmanager
async def bot(phones: Phones, database: Database) -> AsyncIterator[None]:
    """With an editor in chat 7."""
    with database.begin() as tx:
        code = staff.invite(tx, "anna", "editor", Scope(), "system", NOW, random.Random(1))
        staff.bind(tx, code, "telegram", str(EDITOR), NOW)
    engine = Engine(shipped(), database, FrozenClock(NOW), random.Random(1))
    channel = TelegramChannel(
        phones.token, phones.url, database, engine.handle, engine.say, FrozenClock(NOW), engine.takes_files
    )
    running = asyncio.create_task(channel.run())
    yield
    channel.stop()
    await running


def files(database: Database) -> list[tuple[str, bytes]]:
    with database.begin() as tx:
        return [(row.name, row.content) for row in tx.scalars(select(DraftStep).order_by(DraftStep.id))]


async def test_an_editors_file_becomes_a_draft(phones: Phones, database: Database) -> None:
    async with bot(phones, database):
        await phones.send_file(EDITOR, "费用.yaml", b"- id: x\n")
        assert "草稿 1" in (await phones.texts(EDITOR))[0]
    assert files(database) == [("费用.yaml", b"- id: x\n")]


async def test_a_parents_file_is_not_even_fetched(phones: Phones, database: Database) -> None:
    async with bot(phones, database):
        await phones.send_file(PARENT, "病历.pdf", b"%PDF")
        assert "只看得懂文字和位置" in (await phones.texts(PARENT))[0]
    assert "getFile" not in {call["method"] for call in (await phones.state())["calls"]}
    assert files(database) == []


async def test_a_file_that_is_too_large_is_told(phones: Phones, database: Database) -> None:
    async with bot(phones, database):
        document = {"file_id": "f", "file_unique_id": "u", "file_name": "a", "file_size": LARGEST_FILE + 1}
        await phones.send(EDITOR, document=document)
        assert "最多 5 MB" in (await phones.texts(EDITOR))[0]


async def test_a_file_that_telegram_does_not_hand_out_is_told(phones: Phones, database: Database) -> None:
    async with bot(phones, database):
        await phones.send_file(EDITOR, "a.yaml", b"x", missing=True)
        assert "没有取到" in (await phones.texts(EDITOR))[0]
        await phones.type(EDITOR, "你好")
        assert len(await phones.texts(EDITOR, at_least=2)) == 2


async def test_a_bad_connection_is_waited_out(phones: Phones, database: Database) -> None:
    async with bot(phones, database):
        await phones.fault("error", method="getFile", times=2)
        await phones.send_file(EDITOR, "a.yaml", b"x")
        assert "草稿 1" in (await phones.texts(EDITOR))[0]
    assert files(database) == [("a.yaml", b"x")]
