"""The whole flow of two families over the Bot API, every update delivered again and again, late and in the
worst order: the end is that of a run in which each came once."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.telegram.channel import TelegramChannel
from bot.clock import FrozenClock
from bot.dialogue.engine import Engine
from db.models import Booking, CareSession, Child, ConversationRow, Guardian, QuotaUse
from db.session import Database
from tests.channels.telegram_client import Phones
from tests.services.world import NOW
from tests.shipped_state import shipped

# What each family does: words, or a button by its label ("> …").
STEPS = (
    "奉浦宝宝屋周四几点开门", "约奉浦宝宝屋周二", "糖糖 2025-03-12", "> 确认预约", "把预约改到周四",
    "> 确认预约", "约奉浦宝宝屋下周二", "> 确认预约", "我的预约", "取消下周二的预约", "> 确定取消",
)  # fmt: skip
Updates = list[dict[str, Any]]
Deliver = Callable[[Updates], Awaitable[None]]


@asynccontextmanager
async def bot(
    phones: Phones, database: Database
) -> AsyncIterator[tuple[TelegramChannel, list[dict[str, Any]]]]:
    """The channel, and every update that it was given."""
    engine = Engine(shipped(), database, FrozenClock(NOW), random.Random(1))
    channel = TelegramChannel(
        phones.token, phones.url, database, engine.handle, engine.say, FrozenClock(NOW), engine.takes_files
    )
    seen: Updates = []
    receive = channel.receive

    async def noting(updates: Updates) -> None:
        seen.extend(updates)
        await receive(updates)

    channel.receive = noting  # type: ignore[method-assign]
    running = asyncio.create_task(channel.run())
    try:
        yield receive, seen
    finally:
        channel.stop()
        await running


async def play(
    phones: Phones, database: Database, chats: tuple[int, ...], again: random.Random | None
) -> None:
    """again: after each step everything so far is delivered once more in an order of its own."""
    async with bot(phones, database) as (deliver, seen):
        for number, step in enumerate(STEPS):
            for chat in chats:
                if step.startswith("> "):
                    await phones.press(chat, step.removeprefix("> "))
                else:
                    await phones.type(chat, step)
                if again:
                    await deliver(again.sample(list(seen), len(seen)))
            for chat in chats:
                await phones.read(chat, at_least=number + 1)
        if again:
            await deliver(again.sample(list(seen), len(seen)))
        await phones.all_acknowledged()


def end_of(database: Database, chat: int) -> dict[str, Any]:
    """What one family is left with."""
    with database.begin() as tx:
        family = tx.scalars(select(Guardian.family_id).where(Guardian.user == str(chat))).one()
        children = select(Child.id).where(Child.family_id == family)
        bookings = select(CareSession.starts_at, Booking.cancelled_at.is_(None)).join(Booking)
        uses = select(QuotaUse.year, QuotaUse.used).where(QuotaUse.child_id.in_(children))
        state = tx.scalars(select(ConversationRow.state).where(ConversationRow.user == str(chat))).one()
        return {
            "bookings": sorted(map(tuple, tx.execute(bookings.where(Booking.family_id == family)))),
            "quota": sorted(map(tuple, tx.execute(uses))),
            "topic": state["topic"],
        }


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_end_is_the_same(phones: Phones, database: Database) -> None:
    once, again = (7, 8), (17, 18)
    await play(phones, database, once, None)
    await play(phones, database, again, random.Random(5))
    ends = [end_of(database, chat) for chat in (*once, *again)]
    assert ends == ends[:1] * 4
    assert len(ends[0]["bookings"]) == 2
    heard = [len(await phones.texts(chat)) for chat in (*once, *again)]
    assert heard == heard[:1] * 4
