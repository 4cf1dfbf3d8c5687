"""What the sub-commands share: their words, and how one is made."""

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.word_files import words_in
from db.migrate import upgrade
from db.session import Database

Actions = Any  # argparse's own type of sub-parsers is private
MOST_DAYS = 3_660
Run = Callable[[argparse.Namespace, Settings], int]


def words() -> dict[str, str]:
    return words_in(Path(__file__).parent / "words.yaml")


def tell(key: str, **values: object) -> None:
    """On standard error: for whoever runs the command, not part of its output."""
    print(words()[key].format(**values), file=sys.stderr)


def show(key: str, **values: object) -> None:
    print(words()[key].format(**values))


def add(actions: Actions, name: str, run: Run, words_key: str = "") -> argparse.ArgumentParser:
    """A sub-command with its help from the words."""
    text = words()[words_key or name]
    command: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    return command


def group(actions: Actions, name: str) -> Actions:
    """`tuoyu NAME ACTION`: where its actions are added."""
    return actions.add_parser(name, help=words()[name]).add_subparsers(required=True, metavar="ACTION")


def database_of(settings: Settings) -> Database:
    """The settings' database, with its tables up to date."""
    database = Database(settings.database_url)
    upgrade(database.engine)
    return database


def days_back(text: str) -> int:
    """For options that take a number of days."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST_DAYS:
        raise argparse.ArgumentTypeError(words()["bad_days"].format(most=MOST_DAYS))
    return int(text)


def instant(text: str) -> datetime:
    """For options that take an instant."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(words()["bad_now"]) from fault
