import pytest

from db.session import Database
from tests.services.world import World


@pytest.fixture
def world(database: Database) -> World:
    """On SQLite and on PostgreSQL."""
    return World(database)
