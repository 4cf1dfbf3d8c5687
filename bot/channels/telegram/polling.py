"""Asking Telegram for updates; it is told that it may forget them only after `receive` has returned."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from bot.channels.telegram.lanes import backoff_s
from bot.channels.telegram.request import AiohttpRequest, TooManyRequests
from bot.channels.telegram.updates import ALLOWED

log = logging.getLogger(__name__)
LONG_POLL_S = 50
SLACK_S = 15.0  # the network's, on top of the long poll

Receive = Callable[[list[dict[str, Any]]], Awaitable[None]]


async def poll(request: AiohttpRequest, api: str, receive: Receive) -> None:
    """Until it is cancelled. api: the address with the token."""
    offset: int | None = None  # after a start: all that Telegram holds; the inbox knows what it has seen
    failures = 0
    while True:
        try:
            updates = await _get_updates(request, api, offset)
            await receive(updates)
        except (TelegramError, SQLAlchemyError) as fault:
            failures += 1
            log.warning("no updates for now: %s", type(fault).__name__)
            await asyncio.sleep(_pause_s(fault, failures))
            continue
        failures = 0
        # Ids begin anew after a quiet week, so an offset is not held on to for longer than it is needed.
        offset = max(update["update_id"] for update in updates) + 1 if updates else None


async def _get_updates(request: AiohttpRequest, api: str, offset: int | None) -> list[dict[str, Any]]:
    """Raw, as they are kept; the library's own call would parse and rebuild each of them."""
    asked: dict[str, str | int] = {"timeout": LONG_POLL_S, "allowed_updates": json.dumps(ALLOWED)}
    if offset is not None:
        asked["offset"] = offset
    found = await request.post(f"{api}/getUpdates?{urlencode(asked)}", read_timeout=LONG_POLL_S + SLACK_S)
    return found if isinstance(found, list) else []


def _pause_s(fault: Exception, failures: int) -> float:
    return fault.retry_after.total_seconds() if isinstance(fault, TooManyRequests) else backoff_s(failures)
