from typing import Any

import pytest

from db.migrate import upgrade
from db.session import Database
from knowledge.loader import SHIPPED, Knowledge, load
from tests.transcripts.player import Player, conversations


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(SHIPPED)


@pytest.mark.parametrize(
    ("name", "conversation"), conversations(), ids=lambda value: value if isinstance(value, str) else ""
)
async def test_conversation(name: str, conversation: dict[str, Any], knowledge: Knowledge) -> None:
    database = Database("sqlite:///:memory:")
    upgrade(database.engine)
    await Player(knowledge, database).play(conversation)
    database.close()
