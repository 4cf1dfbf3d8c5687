"""`tuoyu knowledge fetch`: what was published in the chat comes back into a folder, and is not lost by the
next publishing from one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.services import versions
from bot.services.pack import read_pack
from bot.settings import Settings
from db.migrate import upgrade
from db.session import Database
from tests.knowledge.packs import replace
from tests.publishing.commands import tuoyu

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
FILE, NAME, RENAMED = "providers/elsewhere-0.yaml", "name: 甲处园", "name: 聊天里改的园"


@pytest.fixture
def settings(sqlite_url: str, pack: Path) -> Settings:
    return Settings(TUOYU_DATABASE_URL=sqlite_url, TUOYU_KNOWLEDGE=pack)


@pytest.fixture
def database(sqlite_url: str, pack: Path) -> Database:
    """With a version from the folder, and on it one from the chat."""
    database = Database(sqlite_url)
    upgrade(database.engine)
    before = read_pack(pack)
    changed = {**before, FILE: before[FILE].replace(NAME.encode(), RENAMED.encode())}
    with database.begin() as tx:
        versions.publish(tx, before, NOW, "tuoyu")
        versions.publish(tx, changed, NOW, "staff:1")
    return database


def in_force(database: Database) -> int | None:
    with database.begin() as tx:
        current = versions.in_force(tx)
    return current and current.version


def test_fetched_changed_and_published_nothing_is_lost(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "fetched"
    assert tuoyu(settings, "fetch", str(folder)) == 0
    assert RENAMED in (folder / FILE).read_text(encoding="utf-8")
    replace(folder, "providers/elsewhere-1.yaml", "name: 乙处园", "name: 手改的园")
    assert tuoyu(settings, "publish", str(folder)) == 0
    assert in_force(database) == 3
    replace(folder, "providers/elsewhere-1.yaml", "name: 手改的园", "name: 又改的园")
    assert tuoyu(settings, "publish", str(folder)) == 0
    with database.begin() as tx:
        pack = versions.pack_of(tx, 4)
    assert pack is not None
    assert RENAMED in pack[FILE].decode()


def test_a_folder_that_lacks_it_does_not_undo_it_unseen(
    settings: Settings, database: Database, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(pack, "providers/elsewhere-1.yaml", "name: 乙处园", "name: 手改的园")
    assert tuoyu(settings, "publish", str(pack)) == 1
    assert "--over 2" in capsys.readouterr().err
    assert in_force(database) == 2
    assert tuoyu(settings, "publish", str(pack), "--over", "2") == 0
    assert in_force(database) == 3


def test_what_was_never_published_is_not_overwritten(
    settings: Settings, database: Database, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuoyu(settings, "fetch", str(pack)) == 0  # the same as version 1
    assert RENAMED in (pack / FILE).read_text(encoding="utf-8")
    replace(pack, "providers/elsewhere-1.yaml", "name: 乙处园", "name: 手改的园")
    assert tuoyu(settings, "fetch", str(pack), "1") == 1
    assert "从没发布过" in capsys.readouterr().err
    assert "手改的园" in (pack / "providers/elsewhere-1.yaml").read_text(encoding="utf-8")


def test_an_earlier_version_takes_its_files_and_no_others(
    settings: Settings, database: Database, pack: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "fetched"
    assert tuoyu(settings, "fetch", str(folder), "1") == 0
    assert read_pack(folder) == read_pack(pack)
    assert tuoyu(settings, "fetch", str(folder), "9") == 1
