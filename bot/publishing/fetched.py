"""A folder that a published version was fetched into, to be changed and published again: it remembers
which."""

from collections.abc import Set
from pathlib import Path

from bot.services.pack import Pack, digest, read_pack
from knowledge.files import FOLDERS

_REMEMBERS = ".version"


def fetched_version(directory: Path) -> int | None:
    """The version that the files were last the same as."""
    path = directory / _REMEMBERS
    number = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    return int(number) if number.isdecimal() else None


def note_version(directory: Path, version: int) -> None:
    (directory / _REMEMBERS).write_text(f"{version}\n", encoding="utf-8")


def holds_something_else(directory: Path, published: Set[str]) -> bool:
    """Knowledge files that are no version with one of these digests. KnowledgeError for what can be none."""
    if not any((directory / folder).is_dir() for folder in FOLDERS):
        return False
    return digest(read_pack(directory)) not in published


def write_pack(directory: Path, pack: Pack) -> None:
    """The folder's files are then those of the pack and no others."""
    for folder in FOLDERS:
        (directory / folder).mkdir(parents=True, exist_ok=True)
    for name, content in pack.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.new")
        aside.write_bytes(content)
        aside.replace(path)
    for name in read_pack(directory).keys() - pack.keys():
        (directory / name).unlink()
