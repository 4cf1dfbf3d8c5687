"""Words of the program's own commands, from the YAML files beside its modules."""

from functools import cache
from pathlib import Path

import yaml


@cache
def words_in(path: Path) -> dict[str, str]:
    """Key → words, as the file has them."""
    words: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words
