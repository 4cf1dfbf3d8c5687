"""Work in order within a chat, chats side by side."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
AFTER_A_FAULT_S = 5.0

Step = Callable[[str], Awaitable[float | None]]


def backoff_s(failures: int) -> float:
    """Seconds to wait after so many failures in a row: 1, 2, 4, … a minute at most."""
    return float(min(60, 2 ** min(failures - 1, 6)))


class Lanes:
    """step(chat) does one piece of work and gives the seconds until the next one, None when there is
    none. At most width steps at once; every chat waits for a place anew after each step, first come
    first served, so that one busy chat starves nobody."""

    def __init__(self, step: Step, width: int) -> None:
        self._step = step
        self._places = asyncio.Semaphore(width)
        self._woken: set[str] = set()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._closing = asyncio.Event()
        self._leaving_work = False

    def wake(self, chat: str) -> None:
        """There is work for this chat, or may be."""
        self._woken.add(chat)
        if chat not in self._tasks and not self._leaving_work:
            self._tasks[chat] = asyncio.create_task(self._work(chat))

    async def close(self, *, leave_work: bool) -> None:
        """Waits for the steps under way; without leave_work also for all that can be done at once."""
        self._leaving_work = leave_work
        self._closing.set()
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    def abandon(self) -> None:
        for task in self._tasks.values():
            task.cancel()

    async def _work(self, chat: str) -> None:
        try:
            while chat in self._woken and not self._leaving_work:
                self._woken.discard(chat)
                await self._until_idle(chat)
        finally:
            del self._tasks[chat]

    async def _until_idle(self, chat: str) -> None:
        while not self._leaving_work:
            async with self._places:
                pause_s = await self._safe_step(chat)
            if pause_s is None or (pause_s and self._closing.is_set()):
                return
            if pause_s:
                await self._rest(pause_s)

    async def _rest(self, pause_s: float) -> None:
        """Ends early when the lanes close."""
        try:
            await asyncio.wait_for(self._closing.wait(), pause_s)
        except TimeoutError:
            return

    async def _safe_step(self, chat: str) -> float | None:
        try:
            return await self._step(chat)
        except Exception:  # the edge of the process: one chat's fault must not end the others
            log.exception("a step failed; trying again")
            return AFTER_A_FAULT_S
