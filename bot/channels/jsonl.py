"""The JSON-lines channel: one JSON object a line in, one a line out, in order (docs/jsonl.md)."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TextIO

from bot.answer_json import answer_to_json
from bot.clock import FrozenClock
from bot.messages import Answer, IncomingMessage, Reply, TurnFailed

NAME = "jsonl"
Handle = Callable[[IncomingMessage], Awaitable[Answer]]
Say = Callable[..., str]
CatchUp = Callable[[], Awaitable[None]]
_KINDS = ("text", "button", "location")
_KNOWN = {"user", "update_id", "now", *_KINDS}


class BadLine(ValueError):
    pass


async def run(
    lines: TextIO, out: TextIO, handle: Handle, clock: FrozenClock | None, say: Say, catch_up: CatchUp
) -> None:
    """clock: moved by "now"; None when the real clock runs, which no line can move. catch_up: does what the
    time that has passed calls for, before each line."""
    for line in lines:
        if line.strip():
            answer = await _answer(line, handle, clock, say, catch_up)
            print(json.dumps(answer, ensure_ascii=False), file=out, flush=True)


async def _answer(
    line: str, handle: Handle, clock: FrozenClock | None, say: Say, catch_up: CatchUp
) -> dict[str, Any]:
    try:
        given = _parse(line)
        if "now" in given:
            _move(clock, given["now"])
        await catch_up()
        if not any(kind in given for kind in _KINDS):
            return {"now": given["now"]}
        message = _message(given)
    except BadLine as fault:
        return {"error": str(fault)}
    try:
        answer = await handle(message)
    except TurnFailed:
        answer = Answer((Reply(say("fault", "zh-Hans")),), topic="unknown", confidence=0.0)
    return {"user": message.user, **answer_to_json(answer)}


def _parse(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except ValueError as fault:
        raise BadLine(f"not JSON: {fault}") from fault
    if not isinstance(given, dict):
        raise BadLine("a line holds one JSON object")
    unknown = sorted(set(given) - _KNOWN)
    if unknown:
        raise BadLine(f"unknown field {unknown[0]!r}; known are {', '.join(sorted(_KNOWN))}")
    kinds = [kind for kind in _KINDS if kind in given]
    if len(kinds) > 1 or (not kinds and "now" not in given):
        raise BadLine("exactly one of text, button, location (or now alone)")
    if not kinds and len(given) > 1:
        raise BadLine("now alone, or with exactly one of text, button, location")
    return given


def _message(given: dict[str, Any]) -> IncomingMessage:
    user = given.get("user", "u1")
    if not isinstance(user, str) or not 0 < len(user) <= 200:
        raise BadLine("user must be a string of 1 to 200 characters")
    for kind in ("text", "button"):
        if kind in given and not isinstance(given[kind], str):
            raise BadLine(f"{kind} must be a string")
    update_id = given.get("update_id")
    if update_id is not None and (isinstance(update_id, bool) or not isinstance(update_id, str | int)):
        raise BadLine("update_id must be a string or a whole number")
    if update_id is not None and len(str(update_id)) > 80:
        raise BadLine("update_id has at most 80 characters")
    return IncomingMessage(
        channel=NAME,
        user=user,
        text=given.get("text"),
        button=given.get("button"),
        location=_location(given["location"]) if "location" in given else None,
        update_id=None if update_id is None else str(update_id),
    )


def _location(value: object) -> tuple[float, float]:
    if (
        not isinstance(value, list)
        or len(value) != 2
        or any(isinstance(part, bool) or not isinstance(part, int | float) for part in value)
    ):
        raise BadLine("location must be [latitude, longitude] in degrees")
    lat, lon = float(value[0]), float(value[1])
    if not (-180 <= lat <= 180 and -180 <= lon <= 180):
        raise BadLine("location is outside of -180 to 180 degrees")
    return lat, lon


def _move(clock: FrozenClock | None, value: object) -> None:
    if clock is None:
        raise BadLine("now moves only a frozen clock: start with --now")
    if not isinstance(value, str):
        raise BadLine("now must be an ISO-8601 instant")
    try:
        clock.move_to(datetime.fromisoformat(value))
    except ValueError as fault:
        raise BadLine(f"now must be an ISO-8601 instant: {fault}") from fault
