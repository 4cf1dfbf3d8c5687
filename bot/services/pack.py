"""The knowledge files as they were at one moment: names and contents."""

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from knowledge.files import FOLDERS, find_files, relative
from knowledge.problems import KnowledgeError, Problem

Pack = Mapping[str, bytes]  # name, relative to the folder → content
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files, the same archive


def read_pack(directory: Path) -> Pack:
    """KnowledgeError for what cannot be a version: a folder missing, a file under a name that is not read.
    OSError when a file goes away meanwhile."""
    problems: list[Problem] = []
    paths = [path for folder in FOLDERS for path in find_files(directory, folder, problems)]
    if errors := tuple(problem for problem in problems if problem.severity == "error"):
        raise KnowledgeError(errors)
    return {relative(directory, path): path.read_bytes() for path in paths if path.is_file()}


def digest(pack: Pack) -> str:
    """SHA-256 over names and contents, hexadecimal."""
    summed = hashlib.sha256()
    for name in sorted(pack):
        summed.update(f"{name}\0{len(pack[name])}\0".encode())
        summed.update(pack[name])
    return summed.hexdigest()


def zipped(pack: Pack) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for name in sorted(pack):
            files.writestr(zipfile.ZipInfo(name, _EPOCH), pack[name], zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def unzipped(archive: bytes) -> Pack:
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return {name: files.read(name) for name in files.namelist()}


@contextmanager
def unfolded(pack: Pack) -> Iterator[Path]:
    """A folder with the files, for as long as the block."""
    with tempfile.TemporaryDirectory(prefix="tuoyu-") as temporary:
        directory = Path(temporary)
        for folder in FOLDERS:
            (directory / folder).mkdir()
        for name, content in pack.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield directory
