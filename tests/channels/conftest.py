import asyncio
import json
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.clock import system_clock
from db.session import Database
from tests.channels.echo import Echo, nobody, words_of
from tests.channels.telegram_client import Phones

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def bot_api() -> Iterator[str]:
    """The address of a Bot API server, a process of its own."""
    command = [sys.executable, "-m", "tests.channels.bot_api_server"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["port"]
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture
async def phones(bot_api: str) -> AsyncIterator[Phones]:
    """The people of a bot that nobody has talked to yet."""
    async with aiohttp.ClientSession() as session:
        phones = Phones(bot_api, f"4242:{secrets.token_hex(8)}", session)
        await phones.state()
        yield phones


@pytest.fixture
def echo(database: Database) -> Echo:
    return Echo(database)


@pytest.fixture
def bot_running(phones: Phones, echo: Echo) -> Callable[[], object]:
    """`async with bot_running() as channel`: the bot runs, and is stopped as SIGTERM would do it."""

    @asynccontextmanager
    async def running() -> AsyncIterator[TelegramChannel]:
        channel = TelegramChannel(
            phones.token, phones.url, echo.database, echo, words_of, system_clock, nobody
        )
        run = asyncio.create_task(channel.run())
        try:
            yield channel
        finally:
            channel.stop()
            await run

    return running
