"""What people get, end to end over HTTP against the Bot API server."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from telegram import Bot

from bot.channels.telegram import channel as telegram_channel
from bot.channels.telegram import outbox
from bot.channels.telegram import sender as telegram_sender
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.sender import Sender
from bot.clock import FrozenClock, system_clock
from bot.messages import Reply
from db.models import OutboxMessage
from db.session import Database
from tests.channels.telegram_client import Phones, Wrong

Running = Callable[[], Any]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_sender, "backoff_s", lambda failures: 0.01)


def outbox_rows(database: Database) -> list[OutboxMessage]:
    with database.begin() as tx:
        return list(tx.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


async def test_a_long_answer_comes_in_parts_with_the_keyboard_on_the_last(
    bot_running: Running, phones: Phones
) -> None:
    async with bot_running():
        await phones.type(7, "long")
        first, *_, last = await phones.read(7, at_least=3)
        await phones.press(7, "很很")
        assert (await phones.texts(7, at_least=4))[-1] == "echo press:3"
    assert "reply_markup" not in first
    assert [len(row) for row in last["reply_markup"]["inline_keyboard"]] == [2, 1]
    assert first["text"].endswith("。")


async def test_only_what_is_offered_can_be_pressed(bot_running: Running, phones: Phones) -> None:
    async with bot_running():
        await phones.type(7, "a")
        await phones.read(7)
        with pytest.raises(Wrong):
            await phones.press(7, "甲")


async def test_a_place_is_shown_on_the_map(bot_running: Running, phones: Phones) -> None:
    async with bot_running():
        await phones.type(7, "venue")
        await phones.type(7, "point")
        text, venue, point = await phones.read(7, at_least=3)
    assert text["text"] == "在这里"
    assert (venue["venue"]["title"], venue["venue"]["address"]) == ("奉浦宝宝屋", "奉浦大道 1 号")
    assert venue["location"] == {"latitude": 31.2, "longitude": 121.5}
    assert venue["reply_markup"]["inline_keyboard"][0][0]["text"] == "甲"
    assert point["location"] == venue["location"]
    assert "venue" not in point


async def test_files_arrive_whole(bot_running: Running, phones: Phones) -> None:
    async with bot_running():
        await phones.type(7, "document")
        await phones.type(7, "picture")
        _, document, picture = await phones.read(7, at_least=3)
    assert document["document"]["file_name"] == "tuoyu.json"
    assert document["document"]["mime_type"] == "application/json"
    assert base64.b64decode(document["document"]["content"]) == b"{}"
    assert base64.b64decode(picture["photo"][0]["content"]) == b"\x89PNG"


async def test_an_answer_of_telegrams_that_cannot_be_read_does_not_repeat_the_message(
    bot_running: Running, phones: Phones, database: Database
) -> None:
    await phones.fault("odd", method="sendMessage")
    async with bot_running():
        await phones.type(7, "a")
        await phones.type(7, "b")
        assert await phones.texts(7, at_least=2) == ["echo a", "echo b"]
    assert outbox_rows(database)[0].given_up_because


async def test_signs_of_markup_are_plain_text(bot_running: Running, phones: Phones) -> None:
    async with bot_running():
        await phones.type(7, "markup")
        assert await phones.texts(7) == ["<3 & _a_ *b* [c](d) `e` ?!"]


async def test_flood_control_makes_its_chat_wait_and_no_other(bot_running: Running, phones: Phones) -> None:
    await phones.fault("flood", method="sendMessage", chat=7, retry_after=1)
    async with bot_running():
        await phones.type(7, "a")
        await phones.calls("sendMessage")
        await phones.type(7, "b")
        await phones.type(8, "c")
        await phones.type(8, "d")
        assert await phones.texts(8, at_least=2) == ["echo c", "echo d"]
        assert await phones.read(7, at_least=0) == []
        assert await phones.texts(7, at_least=2) == ["echo a", "echo b"]


async def test_flood_control_in_two_chats_makes_all_wait(phones: Phones, database: Database) -> None:
    clock = FrozenClock(system_clock())
    with database.begin() as tx:
        for chat in (7, 8, 9):
            await phones.chat(chat)
            outbox.put(tx, str(chat), [Reply(f"to {chat}")], clock())
    for chat in (7, 8):
        await phones.fault("flood", method="sendMessage", chat=chat, retry_after=30)
    network = AiohttpRequest(connections=1)
    bot = Bot(phones.token, f"{phones.url}/bot", request=network, get_updates_request=network)
    async with bot:
        sender = Sender(bot, database, clock, moved=lambda chat: None)
        assert [await sender.step("7"), await sender.step("8")] == [0.0, 0.0]
        assert [await sender.step(chat) for chat in ("7", "8", "9")] == [30.0, 30.0, 30.0]
        clock.move_to(clock() + timedelta(seconds=30))
        assert [await sender.step(chat) for chat in ("7", "8", "9")] == [0.0, 0.0, 0.0]
        assert [await sender.step(chat) for chat in ("7", "8", "9")] == [None, None, None]
    assert [call["chat"] for call in await phones.calls("sendMessage")] == [7, 8, 7, 8, 9]


@pytest.mark.parametrize("kind", ["drop", "error", "garbage"])
async def test_what_the_network_lost_is_sent_again_in_order(
    bot_running: Running, phones: Phones, impatient: None, kind: str
) -> None:
    await phones.fault(kind, method="sendMessage", times=3)
    async with bot_running():
        await phones.type(7, "two")
        await phones.type(7, "c")
        assert await phones.texts(7, at_least=3) == ["first", "second", "echo c"]


async def test_a_message_whose_receipt_was_lost_comes_again(
    bot_running: Running, phones: Phones, impatient: None
) -> None:
    await phones.fault("drop_after", method="sendMessage")
    async with bot_running():
        await phones.type(7, "a")
        assert await phones.texts(7, at_least=2) == ["echo a", "echo a"]


async def test_only_the_missing_parts_are_sent_again(
    bot_running: Running, phones: Phones, impatient: None
) -> None:
    await phones.fault("drop", method="sendVenue", times=2)
    async with bot_running():
        await phones.type(7, "venue")
        await phones.type(7, "c")
        assert await phones.texts(7, at_least=3) == ["在这里", "", "echo c"]


async def test_a_bot_that_was_blocked_gives_up_and_goes_on_with_others(
    bot_running: Running, phones: Phones, database: Database
) -> None:
    await phones.chat(7, blocked=True)
    async with bot_running():
        await phones.type(7, "two")
        await phones.calls("sendMessage", at_least=2)
        await phones.type(8, "b")
        assert await phones.texts(8) == ["echo b"]
    first, second, third = outbox_rows(database)
    assert first.given_up_because == second.given_up_because == "Forbidden: bot was blocked by the user"
    assert (first.payload, first.sent_at) == ({}, None)
    assert third.given_up_because is None


async def test_what_telegram_refuses_is_given_up_and_the_next_one_sent(
    bot_running: Running, phones: Phones, database: Database
) -> None:
    await phones.fault("refuse", method="sendMessage", description="BUTTON_DATA_INVALID")
    async with bot_running():
        await phones.type(7, "two")
        assert await phones.texts(7) == ["second"]
    refused, sent = outbox_rows(database)
    assert (refused.given_up_because or "").upper() == "BUTTON_DATA_INVALID"
    assert sent.given_up_because is None


async def test_an_upgraded_group_is_followed(bot_running: Running, phones: Phones) -> None:
    await phones.chat(-7, type="group", migrated_to=-1007)
    await phones.chat(-1007, type="supergroup")
    async with bot_running():
        await phones.type(-7, "/find")
        assert await phones.texts(-1007) == ["telegram.private_only zh-Hans"]


async def test_an_answer_without_words_is_settled(
    bot_running: Running, phones: Phones, database: Database
) -> None:
    async with bot_running():
        await phones.type(7, "nothing")
        await phones.type(7, "a")
        assert await phones.texts(7) == ["echo a"]
    assert all(row.sent_at for row in outbox_rows(database))


async def test_messages_that_others_wrote_are_sent_when_due(
    bot_running: Running, phones: Phones, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_channel, "LOOK_AT_OUTBOX_EVERY_S", 0.05)
    await phones.chat(7)
    now = system_clock()
    with database.begin() as tx:
        outbox.put(tx, "7", [Reply("much later")], now + timedelta(hours=1))
        outbox.put(tx, "7", [Reply("a little later")], now + timedelta(seconds=0.3))
        outbox.put(tx, "7", [Reply("now")], now)
    async with bot_running():
        assert await phones.texts(7, at_least=2) == ["now", "a little later"]
    assert [row.sent_at is None for row in outbox_rows(database)] == [True, False, False]
