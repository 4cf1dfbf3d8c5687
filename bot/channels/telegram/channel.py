"""The Telegram channel, put together."""

import asyncio
import logging
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.channel import ChannelSetupError, Handle, Say, TakesFiles
from bot.channels.telegram import inbox, menu, outbox
from bot.channels.telegram.lanes import Lanes, backoff_s
from bot.channels.telegram.polling import poll
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.turns import Turns
from bot.channels.telegram.updates import query_of
from bot.clock import Clock
from db.session import Database

log = logging.getLogger(__name__)
TURNS_AT_ONCE = 16
SENDS_AT_ONCE = 32
LOOK_AT_OUTBOX_EVERY_S = 10.0
INBOX_KEPT_FOR = timedelta(days=3)
OUTBOX_KEPT_FOR = timedelta(days=30)


class TelegramChannel:
    """base_url: where the Bot API is, e.g. https://api.telegram.org."""

    def __init__(
        self,
        token: str,
        base_url: str,
        database: Database,
        handle: Handle,
        say: Say,
        clock: Clock,
        takes_files: TakesFiles,
    ) -> None:
        # At DEBUG the library writes the token and what parents say.
        logging.getLogger("telegram").setLevel(logging.WARNING)
        self._polling = AiohttpRequest(connections=1)
        self._bot = Bot(
            token,
            base_url=f"{base_url.rstrip('/')}/bot",
            base_file_url=f"{base_url.rstrip('/')}/file/bot",
            request=AiohttpRequest(connections=2 * SENDS_AT_ONCE),
            get_updates_request=self._polling,
        )
        self._database, self._say, self._clock = database, say, clock
        sender = Sender(self._bot, database, clock, moved=self._send_to)
        self._sending = Lanes(sender.step, SENDS_AT_ONCE)
        turns = Turns(self._bot, database, handle, takes_files, say, clock, answered=self._send_to)
        self._turns = Lanes(turns.step, TURNS_AT_ONCE)
        self._background: set[asyncio.Task[None]] = set()
        self._stage: asyncio.Task[None] | None = None
        self._stops = 0

    async def run(self) -> None:
        """Until stop(). ChannelSetupError when Telegram refuses the token."""
        try:
            await self._until_stopped(self._receive_all())
            if self._stops < 2:
                await self._until_stopped(self._finish())
        finally:
            self._turns.abandon()
            self._sending.abandon()
            await self._bot.shutdown()

    def stop(self) -> None:
        """Once: no more updates, the turns under way are finished and answered. Twice: at once; what was
        not done is done after the next start."""
        self._stops += 1
        if self._stage:
            self._stage.cancel()

    async def receive(self, updates: list[dict[str, Any]]) -> None:
        """Keeps the updates, then sees to it that they are answered. They may be acknowledged when this
        returns; sqlalchemy.exc.SQLAlchemyError when they may not."""
        for chat in await asyncio.to_thread(self._keep, updates):
            self._turns.wake(chat)
        for update in updates:
            if query := query_of(update):
                self._aside(self._release_button(query))

    async def _until_stopped(self, work: Coroutine[Any, Any, None]) -> None:
        self._stage = asyncio.create_task(work)
        try:
            await asyncio.wait({self._stage})
        finally:
            self._stage.cancel()
        if not self._stage.cancelled():
            self._stage.result()

    async def _receive_all(self) -> None:
        await self._connect()
        for chat in await asyncio.to_thread(self._waiting_chats):
            self._turns.wake(chat)
        async with asyncio.TaskGroup() as together:
            together.create_task(poll(self._polling, self._bot.base_url, self.receive))
            together.create_task(self._look_after_outbox())

    async def _finish(self) -> None:
        await self._turns.close(leave_work=True)
        await self._sending.close(leave_work=False)
        for task in self._background:
            task.cancel()

    async def _connect(self) -> None:
        """Waits for the network as long as it takes."""
        failures = 0
        while True:
            try:
                await self._bot.initialize()
                await self._bot.delete_webhook()  # with one set there is no polling
                await menu.publish(self._bot, self._say)
                return
            except InvalidToken as fault:
                # The library's message holds the token, its cause does not.
                raise ChannelSetupError(str(fault.__cause__ or type(fault).__name__)) from None
            except BadRequest as fault:
                log.error("Telegram does not take the menu: %s", fault.message)
                return
            except TelegramError as fault:
                failures += 1
                log.warning("Telegram is not to be reached yet: %s", type(fault).__name__)
                await asyncio.sleep(backoff_s(failures))

    async def _look_after_outbox(self) -> None:
        """For messages that were left over, or that others than a turn have written."""
        while True:
            try:
                for chat in await asyncio.to_thread(self._chats_to_send_to):
                    self._sending.wake(chat)
            except SQLAlchemyError as fault:
                log.error("no database for the outbox: %s", type(fault).__name__)
            await asyncio.sleep(LOOK_AT_OUTBOX_EVERY_S)

    def _keep(self, updates: list[dict[str, Any]]) -> set[str]:
        with self._database.begin() as tx:
            return inbox.keep(tx, updates, self._clock())

    def _waiting_chats(self) -> list[str]:
        now = self._clock()
        with self._database.begin() as tx:
            inbox.forget_done(tx, now - INBOX_KEPT_FOR)
            outbox.forget_settled(tx, now - OUTBOX_KEPT_FOR)
            return inbox.waiting_chats(tx)

    def _chats_to_send_to(self) -> list[str]:
        with self._database.begin() as tx:
            return outbox.waiting_chats(tx, self._clock())

    def _send_to(self, chat: str) -> None:
        self._sending.wake(chat)

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _release_button(self, query: str) -> None:
        """Ends the button's waiting sign. Telegram takes no answer after a while: that changes nothing."""
        try:
            await self._bot.answer_callback_query(query)
        except TelegramError as fault:
            log.info("a press was not acknowledged: %s", type(fault).__name__)
