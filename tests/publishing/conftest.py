from pathlib import Path

import pytest

from db.session import Database
from tests.knowledge.packs import build
from tests.publishing.chat_office import Office
from tests.publishing.small_city import build_small_city


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small knowledge folder without faults, free to be changed."""
    return build(tmp_path / "pack")


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Office:
    office = Office(build_small_city(tmp_path / "city"), database)
    office.appoint()
    return office
