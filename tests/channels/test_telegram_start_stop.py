"""Starting, stopping and going on where the bot was."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.telegram import channel as telegram_channel
from bot.channels.telegram import menu, polling
from bot.channels.telegram.channel import ChannelSetupError, TelegramChannel
from bot.clock import system_clock
from db.models import InboxUpdate
from db.session import Database
from tests.channels.echo import Echo, nobody, words_of
from tests.channels.telegram_client import Phones

Running = Callable[[], Any]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
WRONG_TOKEN = "123:wrong"


async def test_a_wrong_token_is_one_clear_error_without_the_token(bot_api: str, echo: Echo) -> None:
    channel = TelegramChannel(WRONG_TOKEN, bot_api, echo.database, echo, words_of, system_clock, nobody)
    with pytest.raises(ChannelSetupError) as refused:
        await channel.run()
    assert str(refused.value) == "Unauthorized"
    assert refused.value.__suppress_context__


async def test_the_menu_is_set_in_both_languages_and_a_webhook_removed(
    bot_running: Running, phones: Phones
) -> None:
    address = f"{phones.url}/bot{phones.token}/setWebhook"
    async with phones.session.post(address, json={"url": "https://example.org"}):
        pass
    async with bot_running():
        await phones.calls("getUpdates")
        state = await phones.state()
    assert state["webhook"] == ""
    assert set(state["commands"]) == {"", "zh", "en"}
    assert [one["command"] for one in state["commands"]["en"]] == list(menu.COMMANDS)
    assert state["commands"]["en"][0]["description"] == "telegram.command.find en"


async def test_a_menu_that_telegram_refuses_stops_nobody(bot_running: Running, phones: Phones) -> None:
    await phones.fault("refuse", method="setMyCommands", description="BOT_COMMAND_INVALID")
    async with bot_running():
        await phones.type(7, "a")
        assert await phones.texts(7) == ["echo a"]


async def test_telegram_may_be_away_at_the_start_and_later(
    bot_running: Running, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_channel, "backoff_s", lambda failures: 0.01)
    monkeypatch.setattr(polling, "backoff_s", lambda failures: 0.01)
    await phones.fault("drop", method="getMe", times=3)
    await phones.fault("error", method="getUpdates", times=2)
    await phones.fault("garbage", method="getUpdates")
    await phones.fault("flood", method="getUpdates", retry_after=1)
    async with bot_running():
        await phones.type(7, "a")
        assert await phones.texts(7) == ["echo a"]


async def test_an_update_is_acknowledged_only_after_it_is_kept(
    phones: Phones, echo: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "backoff_s", lambda failures: 0.01)
    await phones.type(7, "a")
    kept: list[int] = []
    keep = telegram_channel.inbox.keep

    def keep_later(tx: Any, updates: Any, now: Any) -> set[str]:
        kept.append(len(updates))
        if len(kept) < 3:
            raise telegram_channel.SQLAlchemyError("no space left")
        return keep(tx, updates, now)

    monkeypatch.setattr(telegram_channel.inbox, "keep", keep_later)
    channel = TelegramChannel(phones.token, phones.url, echo.database, echo, words_of, system_clock, nobody)
    run = asyncio.create_task(channel.run())
    assert await phones.texts(7) == ["echo a"]
    channel.stop()
    await run
    assert kept[:3] == [1, 1, 1]


async def test_stopping_finishes_the_turn_under_way_and_leaves_the_rest_for_later(
    bot_running: Running, phones: Phones, echo: Echo, database: Database
) -> None:
    echo.gates["slow"] = asyncio.Event()
    channel = TelegramChannel(phones.token, phones.url, echo.database, echo, words_of, system_clock, nobody)
    run = asyncio.create_task(channel.run())
    await phones.type(7, "slow")
    await phones.type(7, "b")
    await phones.all_acknowledged()
    await echo.waiting.wait()
    channel.stop()
    await asyncio.sleep(0)
    echo.gates["slow"].set()
    await run
    assert await phones.texts(7) == ["echo slow"]
    async with bot_running():
        assert await phones.texts(7, at_least=2) == ["echo slow", "echo b"]


async def test_stopping_twice_leaves_at_once_and_loses_nothing(
    bot_running: Running, phones: Phones, echo: Echo, database: Database
) -> None:
    echo.gates["slow"] = asyncio.Event()
    channel = TelegramChannel(phones.token, phones.url, echo.database, echo, words_of, system_clock, nobody)
    run = asyncio.create_task(channel.run())
    await phones.type(7, "slow")
    await phones.all_acknowledged()
    await echo.waiting.wait()
    channel.stop()
    await asyncio.sleep(0)
    assert not run.done()
    channel.stop()
    await run
    with database.begin() as tx:
        assert [row.done_at for row in tx.scalars(select(InboxUpdate))] == [None]
    echo.gates["slow"].set()
    async with bot_running():
        assert await phones.texts(7) == ["echo slow"]


async def test_the_log_holds_neither_token_nor_words(
    bot_running: Running, phones: Phones, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="aiosqlite")
    await phones.fault("drop", method="sendMessage")
    await phones.fault("garbage", method="sendChatAction")
    await phones.chat(8, blocked=True)
    async with bot_running():
        await phones.type(7, "我的孩子叫团团")
        await phones.type(8, "团团")
        await phones.read(7)
        await phones.calls("sendMessage", at_least=3)
    assert phones.token not in caplog.text
    assert "团团" not in caplog.text
    assert "outbox row" in caplog.text
