import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli import main
from db.session import Database
from tests.excel.conftest import copied


class Said(NamedTuple):
    status: int
    out: str
    err: str


Tuoyu = Callable[..., Said]


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped files; whoever changes them makes a copy of his own."""
    return copied(tmp_path_factory.mktemp("knowledge") / "pack")


@pytest.fixture
def tuoyu(
    knowledge: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Tuoyu:
    """The command, on a database of the test's own."""
    for name in [name for name in os.environ if name.startswith("TUOYU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TUOYU_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("TUOYU_KNOWLEDGE", str(knowledge))

    def run(*arguments: object) -> Said:
        monkeypatch.setattr("sys.argv", ["tuoyu", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Said(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    """What the command sees."""
    database = Database(sqlite_url)
    yield database
    database.close()
