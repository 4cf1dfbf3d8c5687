"""Messages that wait: sent when due, in that order, and not at all once they are of no more use."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from telegram import Bot

from bot.answer_json import reply_to_json
from bot.channels.telegram import NAME
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.sender import Sender
from bot.clock import FrozenClock, system_clock
from bot.messages import Reply
from bot.services.families import family_of
from bot.services.undelivered import undelivered
from db import outbox
from db.models import OutboxMessage
from db.session import Database
from tests.channels.telegram_client import Phones

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(system_clock())


@pytest.fixture
async def sender(phones: Phones, database: Database, clock: FrozenClock) -> AsyncIterator[Sender]:
    await phones.chat(7)
    network = AiohttpRequest(connections=1)
    async with Bot(phones.token, f"{phones.url}/bot", request=network, get_updates_request=network) as bot:
        yield Sender(bot, database, clock, moved=lambda chat: None)


def put(database: Database, clock: FrozenClock, words: str, **when: timedelta) -> None:
    """due, expires: from now."""
    with database.begin() as tx:
        outbox.put(
            tx,
            NAME,
            "7",
            reply_to_json(Reply(words)),
            clock(),
            about=f"booking:{words}",
            due_at=clock() + when["due"] if "due" in when else None,
            expires_at=clock() + when["expires"] if "expires" in when else None,
        )


async def send_all(sender: Sender) -> None:
    while await sender.step("7") is not None:
        pass


async def test_what_is_of_no_more_use_is_given_up(
    sender: Sender, phones: Phones, database: Database, clock: FrozenClock
) -> None:
    put(database, clock, "too late", expires=MINUTE)
    put(database, clock, "in time", expires=3 * MINUTE)
    clock.move_to(clock() + MINUTE)
    await send_all(sender)
    assert await phones.texts(7) == ["in time"]
    with database.begin() as tx:
        rows = tx.execute(select(OutboxMessage.given_up_because, OutboxMessage.sent_at)).all()
    assert [(because, sent is None) for because, sent in rows] == [("expired", True), (None, False)]


async def test_what_waits_for_the_network_is_of_no_use_for_ever(
    sender: Sender, phones: Phones, database: Database, clock: FrozenClock
) -> None:
    put(database, clock, "reminder", expires=MINUTE)
    await phones.fault("drop", method="sendMessage")
    assert await sender.step("7") == 0.0
    clock.move_to(clock() + MINUTE)
    await send_all(sender)
    put(database, clock, "next")
    await send_all(sender)
    assert await phones.texts(7) == ["next"]


async def test_the_order_is_that_of_being_due(
    sender: Sender, phones: Phones, database: Database, clock: FrozenClock
) -> None:
    put(database, clock, "third", due=3 * MINUTE)
    put(database, clock, "first", due=MINUTE)
    put(database, clock, "second", due=2 * MINUTE)
    await send_all(sender)
    assert await phones.texts(7, at_least=0) == []
    clock.move_to(clock() + 5 * MINUTE)
    await send_all(sender)
    assert await phones.texts(7, at_least=3) == ["first", "second", "third"]


async def test_staff_see_what_did_not_arrive_and_why(
    sender: Sender, phones: Phones, database: Database, clock: FrozenClock
) -> None:
    with database.begin() as tx:
        family = family_of(tx, NAME, "7", clock()).id
    for words in ("expired", "withdrawn", "sent"):
        put(database, clock, words, **({"expires": MINUTE} if words == "expired" else {}))
    with database.begin() as tx:
        outbox.withdraw(tx, "booking:withdrawn", "cancelled")
    clock.move_to(clock() + MINUTE)
    await send_all(sender)
    await phones.chat(7, blocked=True)
    put(database, clock, "blocked")
    await send_all(sender)
    with database.begin() as tx:
        found = undelivered(tx, clock() - timedelta(days=1))
        assert undelivered(tx, clock() + MINUTE) == ()
    assert [(one.channel, one.family_id, one.about, one.because) for one in found] == [
        (NAME, family, "booking:blocked", "Forbidden: bot was blocked by the user"),
        (NAME, family, "booking:expired", "expired"),
    ]
