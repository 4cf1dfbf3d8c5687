"""Every conversation on SQLite; those that book on PostgreSQL too."""

from typing import Any

import pytest

from db.session import Database
from tests.transcripts.player import Player, conversations

ALL = conversations()
BOOKING = [(name, conversation) for name, conversation in ALL if name.startswith(("booking", "main_job"))]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("conversation", [c for _, c in ALL], ids=[name for name, _ in ALL])
async def test_conversation(conversation: dict[str, Any], database: Database) -> None:
    await Player(database).play(conversation)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("conversation", [c for _, c in BOOKING], ids=[name for name, _ in BOOKING])
async def test_booking_conversation_on_postgresql(conversation: dict[str, Any], database: Database) -> None:
    await Player(database).play(conversation)


def test_there_are_forty_conversations_in_both_languages() -> None:
    assert len(ALL) >= 40
    english = [name for name, c in ALL if any(str(step.get("parent", "")).isascii() for step in c["steps"])]
    assert len(english) >= 10
