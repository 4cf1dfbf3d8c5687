"""Many parents at once through the whole core: message in, reply out."""

import asyncio
import random
from datetime import datetime

import pytest

from bot.clock import FrozenClock
from bot.dialogue.engine import Engine
from bot.messages import IncomingMessage, TurnFailed
from db.session import Database
from knowledge.loader import SHIPPED, load
from tests.shipped_state import shipped

NOW = datetime.fromisoformat("2026-11-23T10:00")
PARENTS = 16


@pytest.fixture
def engines(database: Database) -> list[Engine]:
    """Two engines on one database, as two processes would be."""
    return [Engine(shipped(), database, FrozenClock(NOW), random.Random(seed)) for seed in (1, 2)]


async def booked_by(engine: Engine, user: str, provider: str) -> str:
    async def say(**content: str) -> list[str]:
        answer = await engine.handle(IncomingMessage("test", user, **content))
        texts.append(answer.replies[0].text)
        return [b.data for reply in answer.replies for row in reply.buttons for b in row]

    texts: list[str] = []
    await say(button=f"book:{provider}")
    slots = [data for data in await say(text="周四上午") if data.startswith("slot:")]
    if slots:
        await say(button=slots[0])
    offered = await say(text="糖糖 2025-03-12")
    await say(button=next(data for data in offered if data.startswith("ok:")))
    return texts[-1]


async def test_no_more_are_booked_than_there_are_places(engines: list[Engine]) -> None:
    provider = next(
        p
        for p in load(SHIPPED).providers.values()
        if (offer := p.offer("temporary_care")) and offer.sessions and offer.sessions[0].capacity == 2
        and "Th" in offer.sessions[0].opens + ("Th" if "Tu-Th" in offer.sessions[0].opens else "")
    )  # fmt: skip
    heard = await asyncio.gather(
        *(booked_by(engines[n % 2], f"parent {n}", provider.id) for n in range(PARENTS)),
        return_exceptions=True,
    )
    texts = [text for text in heard if isinstance(text, str)]
    assert sum("已约好" in text for text in texts) == 2
    assert not any(isinstance(one, TurnFailed) for one in heard)


async def test_two_messages_of_one_person_keep_their_order(engines: list[Engine]) -> None:
    first = engines[0].handle(IncomingMessage("test", "p", text="奉浦宝宝屋几点开门"))
    second = engines[0].handle(IncomingMessage("test", "p", text="那多少钱"))
    answers = await asyncio.gather(first, second)
    assert [answer.provider for answer in answers] == ["fengpu-baobaowu", "fengpu-baobaowu"]


async def test_a_broken_database_is_told_and_leaves_nothing(
    database: Database, engines: list[Engine]
) -> None:
    database.close()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE conversations")
        connection.commit()
    with pytest.raises(TurnFailed) as failed:
        await engines[0].handle(IncomingMessage("test", "p", text="你好"))
    assert failed.value.database
