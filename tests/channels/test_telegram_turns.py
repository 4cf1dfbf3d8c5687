"""What people send, end to end over HTTP against the Bot API server."""

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from bot.channels.telegram import turns
from db.models import InboxUpdate, OutboxMessage, RecordedQuestion
from db.session import Database
from tests.channels.echo import Echo
from tests.channels.telegram_client import Phones

Running = Callable[[], Any]


def effects(database: Database) -> list[str]:
    with database.begin() as tx:
        return list(tx.scalars(select(RecordedQuestion.words).order_by(RecordedQuestion.id)))


async def test_a_text_is_answered(bot_running: Running, phones: Phones, database: Database) -> None:
    async with bot_running():
        await phones.type(7, "几点开门")
        assert await phones.texts(7) == ["echo 几点开门"]
    assert effects(database) == ["7 几点开门"]


async def test_commands_links_buttons_and_places(bot_running: Running, phones: Phones) -> None:
    async with bot_running():
        await phones.type(7, "/bookings")
        await phones.type(7, "/start fengpu")
        await phones.type(7, "buttons")
        await phones.read(7, at_least=3)
        await phones.press(7, "乙")
        await phones.send(7, location={"latitude": 31.25, "longitude": 121.5})
        await phones.send(7, venue={"title": "x"}, location={"latitude": 31.5, "longitude": 121.5})
        heard = await phones.texts(7, at_least=6)
    assert heard == [
        "echo /bookings",
        "echo start:fengpu",
        "请选",
        "echo press:2",
        "echo (31.25, 121.5)",
        "echo (31.5, 121.5)",
    ]


async def test_a_press_ends_the_buttons_waiting_sign(bot_running: Running, phones: Phones) -> None:
    async with bot_running():
        await phones.type(7, "buttons")
        await phones.read(7)
        await phones.press(7, "甲")
        await phones.calls("answerCallbackQuery")
    assert (await phones.state())["open_queries"] == 0


async def test_an_expired_press_is_answered_all_the_same(
    bot_running: Running, phones: Phones, echo: Echo
) -> None:
    async with bot_running():
        await phones.type(7, "buttons")
        await phones.read(7)
    await phones.press(7, "甲")  # while the bot is down
    await phones.expire_queries()
    async with bot_running():
        assert await phones.texts(7, at_least=2) == ["请选", "echo press:1"]
        await phones.calls("answerCallbackQuery")
        await phones.press(7, "甲")  # an old button is pressed once more
        assert await phones.texts(7, at_least=3) == ["请选", "echo press:1", "echo press:1"]


async def test_a_chat_is_answered_in_order_and_does_not_hold_up_others(
    bot_running: Running, phones: Phones, echo: Echo
) -> None:
    echo.gates["slow"] = asyncio.Event()
    async with bot_running():
        for text in ("slow", "b", "c"):
            await phones.type(7, text)
        await phones.type(8, "hello")
        assert await phones.texts(8) == ["echo hello"]
        assert await phones.read(7, at_least=0) == []
        echo.gates["slow"].set()
        assert await phones.texts(7, at_least=3) == ["echo slow", "echo b", "echo c"]


async def test_many_busy_chats_starve_nobody(bot_running: Running, phones: Phones, echo: Echo) -> None:
    async with bot_running():
        await asyncio.gather(*(phones.type(chat, str(i)) for i in range(4) for chat in range(1, 41)))
        for chat in range(1, 41):
            assert sorted(await phones.texts(chat, at_least=4)) == ["echo 0", "echo 1", "echo 2", "echo 3"]


async def test_typing_is_shown_when_an_answer_takes_its_time(
    bot_running: Running, phones: Phones, echo: Echo
) -> None:
    echo.gates["slow"] = asyncio.Event()
    async with bot_running():
        await phones.type(7, "slow")
        assert (await phones.calls("sendChatAction"))[0]["chat"] == 7
        echo.gates["slow"].set()
        await phones.read(7)


async def test_an_edit_of_the_latest_message_is_a_new_question(
    bot_running: Running, phones: Phones, database: Database
) -> None:
    async with bot_running():
        old = await phones.type(7, "周三")
        latest = await phones.type(7, "周四")
        await phones.read(7, at_least=2)
        await phones.edit(7, latest, "周五")
        await phones.edit(7, old, "周一")
        await phones.type(7, "end")
        assert await phones.texts(7, at_least=4) == ["echo 周三", "echo 周四", "echo 周五", "echo end"]
    assert "7 周一" not in effects(database)


