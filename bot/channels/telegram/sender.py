"""Sends what is in the outbox: each chat in order, chats side by side.

The Bot API has no idempotency key, so a message may come twice when the process dies between Telegram's
answer and the note of it: the note is the very next thing that is done.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.answer_json import reply_from_json
from bot.channels.telegram import outbox
from bot.channels.telegram.calls import send
from bot.channels.telegram.lanes import backoff_s
from bot.channels.telegram.outbox import PARTS_SENT, Progress
from bot.channels.telegram.rendering import Part, parts
from bot.channels.telegram.request import TooManyRequests
from bot.clock import Clock
from db.models import OutboxMessage
from db.outbox import EXPIRED
from db.session import Database

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Sender:
    """step(chat) sends the head of the chat's line. moved(chat) is called with a group's new chat."""

    bot: Bot
    database: Database
    clock: Clock
    moved: Callable[[str], None]
    _limited: dict[str, datetime] = field(default_factory=dict)
    _everyone_waits_until: datetime | None = None

    async def step(self, chat: str) -> float | None:
        """Seconds until the next step; None when nothing is left to send."""
        if self._everyone_waits_until and (pause := self._seconds_to(self._everyone_waits_until)):
            return pause
        row = await self._surely(lambda tx: outbox.next_of(tx, chat, self.clock()))
        if row is None:
            self._limited.pop(chat, None)
            return None
        if row.expires_at and row.expires_at <= self.clock():
            await self._give_up(row, EXPIRED)
            return 0.0
        if pause := self._seconds_to(row.due_at):
            return pause
        try:
            await self._send(row)
        except TelegramError as fault:
            await self._after(fault, row)
        except Exception as fault:  # Telegram may have taken it: sending it over and over would be worse
            log.exception("outbox row %s failed", row.id)
            await self._give_up(row, type(fault).__name__)
        return 0.0

    async def _send(self, row: OutboxMessage) -> None:
        try:
            todo = parts(reply_from_json(row.payload))
        except (KeyError, TypeError, ValueError) as fault:
            await self._give_up(row, f"unreadable: {type(fault).__name__}")
            return
        done = int(row.payload.get(PARTS_SENT, 0))
        if done >= len(todo):
            await self._note(row, Progress(done, None), todo)
        for count, part in enumerate(todo[done:], start=done + 1):
            message_id = await send(self.bot, row.chat, part)
            await self._note(row, Progress(count, message_id), todo)

    async def _note(self, row: OutboxMessage, progress: Progress, todo: tuple[Part, ...]) -> None:
        if progress.parts_sent < len(todo):
            await self._surely(lambda tx: outbox.note_part(tx, row, progress))
        else:
            await self._surely(lambda tx: outbox.note_sent(tx, row, progress, self.clock()))

    async def _after(self, fault: TelegramError, row: OutboxMessage) -> None:
        # BadRequest is a NetworkError to the library, so it is asked for before anything temporary.
        match fault:
            case TooManyRequests():
                await self._hold(row, fault.retry_after)
            case ChatMigrated():
                new_chat = str(fault.new_chat_id)
                await self._surely(lambda tx: outbox.move_chat(tx, row.chat, new_chat))
                self.moved(new_chat)
            case Forbidden() | BadRequest():
                await self._give_up(row, fault.message)
            case _:
                log.warning("outbox row %s not sent yet: %s", row.id, type(fault).__name__)
                await self._postpone(row, timedelta(seconds=backoff_s(row.attempts + 1)))

    async def _hold(self, row: OutboxMessage, wait: timedelta) -> None:
        """One chat's limit is its own; when a second chat meets one at the same time it is the bot's."""
        now = self.clock()
        until = now + wait
        if any(chat != row.chat and end > now for chat, end in self._limited.items()):
            self._everyone_waits_until = max(until, self._everyone_waits_until or until)
        self._limited[row.chat] = until
        log.warning("outbox row %s: flood control, %g s", row.id, wait.total_seconds())
        await self._postpone(row, wait)

    async def _postpone(self, row: OutboxMessage, wait: timedelta) -> None:
        await self._surely(lambda tx: outbox.postpone(tx, row, self.clock() + wait))

    async def _give_up(self, row: OutboxMessage, because: str) -> None:
        log.warning("outbox row %s given up: %s", row.id, because)
        await self._surely(lambda tx: outbox.give_up(tx, row, because))

    def _seconds_to(self, instant: datetime) -> float:
        return max(0.0, (instant - self.clock()).total_seconds())

    async def _surely(self, work: Callable[[Session], T]) -> T:
        """In a transaction of its own, again and again until the database takes it: a message that was
        sent must not be sent again because it could not be noted."""
        failures = 0
        while True:
            try:
                return await asyncio.to_thread(self._in_transaction, work)
            except SQLAlchemyError as fault:
                failures += 1
                log.error("no database for the outbox: %s", type(fault).__name__)
                await asyncio.sleep(backoff_s(failures))

    def _in_transaction(self, work: Callable[[Session], T]) -> T:
        with self.database.begin() as tx:
            return work(tx)
