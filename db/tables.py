"""Statements of every turn: made once, on the tables of the models, with their values given when they are
run, they cost a fifth of what those about objects do that are made anew each time."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import Base

Insert = sqlite.Insert | postgresql.Insert
_IN_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
ForBoth = dict[str, Executable]  # name of the dialect → statement


def table_of(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


def insert_for_both(model: type[Base], complete: Callable[[Insert], Executable]) -> ForBoth:
    """An INSERT that says what happens on a conflict, which each dialect has of its own. complete: adds
    that."""
    table = table_of(model)
    return {
        "sqlite": complete(sqlite.insert(table)),
        "postgresql": complete(postgresql.insert(table)),
    }


def run(tx: Session, statement: Executable | ForBoth, values: Mapping[str, Any]) -> CursorResult[Any]:
    """Without what a session does for objects: those that have changed are not written before it, and those
    that it changes keep what was read."""
    connection = tx.connection()
    if isinstance(statement, dict):
        statement = statement[connection.dialect.name]
    return connection.execute(statement, values)


def lock(tx: Session, statement: Executable, values: Mapping[str, Any]) -> None:
    """The rows that the statement selects for update. On SQLite a transaction has all rows from its beginning
    on."""
    connection = tx.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(statement, values)


def in_turn(tx: Session, what: str) -> None:
    """Until the commit nobody else does the same; for what has no row yet that could be locked."""
    lock(tx, _IN_TURN, {"what": what})