async def test_what_the_bot_cannot_read_gets_a_hint_in_the_persons_language(
    bot_running: Running, phones: Phones
) -> None:
    await phones.chat(8, language_code="en")
    async with bot_running():
        await phones.send(7, photo=[{"file_id": "1"}])
        await phones.send(8, voice={"file_id": "1"})
        assert await phones.texts(7) == ["telegram.unreadable zh-Hans"]
        assert await phones.texts(8) == ["telegram.unreadable en"]


async def test_in_a_group_only_a_command_gets_a_hint(
    bot_running: Running, phones: Phones, database: Database
) -> None:
    await phones.chat(-100, type="supergroup")
    async with bot_running():
        for text in ("大家好", "/find@another_bot", "/find@tuoyu_test_bot"):
            await phones.type(-100, text)
        assert await phones.texts(-100) == ["telegram.private_only zh-Hans"]
    assert effects(database) == []


async def test_a_fault_is_told_in_one_line_and_the_next_message_goes_on(
    bot_running: Running, phones: Phones
) -> None:
    await phones.chat(7, language_code="en")
    async with bot_running():
        await phones.type(7, "fault")
        await phones.type(7, "again")
        assert await phones.texts(7, at_least=2) == ["fault en", "echo again"]


async def test_a_turn_that_the_database_refused_is_tried_again(
    bot_running: Running, phones: Phones, echo: Echo, database: Database
) -> None:
    echo.broken_turns = 1
    async with bot_running():
        await phones.type(7, "a")
        await phones.type(7, "b")
        assert await phones.texts(7, at_least=2) == ["echo a", "echo b"]
    assert effects(database) == ["7 a", "7 b"]


async def test_a_turn_that_always_fails_on_the_database_does_not_block_its_chat(
    bot_running: Running, phones: Phones, echo: Echo, monkeypatch: Any
) -> None:
    monkeypatch.setattr(turns, "backoff_s", lambda failures: 0.01)
    echo.broken_turns = turns.PATIENCE + 1
    async with bot_running():
        await phones.type(7, "a")
        await phones.type(7, "b")
        assert await phones.texts(7, at_least=2) == ["fault zh-Hans", "echo b"]


async def test_an_update_that_comes_twice_has_one_effect(
    bot_running: Running, phones: Phones, database: Database
) -> None:
    sender = {"id": 7, "is_bot": False, "first_name": "李"}
    chat = {"id": 7, "type": "private"}
    update = {
        "update_id": 1,
        "message": {"message_id": 1, "from": sender, "chat": chat, "date": 1, "text": "a"},
    }
    await phones.chat(7)
    async with bot_running() as channel:
        await phones.calls("getUpdates")
        await asyncio.gather(channel.receive([update]), channel.receive([update, update]))
        await phones.type(7, "b")
        assert await phones.texts(7, at_least=2) == ["echo a", "echo b"]
        await channel.receive([update])
        await phones.type(7, "c")
        assert await phones.texts(7, at_least=3) == ["echo a", "echo b", "echo c"]
    assert effects(database) == ["7 a", "7 b", "7 c"]


async def test_updates_numbered_anew_are_not_missed(bot_running: Running, phones: Phones) -> None:
    async with bot_running():
        await phones.type(7, "a")
        await phones.read(7)
        await phones.all_acknowledged()
    await phones.set_update_id(100)
    async with bot_running():
        await phones.type(7, "b")
        assert await phones.texts(7, at_least=2) == ["echo a", "echo b"]


async def test_nothing_that_was_written_is_kept(
    bot_running: Running, phones: Phones, database: Database
) -> None:
    async with bot_running():
        id_ = await phones.type(7, "我的孩子叫团团")
        await phones.read(7)
    with database.begin() as tx:
        (kept,) = tx.scalars(select(InboxUpdate))
        (sent,) = tx.scalars(select(OutboxMessage))
    assert kept.payload == {"message": {"message_id": id_}}
    assert kept.done_at is not None
    assert sent.payload == {}
    assert sent.message_id is not None


async def test_an_update_of_an_unknown_shape_does_not_stop_the_bot(
    bot_running: Running, phones: Phones, database: Database
) -> None:
    await phones.chat(7)
    async with bot_running() as channel:
        await phones.calls("getUpdates")
        await channel.receive([{"update_id": 1, "message": {"chat": {"id": 7}, "from": {}}}])
        await phones.type(7, "a")
        assert await phones.texts(7) == ["echo a"]
