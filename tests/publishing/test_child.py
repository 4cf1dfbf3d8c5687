"""A state built in a child: once, for however many bots of this machine wait for it."""

import threading
from pathlib import Path

import pytest

from bot.publishing.building import Built
from bot.publishing.child import building_aside
from bot.services.pack import read_pack
from knowledge.problems import KnowledgeError
from tests.knowledge.packs import replace


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "tuoyu"


def test_two_at_once_build_once(pack: Path, cache: Path) -> None:
    files = read_pack(pack)
    found: list[tuple[Built, int]] = []

    def follow() -> None:
        built = building_aside(with_samples=True)(files, "")
        (kept,) = cache.glob("built-*.pickle")
        found.append((built, kept.stat().st_mtime_ns))

    bots = [threading.Thread(target=follow) for _ in range(2)]
    for bot in bots:
        bot.start()
    for bot in bots:
        bot.join()
    (one, first), (other, then) = found
    assert one.heard == other.heard
    assert one.understanding and other.understanding
    assert first == then, "the second was built again"


def test_faults_are_told_and_nothing_is_kept(pack: Path, cache: Path) -> None:
    replace(pack, "faq/full.yaml", "zh: 水杯", "zh: ''")
    with pytest.raises(KnowledgeError):
        building_aside(with_samples=True)(read_pack(pack), "")
    assert not list(cache.glob("built-*.pickle"))
