"""The administrators' files: which are read, and their bytes as text."""

import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.characters import INVISIBLE, garbled
from knowledge.problems import Problem, Severity

FOLDERS = ("providers", "faq", "guides", "topics", "places", "replies", "words", "benefits")
LARGEST_BYTES = 5_000_000
_OTHER_FORMATS = (".txt", ".json", ".xlsx", ".xls", ".csv", ".docx", ".doc", ".toml", ".bak")
# The package's own words lie beside the knowledge that is shipped.
_OWN = ("problems.yaml", "json_schema.yaml", "diff.yaml")
_MERGE_MARKER = re.compile(r"^(?:<{7}|>{7}|\|{7}) ", re.M)


def find_files(directory: Path, folder: str, problems: list[Problem]) -> Iterator[Path]:
    """The folder's YAML files, in order; what looks like one and is not read is named."""
    place = directory / folder
    if not place.is_dir():
        problems.append(Problem(folder, 1, "folder_missing"))
        return
    for path in sorted(place.rglob("*")):
        if path.name.startswith((".", "~$")) or (path.is_dir() and not path.is_symlink()):
            continue
        if path.is_symlink() and (path.is_dir() or not _stays_inside(path, directory)):
            problems.append(Problem(relative(directory, path), 1, "link_refused"))
        elif path.suffix == ".yaml":
            yield path
        elif severity := _looks_meant(path):
            problems.append(Problem(relative(directory, path), 1, "file_ignored", severity=severity))


def count_files(directory: Path) -> int:
    return sum(1 for folder in FOLDERS for _ in (directory / folder).rglob("*.yaml"))


def strays(directory: Path) -> Iterator[Problem]:
    """Files and folders beside the known ones that somebody may think are read."""
    for path in sorted(directory.iterdir()):
        if path.name.startswith((".", "_")) or path.name in (*FOLDERS, *_OWN):
            continue
        if (path / "__init__.py").exists():  # of the program, which lies in the shipped folder
            continue
        if any(path.rglob("*.y*ml")) if path.is_dir() else path.suffix.lower() in (".yaml", ".yml"):
            yield Problem(path.name, 1, "folder_ignored", details={"folders": ", ".join(FOLDERS)})


def relative(directory: Path, path: Path) -> str:
    return path.relative_to(directory).as_posix()


def read_text(path: Path, name: str, problems: list[Problem]) -> str | None:
    """The file's text, None when it cannot be used; what is wrong with it goes to problems."""
    try:
        if not path.is_file():  # a device or a pipe could block
            raise FileNotFoundError(2, "not a file")
        if path.stat().st_size > LARGEST_BYTES:
            problems.append(Problem(name, 1, "file_too_large"))
            return None
        content = path.read_bytes()
    except OSError as fault:
        problems.append(Problem(name, 1, "file_unreadable", details={"fault": fault.strerror or str(fault)}))
        return None
    try:
        if b"\0" in content:
            raise UnicodeDecodeError("utf-8", content, content.index(b"\0"), content.index(b"\0") + 1, "NUL")
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        problems.append(Problem(name, line, "encoding", details={"encoding": _likely_encoding(content)}))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems.extend(_damage(name, text))
    return text


def _stays_inside(path: Path, directory: Path) -> bool:
    return path.resolve().is_relative_to(directory.resolve())


def _looks_meant(path: Path) -> Severity | None:
    """Error for a YAML file under a wrong name, warning for anything else that may hold knowledge."""
    if path.suffix.lower() in (".yml", ".yaml") or path.name.lower().endswith((".yaml.txt", ".yml.txt")):
        return "error"
    return "warning" if path.suffix.lower() in _OTHER_FORMATS else None


def _likely_encoding(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content.count(b"\0") > len(content) / 4:
        return "UTF-16"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "?" if b"\0" in content else "GBK"


def _damage(name: str, text: str) -> Iterator[Problem]:
    # The whole text first: line by line costs a second for a city's files.
    if not (_MERGE_MARKER.search(text) or INVISIBLE.search(text) or garbled(text)):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if _MERGE_MARKER.match(line):
            yield Problem(name, number, "merge_marker")
        if found := INVISIBLE.search(line):
            details = {"character": f"U+{ord(found.group()):04X}"}
            yield Problem(name, number, "control_character", details=details)
        elif piece := garbled(line):
            yield Problem(name, number, "mojibake", details={"piece": piece})
