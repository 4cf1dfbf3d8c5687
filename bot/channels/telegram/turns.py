"""One kept update at a time: read, hand to the core, mark done together with what it changed."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.channels.channel import Handle, Say, TakesFiles
from bot.channels.telegram import inbox, outbox
from bot.channels.telegram.calls import fetch
from bot.channels.telegram.lanes import backoff_s
from bot.channels.telegram.updates import (
    ForTheCore,
    Hint,
    Ignored,
    Meaning,
    Sent,
    language_of,
    meaning,
)
from bot.clock import Clock
from bot.messages import Answer, Document, IncomingMessage, Reply, TurnFailed
from db.models import InboxUpdate
from db.session import Database

log = logging.getLogger(__name__)
TYPING_AFTER_S = 0.7
TYPING_LASTS_S = 4.5  # Telegram shows it for five seconds
LARGEST_FILE = 5_000_000  # bytes; Telegram itself hands out 20 MB
PATIENCE = 3  # failures of the database, or of fetching a file, before the person is told instead


@dataclass(slots=True)
class Turns:
    """step(chat) answers the chat's oldest undone update. answered(chat) is called when there is something
    to send."""

    bot: Bot
    database: Database
    handle: Handle
    takes_files: TakesFiles
    say: Say
    clock: Clock
    answered: Callable[[str], None]
    _failures: Counter[str] = field(default_factory=Counter)

    async def step(self, chat: str) -> float | None:
        """Seconds until the next step; None when nothing is left to answer."""
        try:
            row = await asyncio.to_thread(self._next, chat)
            if row is None:
                return None
            await self._answer(row)
        except (SQLAlchemyError, TurnFailed) as fault:
            return self._wait_for("the database", chat, fault)
        except TelegramError as fault:
            return self._wait_for("a file", chat, fault)
        del self._failures[chat]
        self.answered(chat)
        return 0.0

    async def _answer(self, row: InboxUpdate) -> None:
        match await asyncio.to_thread(self._meaning, row):
            case ForTheCore(message):
                await self._hand_over(row, message)
            case Sent() as sent:
                await self._fetch(row, sent)
            case Hint(key):
                await asyncio.to_thread(self._settle, row, (self._words(row, key),))
            case Ignored():
                await asyncio.to_thread(self._settle, row, ())

    async def _fetch(self, row: InboxUpdate, sent: Sent) -> None:
        """Only for who may send files at all, and only what can be taken."""
        who = sent.message
        if not await asyncio.to_thread(self.takes_files, who.channel, who.user):
            await asyncio.to_thread(self._settle, row, (self._words(row, "telegram.unreadable"),))
            return
        if (sent.size or 0) > LARGEST_FILE:
            await asyncio.to_thread(self._settle, row, (self._words(row, "telegram.file_too_large"),))
            return
        try:
            content = await fetch(self.bot, sent.file_id)
        except TelegramError as fault:  # BadRequest: what Telegram does not hand out
            if not isinstance(fault, BadRequest) and self._failures[row.chat] < PATIENCE:
                raise
            await asyncio.to_thread(self._settle, row, (self._words(row, "telegram.file_not_there"),))
            return
        document = Document(sent.name, sent.mime, content)
        await self._hand_over(row, replace(who, document=document))

    async def _hand_over(self, row: InboxUpdate, message: IncomingMessage) -> None:
        settled = False

        def settle(tx: Session, answer: Answer) -> None:
            nonlocal settled
            settled = True
            if inbox.settle(tx, row, self.clock()):
                outbox.put(tx, row.chat, answer.replies, self.clock())

        try:
            async with self._typing(row.chat):
                answer = await self.handle(message, settle)
        except TurnFailed as fault:
            if fault.database and self._failures[row.chat] < PATIENCE:
                raise
            # Where this commits, it is not the database that is missing.
            await asyncio.to_thread(self._settle, row, (self._words(row, "fault"),))
            return
        if not settled:  # the core had answered it before
            await asyncio.to_thread(self._settle, row, answer.replies)

    def _next(self, chat: str) -> InboxUpdate | None:
        with self.database.begin() as tx:
            return inbox.next_of(tx, chat)

    def _meaning(self, row: InboxUpdate) -> Meaning:
        try:
            found = meaning(row.payload, self.bot.username)
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            log.error("inbox row %s cannot be read: %s", row.id, type(fault).__name__)
            return Ignored()
        if isinstance(found, ForTheCore) and found.edit_of is not None:
            with self.database.begin() as tx:
                return found if inbox.corrects_latest(tx, row, found.edit_of) else Ignored()
        return found

    def _settle(self, row: InboxUpdate, replies: Iterable[Reply]) -> None:
        with self.database.begin() as tx:
            if inbox.settle(tx, row, self.clock()):
                outbox.put(tx, row.chat, replies, self.clock())

    def _words(self, row: InboxUpdate, key: str) -> Reply:
        return Reply(self.say(key, language_of(row.payload)))

    def _wait_for(self, what: str, chat: str, fault: Exception) -> float:
        self._failures[chat] += 1
        log.error("waiting for %s (%s); the update is kept", what, type(fault).__name__)
        return backoff_s(self._failures[chat])

    @asynccontextmanager
    async def _typing(self, chat: str) -> AsyncIterator[None]:
        """Shows that the bot is at it, where an answer takes its time."""
        showing = asyncio.create_task(self._show_typing(chat))
        try:
            yield
        finally:
            showing.cancel()

    async def _show_typing(self, chat: str) -> None:
        await asyncio.sleep(TYPING_AFTER_S)
        while True:
            try:
                await self.bot.send_chat_action(int(chat), ChatAction.TYPING)
            except TelegramError as fault:
                log.info("typing was not shown: %s", type(fault).__name__)
            await asyncio.sleep(TYPING_LASTS_S)
