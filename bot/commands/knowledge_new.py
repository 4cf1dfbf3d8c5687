"""`tuoyu knowledge new`: a knowledge pack for another city."""

import argparse
from pathlib import Path

from bot.commands.console import Actions, add, show, tell, words
from bot.settings import Settings
from knowledge.excel.new_pack import new_pack


def register(files: Actions) -> None:
    making = add(files, "new", make, "knowledge_new")
    making.add_argument("folder", type=Path, metavar="DIR", help=words()["option_new_dir"])
    making.add_argument("--city", required=True, metavar="CITY", help=words()["option_city"])


def make(options: argparse.Namespace, settings: Settings) -> int:
    folder: Path = options.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        tell("new_not_empty", folder=folder)
        return 1
    try:
        copied = new_pack(folder, options.city)
    except OSError as fault:
        tell("excel_unwritable", path=folder, fault=fault.strerror)
        return 1
    show("new_made", folder=folder, faq=copied)
    return 0
