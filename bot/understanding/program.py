"""The very program that reads messages: what it made is of no use to another."""

import sys
from functools import cache
from pathlib import Path

_SOURCES = Path(__file__).parent.parent.parent
_CODE = ("bot/understanding", "knowledge")


@cache
def program() -> str:
    """Changes whenever code or models do by which messages are understood."""
    files = [path for folder in _CODE for path in sorted((_SOURCES / folder).rglob("*"))]
    stats = [(path.name, path.stat()) for path in files if path.suffix in (".py", ".npz", ".tsv")]
    stamps = ((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
    return f"{sys.version} {[*stamps]}"
