"""Shares of time by room of the house and by function of ours: what cProfile saw, with the time in libraries
given to whoever called them."""

import asyncio
import cProfile
import pstats
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MOST_FUNCTIONS = 15
ROUNDS = (
    30  # of handing the time of libraries on to their callers: longer than any chain of calls that counts
)
# Beginnings of "path:function" → room; the first that fits. What is not ours and not here goes to its caller.
ROOMS = {
    "bot/understanding/understand.py:_candidates": "matching",
    "bot/understanding/understand.py:_trust": "matching",
    "bot/understanding/cues": "matching",
    "bot/understanding/": "reading",
    "knowledge/text.py:to_traditional": "reply",
    "knowledge/text": "reading",
    "knowledge/opening": "dialogue",
    "knowledge/nearby": "dialogue",
    "knowledge/ages": "dialogue",
    "knowledge/schema.py:in_language": "reply",
    "knowledge/schema": "dialogue",
    "knowledge/": "matching",
    "bot/dialogue/wording": "reply",
    "bot/dialogue/cards": "reply",
    "bot/dialogue/formats": "reply",
    "bot/dialogue/listing": "reply",
    "bot/answer_json": "reply",
    "bot/": "dialogue",
    "db/": "sqlalchemy",
    "sqlalchemy/": "sqlalchemy",
    "sqlite3/": "sqlite",
}
Function = tuple[str, int, str]  # file, line and name, as pstats has it
Shares = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares of all the time, 0 to 1, the largest first."""

    rooms: Shares
    functions: Shares


def profiled(work: Callable[[ThreadPoolExecutor], Awaitable[None]]) -> Profile:
    """work: runs what is to be seen on the one worker it is given."""
    profile = cProfile.Profile()

    async def run() -> None:
        with ThreadPoolExecutor(1) as worker:
            worker.submit(profile.enable).result()  # a profiler sees the thread that enables it
            await work(worker)
            worker.submit(profile.disable).result()

    asyncio.run(run())
    stats: dict[Function, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    functions = _shares(stats, _own_function)
    return Profile(_shares(stats, _room), functions[:MOST_FUNCTIONS])


def _shares(stats: Mapping[Function, Any], label: Callable[[Function], str | None]) -> Shares:
    """Time by label. A function without one hands its time to its callers, by the time spent for each."""
    waiting = {function: row[2] for function, row in stats.items() if row[2] > 0}
    found: defaultdict[str, float] = defaultdict(float)
    for _ in range(ROUNDS):
        handed_on: defaultdict[Function, float] = defaultdict(float)
        for function, seconds in waiting.items():
            if name := label(function):
                found[name] += seconds
                continue
            callers = {caller: row[3] for caller, row in stats[function][4].items() if caller != function}
            total = sum(callers.values())
            for caller, cumulative in callers.items():
                handed_on[caller] += seconds * (cumulative / total if total else 1 / len(callers))
            if not callers:
                found["rest"] += seconds
        waiting = handed_on
    found["rest"] += sum(waiting.values())
    everything = sum(found.values()) or 1.0
    largest_first = sorted(found.items(), key=lambda item: -item[1])
    return tuple((name, seconds / everything) for name, seconds in largest_first)


def _room(function: Function) -> str | None:
    name = _name(function)
    return next((room for beginning, room in ROOMS.items() if name.startswith(beginning)), None)


def _own_function(function: Function) -> str | None:
    name = _name(function)
    if name.startswith("sqlalchemy/"):
        return "sqlalchemy"
    inside_another = name.endswith(">")  # <genexpr>, <lambda>: its function's
    ours = name.startswith(("bot/", "knowledge/", "db/")) and not inside_another
    return name if ours or name.startswith("sqlite3/") else None


def _name(function: Function) -> str:
    """ "bot/dialogue/search.py:find" for what is ours, "sqlalchemy/…" and "sqlite3/…"
    for theirs; "" for the rest."""
    path = Path(function[0])
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return f"{path.relative_to(ROOT).as_posix()}:{function[2]}"
    if "sqlalchemy" in path.parts:
        return f"sqlalchemy/{function[2]}"
    in_sqlite = re.match(r"<method '(\w+)' of 'sqlite3", function[2])
    return f"sqlite3/{in_sqlite.group(1)}" if in_sqlite else ""
