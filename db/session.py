"""Opening SQLite and PostgreSQL so that both keep their promises.

Synchronous on purpose: a turn is one short transaction in one worker thread, which is about five times
as fast as the same work through an asynchronous SQLite driver and cannot lose an update.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

BUSY_TIMEOUT_S = 10


class Database:
    """One database. `begin()` gives a session inside one write transaction: committed at the end of the
    block, rolled back when the block raises."""

    def __init__(self, url: str) -> None:
        self.url = sync_url(url)
        self.engine = _create_engine(self.url)
        # SQLite has one writer: queueing here is fair and never meets "database is locked".
        self._one_writer = threading.Lock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def shown(self) -> str:
        return shown(self.url)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        if self._one_writer:
            with self._one_writer, Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        else:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session

    def close(self) -> None:
        self.engine.dispose()


def sync_url(url: str) -> URL:
    """The URL with a synchronous driver: any SQLite driver becomes the standard library's, PostgreSQL's
    becomes psycopg. ValueError for another database, sqlalchemy.exc.ArgumentError for no URL at all."""
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return parsed.set(drivername="sqlite")
        case "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
        case other:
            raise ValueError(other)


def shown(url: URL) -> str:
    """Where a database is: a file's path, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return url.render_as_string(hide_password=True)


def _create_engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True)
    # Parameters hold what parents wrote: they stay out of error messages.
    options: dict[str, Any] = {
        "hide_parameters": True,
        "connect_args": {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
    }
    if url.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool
    else:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours, see below
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # "booked" survives a power failure


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
