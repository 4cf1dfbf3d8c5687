"""Opening SQLite and PostgreSQL so that both keep their promises.

Synchronous on purpose: a turn is one short transaction in one worker thread, which is about five times
as fast as the same work through an asynchronous SQLite driver and cannot lose an update.
"""

import selectors
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from db.line import Line

if TYPE_CHECKING:
    import psycopg

BUSY_TIMEOUT_S = 10


class Database:
    """One database. `begin()` gives a session inside one write transaction: committed at the end of the
    block, rolled back when the block raises."""

    def __init__(self, url: str) -> None:
        self.url = sync_url(url)
        self.engine = _create_engine(self.url)
        # SQLite has one writer: standing in line here is fair and never meets "database is locked".
        self._one_writer = Line() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def shown(self) -> str:
        return shown(self.url)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        with self._one_writer, Session(self.engine, expire_on_commit=False) as session, session.begin():
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


class ImmediateSqlite(SQLiteDialect_pysqlite):
    """A transaction may write from its beginning on. Begun here and not by an event of the engine: where
    there is one, every statement costs more."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: DBAPIConnection) -> None:
        dbapi_connection.cursor().execute("BEGIN IMMEDIATE")


_IMMEDIATE = "immediate"
registry.register(f"sqlite.{_IMMEDIATE}", __name__, ImmediateSqlite.__name__)


def _create_engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        engine = create_engine(url, pool_size=10, max_overflow=10, hide_parameters=True)
        event.listen(engine, "checkout", _leave_if_lost)
        return engine
    # Parameters hold what parents wrote: they stay out of error messages.
    options: dict[str, Any] = {
        "hide_parameters": True,
        "connect_args": {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
    }
    if url.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool
    else:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url.set(drivername=f"sqlite+{_IMMEDIATE}"), **options)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _leave_if_lost(connection: "psycopg.Connection", *_: object) -> None:
    """A server that went away has closed its connections: there is something to read where nothing was asked.
    Told without asking it, which would cost every turn another round trip."""
    if connection.closed or _has_something_to_read(connection):
        raise DisconnectionError


def _has_something_to_read(connection: "psycopg.Connection") -> bool:
    with selectors.DefaultSelector() as waiting:
        waiting.register(connection, selectors.EVENT_READ)
        return bool(waiting.select(timeout=0))


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours, see above
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # "booked" survives a power failure
