"""The migrations lead to exactly the tables of db.models."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Inspector, MetaData, inspect, text

from db.migrate import current_revision, upgrade
from db.models import Base
from db.session import Database
from tests.services.at_once import at_once


@pytest.fixture
def empty(database: Database) -> Iterator[Database]:
    """Without any table."""
    everything = MetaData()
    everything.reflect(database.engine)
    everything.drop_all(database.engine)
    yield database


def names(database: Database) -> dict[str, Any]:
    """Of everything that the comparison of Alembic leaves out."""
    found: Inspector = inspect(database.engine)
    return {
        table: (
            found.get_pk_constraint(table),
            sorted(found.get_foreign_keys(table), key=str),
            sorted(found.get_check_constraints(table), key=str),
            sorted(found.get_unique_constraints(table), key=str),
            sorted(
                (str(index["name"]), *index["column_names"], _where(index))
                for index in found.get_indexes(table)
            ),
        )
        for table in Base.metadata.tables
    }


def _where(index: Any) -> list[str]:
    return [str(value) for key, value in index.get("dialect_options", {}).items() if key.endswith("_where")]


def test_migrated_tables_are_those_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_comparison_sees_a_difference(database: Database) -> None:
    with database.begin() as tx:
        tx.execute(text("DROP INDEX uq_bookings_active_child_session"))
        tx.execute(text("ALTER TABLE families ADD COLUMN shoe_size INTEGER"))
    with database.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert {difference[0] for difference in found} == {"add_index", "remove_column"}


def test_keys_checks_and_indexes_are_those_of_the_models(empty: Database) -> None:
    Base.metadata.create_all(empty.engine)
    by_models = names(empty)
    Base.metadata.drop_all(empty.engine)
    upgrade(empty.engine)
    assert names(empty) == by_models


def test_a_new_database_is_brought_to_the_head_and_stays_there(empty: Database) -> None:
    assert current_revision(empty.engine) is None
    upgrade(empty.engine)
    revision = current_revision(empty.engine)
    assert revision is not None
    with empty.begin() as tx:
        tx.execute(text("DROP TABLE recorded_questions"))
    upgrade(empty.engine)  # has nothing to do, so does not miss the table
    assert current_revision(empty.engine) == revision


def test_a_failed_migration_leaves_nothing(empty: Database) -> None:
    with empty.begin() as tx:
        tx.execute(text("CREATE TABLE outbox (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        upgrade(empty.engine)
    assert current_revision(empty.engine) is None
    assert set(inspect(empty.engine).get_table_names()) == {"outbox"}


def test_two_processes_that_start_together(empty: Database) -> None:
    def start() -> None:
        other = Database(empty.url.render_as_string(hide_password=False))
        upgrade(other.engine)
        other.close()

    assert at_once(start, start) == [None, None]
    assert current_revision(empty.engine) is not None


def test_in_memory() -> None:
    database = Database("sqlite:///:memory:")
    upgrade(database.engine)
    with database.begin() as tx:
        assert tx.scalar(text("SELECT count(*) FROM bookings")) == 0
    database.close()


def test_logging_is_left_alone() -> None:
    before = logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level
    database = Database("sqlite:///:memory:")
    upgrade(database.engine)
    database.close()
    assert (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level) == before
