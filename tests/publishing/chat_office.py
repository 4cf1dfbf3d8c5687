"""A street office whose clerks keep the knowledge in the chat."""

import asyncio
import random
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from bot.clock import SHANGHAI, FrozenClock
from bot.dialogue.engine import Engine
from bot.dialogue.loaded import loaded
from bot.dialogue.turn import Arrangements
from bot.messages import Answer, Document, IncomingMessage
from bot.publishing.building import build
from bot.publishing.review import review
from bot.publishing.reviewer import Reviewer, digest_in_force
from bot.publishing.try_out import TryOuts
from bot.publishing.workbook import Workbooks
from bot.services import staff, versions
from bot.services.staff import Role, Scope
from db.session import Database
from knowledge.loader import load

NOW = datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Office:
    """A bot on a folder, and whoever keeps its knowledge."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder, self.database, self.clock = folder, database, FrozenClock(NOW)
        self.tries = TryOuts(database, partial(build, with_samples=True), self.clock, random.Random(1))
        arrangements = Arrangements(
            digest_in_force=partial(digest_in_force, folder=folder),
            send_workbook=lambda staff_id: self.workbooks.send(staff_id),
            try_out=self.tries.answer,
        )
        state = loaded(load(folder))
        self.engine = Engine(state, database, self.clock, random.Random(1), arrangements)
        self.reviewer = Reviewer(database, folder, self.engine.in_use, review, self.clock, with_samples=True)
        self.workbooks = Workbooks(database, folder, self.engine.in_use, self.clock)
        self.answer = Answer((), "")

    def appoint(self, user: str = "anna", role: Role = "editor", scope: Scope = Scope()) -> None:  # noqa: B008
        with self.database.begin() as tx:
            code = staff.invite(tx, user, role, scope, "system", NOW, random.Random(user))
            staff.bind(tx, code, "test", user, NOW)

    def hear(self, user: str = "anna", **content: object) -> str:
        message = IncomingMessage("test", user, **content)  # type: ignore[arg-type]
        self.answer = asyncio.run(self.engine.handle(message))
        return "\n".join(reply.text for reply in self.answer.replies)

    def says(self, text: str, user: str = "anna") -> str:
        return self.hear(user, text=text)

    def sends(self, name: str, change: Callable[[str], str], user: str = "anna") -> str:
        """The file as it is in the folder, changed."""
        content = change((self.folder / name).read_text(encoding="utf-8"))
        return self.sends_file(name.rpartition("/")[2], content.encode(), user)

    def sends_file(self, name: str, content: bytes, user: str = "anna") -> str:
        said = self.hear(user, document=Document(name, "", content))
        assert self.reviewer.once()
        return said

    def presses(self, label: str, user: str = "anna") -> str:
        offered = [button for reply in self.answer.replies for row in reply.buttons for button in row]
        newest = [button for button in offered if label in button.label][-1]
        return self.hear(user, button=newest.data)

    def labels(self) -> list[str]:
        return [button.label for reply in self.answer.replies for row in reply.buttons for button in row]

    def version(self) -> int | None:
        with self.database.begin() as tx:
            current = versions.in_force(tx)
        return current and current.version

    def tried(self, question: str) -> str:
        """As soon as the draft answers."""
        said = self.says(question)
        while "正在准备" in said:
            said = self.says(question)
        return said
