"""Plays a conversation written in YAML against the whole core: shipped knowledge, a real database.

Steps: `parent` types, `press` presses a button offered in the last answer by (part of) its label,
`location` is shared, `now` moves the clock, `user` changes who writes, `restart` starts the bot anew on
the same database. Expectations on the last answer: `bot` (one or several of "~text" contains, "!text" does
not contain), `buttons` (labels offered), `understood` (fields of the answer; entities are compared key by
key)."""

import random
import re
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import yaml

from bot.answer_json import reply_from_json
from bot.clock import FrozenClock
from bot.dialogue.engine import Engine
from bot.dialogue.turn import Arrangements
from bot.messages import Answer, Button, IncomingMessage
from bot.services import staff
from bot.services.staff import Role, Scope
from db import outbox
from db.session import Database
from tests.shipped_state import shipped

FOLDER = Path(__file__).parent
DEFAULT_NOW = "2026-11-23T10:00"


def conversations() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for conversation in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append((f"{path.stem}: {conversation['name']}", conversation))
    return found


class Player:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = FrozenClock(datetime.fromisoformat(DEFAULT_NOW))
        self._engine = self._new_engine()
        self._user, self._answer, self._said = "p1", None, ""
        self._given: dict[str, str] = {}

    async def play(self, conversation: dict[str, Any]) -> None:
        if "now" in conversation:
            self._clock.move_to(datetime.fromisoformat(str(conversation["now"])))
        for step in conversation["steps"]:
            for action, value in step.items():
                await getattr(self, f"_{action}")(value)

    def _new_engine(self) -> Engine:
        return Engine(
            shipped(),
            self._database,
            self._clock,
            random.Random(7),
            Arrangements("https://example.org/{provider}"),
        )

    async def _send(self, **content: Any) -> None:
        self._said = str(content)
        self._answer = await self._engine.handle(IncomingMessage("test", self._user, **content))
        self._given[self._user] = "\n".join(reply.text for reply in self._answer.replies)

    async def _parent(self, text: str) -> None:
        await self._send(text=text)

    async def _press(self, label: str) -> None:
        matching = [b for b in self._offered() if label in b.label]
        assert matching, f"no button {label!r} among {[b.label for b in self._offered()]}"
        await self._send(button=matching[0].data)

    async def _press_data(self, data: str) -> None:
        await self._send(button=data)

    async def _location(self, point: list[float]) -> None:
        await self._send(location=(point[0], point[1]))

    async def _now(self, instant: object) -> None:
        self._clock.move_to(datetime.fromisoformat(str(instant)))

    async def _user_is(self, user: str) -> None:
        self._user = user

    async def _join_with_code_of(self, user: str) -> None:
        """With the code that the other person was given last."""
        code = re.search(r"/join (\w+)", self._given[user])
        assert code, self._given[user]
        await self._send(text=f"/join {code[1]}")

    async def _staff_code(self, role: dict[str, str]) -> None:
        """The person sends a one-time code, just made."""
        scope = Scope(role.get("district"), role.get("provider"))
        with self._database.begin() as tx:
            code = staff.invite(
                tx, role["name"], cast(Role, role["role"]), scope, "system", self._clock(), random.Random(1)
            )
        await self._send(text=f"/staff {code}")

    async def _restart(self, _: object) -> None:
        self._engine = self._new_engine()

    async def _bot(self, expected: str | list[str]) -> None:
        text = "\n".join(reply.text for reply in self._last().replies)
        for wanted in [expected] if isinstance(expected, str) else expected:
            if wanted.startswith("!"):
                assert wanted[1:] not in text, f"after {self._said}: {wanted[1:]!r} is in\n{text}"
            else:
                assert wanted.removeprefix("~") in text, f"after {self._said}: {wanted!r} is not in\n{text}"

    async def _told(self, expected: str | list[str]) -> None:
        """What the person got without having asked; its buttons can be pressed next."""
        with self._database.begin() as tx:
            payloads = outbox.take_due(tx, "test", self._user, self._clock())
        self._said = "what was told"
        self._answer = Answer(tuple(map(reply_from_json, payloads)), topic="unknown")
        await self._bot(expected)

    async def _buttons(self, labels: list[str]) -> None:
        offered = [button.label for button in self._offered()]
        for label in labels:
            assert any(label in one for one in offered), f"after {self._said}: no {label!r} among {offered}"

    async def _understood(self, expected: dict[str, Any]) -> None:
        answer = asdict(self._last())
        for name, value in expected.items():
            if name == "entities":
                for key, wanted in value.items():
                    got = answer["entities"].get(key)
                    assert got == wanted, f"after {self._said}: {key} is {got!r}, not {wanted!r}"
            else:
                got = list(answer[name]) if isinstance(answer[name], tuple) else answer[name]
                assert got == value, f"after {self._said}: {name} is {got!r}, not {value!r}: {answer}"

    def _last(self) -> Answer:
        assert self._answer is not None
        return self._answer

    def _offered(self) -> list[Button]:
        return [button for reply in self._last().replies for row in reply.buttons for button in row]
