"""Changed entries as changed files, checked in a copy of the folder before anything is kept."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from knowledge.additions import NEW_ENTRIES
from knowledge.excel.draft import Draft, Drafts
from knowledge.excel.entry_text import CannotRewrite, Edits, rewritten
from knowledge.files import FOLDERS

Texts = Mapping[str, str | None]  # file, relative to the folder → its new text, None when it goes


class CannotStage(ValueError):
    """A file that cannot be changed by program. line: of the entry."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__(f"{file}:{line}")
        self.file, self.line = file, line


def new_texts(directory: Path, drafts: Mapping[str, Drafts]) -> dict[str, str | None]:
    """Only of the files that change. CannotStage."""
    texts: dict[str, str | None] = {}
    for folder, listed in drafts.items():
        by_file: dict[str, list[Draft]] = {}
        for draft in listed.touched():
            by_file.setdefault(draft.file or _home(folder, draft), []).append(draft)
        for file, touched in by_file.items():
            texts[file] = _new_text(directory / file, file, touched, listed)
    return texts


@contextmanager
def staged(directory: Path, texts: Texts) -> Iterator[Path]:
    """A copy of the folder with the new texts, for as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="tuoyu-import-") as made:
        copy = Path(made)
        for folder in FOLDERS:
            if (directory / folder).is_dir():
                shutil.copytree(directory / folder, copy / folder)
        keep(copy, texts)
        yield copy


def keep(directory: Path, texts: Texts) -> None:
    """Each file whole or not at all; all are written aside before the first is replaced."""
    asides: list[tuple[Path, Path]] = []
    for name, text in texts.items():
        path = directory / name
        if text is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside = path.with_name(f".{path.name}.new")
            aside.write_bytes(_as_before(path, text))
            asides.append((aside, path))
    for aside, path in asides:
        aside.replace(path)
    for name, text in texts.items():
        if text is None:
            (directory / name).unlink(missing_ok=True)


def _new_text(path: Path, name: str, touched: Sequence[Draft], listed: Drafts) -> str | None:
    before = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
    before = before.replace("\r\n", "\n")
    edits = Edits(
        {draft.index: None if draft.deleted else draft.new for draft in touched if draft.file},
        tuple(draft.new for draft in touched if not draft.file and draft.new and not draft.deleted),
    )
    entries = sum(draft.file == name for draft in listed.by_id.values())
    if not edits.added and entries == sum(new is None for new in edits.changed.values()):
        return None  # a file without entries is a mistake
    try:
        return rewritten(before, edits)
    except CannotRewrite as fault:
        raise CannotStage(name, fault.line) from fault


def _home(folder: str, draft: Draft) -> str:
    """The file for a new entry."""
    if folder == "faq":
        return f"faq/{NEW_ENTRIES}"
    district = str(draft.now.get("district", "")).replace("/", "")
    samples = "samples/" if draft.now.get("sample") == "true" else ""
    return f"providers/{samples}{district.strip('. ') or NEW_ENTRIES.removesuffix('.yaml')}.yaml"


def _as_before(path: Path, text: str) -> bytes:
    """With the line ends and the mark of order that the file had."""
    before = path.read_bytes() if path.exists() else b""
    content = text.encode()
    if b"\r\n" in before:
        content = content.replace(b"\n", b"\r\n")
    return b"\xef\xbb\xbf" + content if before.startswith(b"\xef\xbb\xbf") else content
