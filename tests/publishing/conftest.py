from pathlib import Path

import pytest

from tests.knowledge.packs import build


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small knowledge folder without faults, free to be changed."""
    return build(tmp_path / "pack")
