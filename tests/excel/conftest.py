import shutil
from pathlib import Path

import pytest

from knowledge.files import FOLDERS
from knowledge.loader import SHIPPED


def copied(directory: Path) -> Path:
    """The shipped knowledge, free to be changed."""
    for folder in FOLDERS:
        shutil.copytree(SHIPPED / folder, directory / folder)
    return directory


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copied(tmp_path / "pack")
