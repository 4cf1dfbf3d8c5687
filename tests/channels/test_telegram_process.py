"""The bot as a process of its own, killed in the middle of 200 updates and started again: the small core
of these tests, and the whole of `tuoyu serve`."""

import asyncio
import itertools
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import (
    AnsweredUpdate,
    ConversationRow,
    HumanRequest,
    InboxUpdate,
    OutboxMessage,
    RecordedQuestion,
)
from db.session import Database
from tests.channels.conftest import ROOT
from tests.channels.telegram_client import Phones

CHATS = range(101, 121)
TURNS = range(10)
KILLED_AFTER_SENDING = (30, 80, 140)
ECHO = ("-m", "tests.channels.echo")
TUOYU = ("-m", "bot.cli", "serve")
WAIT_S = 20.0
ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@asynccontextmanager
async def bot_process(
    program: tuple[str, ...], phones: Phones, url: str, log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    settings = {
        "TELEGRAM_BOT_TOKEN": phones.token,
        "TUOYU_TELEGRAM_API": phones.url,
        "TUOYU_DATABASE_URL": url,
    }
    with log.open("a") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *program, cwd=ROOT, env=os.environ | settings, stdout=out, stderr=out
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def run_through_kills(program: tuple[str, ...], phones: Phones, url: str, log: Path) -> None:
    """Until all is answered; then SIGTERM, which the bot obeys with status 0."""
    for sent in KILLED_AFTER_SENDING:
        async with bot_process(program, phones, url, log) as process:
            await phones.calls("sendMessage", at_least=sent)
            assert process.returncode is None
            process.send_signal(signal.SIGKILL)
    async with bot_process(program, phones, url, log) as process:
        await phones.all_acknowledged()
        await all_settled(url)
        process.terminate()
        assert await process.wait() == 0, log.read_text()


async def all_settled(url: str) -> None:
    """Repeats are possible, so that a count of messages does not tell the end: the database does."""
    unsent = select(OutboxMessage.id).where(OutboxMessage.sent_at.is_(None))
    undone = select(InboxUpdate.id).where(InboxUpdate.done_at.is_(None))
    left = 1
    async with asyncio.timeout(WAIT_S):
        while left:
            await asyncio.sleep(0.05)
            with reading(url) as tx:
                left = len(tx.scalars(unsent).all()) + len(tx.scalars(undone).all())


@contextmanager
def reading(url: str) -> Iterator[Session]:
    database = Database(url)
    with database.begin() as tx:
        yield tx
    database.close()


def without_repeats(texts: list[str]) -> list[str]:
    return [text for text, _ in itertools.groupby(texts)]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


async def test_every_update_has_its_one_effect_and_its_answer_in_order(
    phones: Phones, url: str, tmp_path: Path
) -> None:
    for turn, chat in itertools.product(TURNS, CHATS):
        await phones.type(chat, f"{turn}")
    await run_through_kills(ECHO, phones, url, tmp_path / "log")

    with reading(url) as tx:
        effects = list(tx.scalars(select(RecordedQuestion.words).order_by(RecordedQuestion.id)))
    repeats = 0
    for chat in CHATS:
        assert [words for words in effects if words.startswith(f"{chat} ")] == [f"{chat} {i}" for i in TURNS]
        heard = await phones.texts(chat)
        assert without_repeats(heard) == [f"echo {i}" for i in TURNS]
        repeats += len(heard) - len(TURNS)
    assert repeats <= len(KILLED_AFTER_SENDING) * len(CHATS)


@ON_SQLITE
async def test_the_whole_bot_does_so_too(phones: Phones, url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    for turn, chat in itertools.product(TURNS, CHATS):
        await phones.type(chat, "/human" if turn % 2 == 0 else f"想请老师回电，第{chat}-{turn}件事")
    await run_through_kills(TUOYU, phones, url, log)

    with reading(url) as tx:
        requests = sorted(tx.scalars(select(HumanRequest.words)))
        saves = {row.user: row.version for row in tx.scalars(select(ConversationRow))}
        answers = tx.scalars(select(AnsweredUpdate).order_by(AnsweredUpdate.update_id)).all()
        said = {
            str(chat): [
                reply["text"] for one in answers if one.user == str(chat) for reply in one.answer["replies"]
            ]
            for chat in CHATS
        }
    assert requests == sorted(
        f"想请老师回电，第{chat}-{turn}件事" for chat in CHATS for turn in TURNS if turn % 2
    )
    assert saves == {str(chat): len(TURNS) for chat in CHATS}
    for chat in CHATS:
        assert without_repeats(await phones.texts(chat)) == without_repeats(said[str(chat)])
    assert phones.token not in log.read_text()
    assert "老师回电" not in log.read_text()


@ON_SQLITE
async def test_a_wrong_token_ends_the_bot_with_one_clear_line(
    phones: Phones, bot_api: str, url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    stranger = Phones(bot_api, "1:nobody", phones.session)
    async with bot_process(TUOYU, stranger, url, log) as process:
        assert await process.wait() == 1
    assert "TELEGRAM_BOT_TOKEN" in log.read_text()
    assert "Traceback" not in log.read_text()
    assert stranger.token not in log.read_text()
