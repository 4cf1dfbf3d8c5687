"""A knowledge pack for another city: what holds everywhere, without the facts of the shipped one."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from knowledge.excel.draft import Drafts
from knowledge.excel.nameless import Nameless
from knowledge.excel.ordering import ordered
from knowledge.excel.staging import keep, new_texts
from knowledge.loader import SHIPPED, Files, read
from knowledge.schema import FaqEntry


def new_pack(directory: Path, city: str) -> int:
    """directory: not there yet, or empty. The number of FAQ entries that were copied. OSError."""
    rules: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "new_pack.yaml").read_text("utf-8"))
    files, _ = read(SHIPPED)
    directory.mkdir(parents=True, exist_ok=True)
    for folder in (*rules["copied"], "faq"):
        shutil.copytree(SHIPPED / folder, directory / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in rules["empty"]:
        (directory / folder).mkdir()
    kept = _without_local_facts(directory, files, rules)
    for path in _files_in(directory, rules["replaced_in"]):
        text = path.read_text(encoding="utf-8")
        for rule in rules["replaced"]:
            text = text.replace(rule["from"], rule["to"].replace("{city}", city))
        path.write_text(text, encoding="utf-8")
    nameless = Nameless(files, rules["also_named"], rules["names_kept"])
    for path in _files_in(directory, rules["nameless_in"]):
        path.write_text(nameless.without_names(path.read_text(encoding="utf-8")), encoding="utf-8")
    return kept


def _files_in(directory: Path, folders: Sequence[str]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((directory / folder).rglob("*.yaml"))


def _without_local_facts(directory: Path, files: Files, rules: dict[str, Any]) -> int:
    entries = [located.record for located in files.faq if located.record]
    kept = {entry.id for entry in entries if _holds_everywhere(entry, rules)}
    drafts = Drafts(files.faq)
    for draft in drafts.by_id.values():
        draft.deleted = draft.id not in kept
        entry = draft.edited()
        if "suggest" in entry:
            entry["suggest"] = [other for other in entry["suggest"] if other in kept]
            draft.new = ordered({k: v for k, v in entry.items() if v != []}, draft.old, FaqEntry)
    keep(directory, new_texts(directory, {"faq": drafts}))
    return len(kept)


def _holds_everywhere(entry: FaqEntry, rules: dict[str, Any]) -> bool:
    local = any(name in entry.source.title for name in rules["sources_left_out"])
    return not (local or entry.district or entry.id in rules["faq_left_out"])
