"""A server that went away and came back: nobody who writes afterwards is told of it."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from db.session import Database

on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
_OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def who_serves(database: Database) -> int:
    with database.begin() as tx:
        served_by: int = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
    return served_by


def end_all_connections(database: Database) -> None:
    """Returns once none is left."""
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_terminate_backend(pid, 10000) {_OTHERS}"))
        assert connection.execute(text(f"SELECT count(*) {_OTHERS}")).scalar_one() == 0


@on_postgresql
def test_a_connection_is_used_again(database: Database) -> None:
    assert who_serves(database) == who_serves(database)


@on_postgresql
def test_a_lost_connection_is_left(database: Database) -> None:
    before = who_serves(database)
    end_all_connections(database)
    assert who_serves(database) != before


@on_postgresql
def test_all_that_are_lost_are_left(database: Database) -> None:
    with database.begin() as one, database.begin() as other:
        for tx in (one, other):
            tx.execute(text("SELECT 1"))
    end_all_connections(database)
    assert who_serves(database)
    with database.begin() as one, database.begin() as other:
        for tx in (one, other):
            tx.execute(text("SELECT 1"))
