"""The administrators' files: which are read, and their bytes as text."""

import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.problems import Problem

FOLDERS = ("providers", "faq", "guides", "topics", "places", "replies", "words", "benefits")
LARGEST_BYTES = 5_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]")
_MERGE = re.compile(r"^(?:<{7}|>{7}|={7})(?:\s|$)", re.MULTILINE)


def find_files(directory: Path, folder: str, problems: list[Problem]) -> Iterator[Path]:
    """The folder's YAML files, in order; what looks like one and is not read is named."""
    place = directory / folder
    if not place.is_dir():
        problems.append(Problem(folder, 1, "folder_missing"))
        return
    for path in sorted(place.rglob("*")):
        if path.is_dir() or path.name.startswith((".", "~$")):
            continue
        if path.suffix == ".yaml":
            yield path
        elif path.suffix.lower() in (".yml", ".yaml", ".txt", ".json", ".xlsx"):
            problems.append(Problem(relative(directory, path), 1, "file_ignored"))


def relative(directory: Path, path: Path) -> str:
    return path.relative_to(directory).as_posix()


def read_text(path: Path, name: str, problems: list[Problem]) -> str | None:
    """The file's text, None when it cannot be used; what is wrong with it goes to problems."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        problems.append(Problem(name, 1, "file_unreadable", details={"fault": fault.strerror or str(fault)}))
        return None
    if len(content) > LARGEST_BYTES:
        problems.append(Problem(name, 1, "file_too_large"))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        problems.append(Problem(name, line, "encoding", details={"encoding": _likely_encoding(content)}))
        return None
    faults = list(_damage(name, text))
    problems.extend(faults)
    return None if faults else text


def _likely_encoding(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GBK"


def _damage(name: str, text: str) -> Iterator[Problem]:
    def line(at: int) -> int:
        return text.count("\n", 0, at) + 1

    for match in _MERGE.finditer(text):
        yield Problem(name, line(match.start()), "merge_marker")
    for match in _CONTROL.finditer(text):
        yield Problem(
            name,
            line(match.start()),
            "control_character",
            details={"character": f"U+{ord(match.group()):04X}"},
        )
    for match in re.finditer("\ufffd", text):
        yield Problem(name, line(match.start()), "mojibake")
