"""`tuoyu db`: the tables of the database."""

import argparse

from bot.commands.console import Actions, add, group, tell
from bot.settings import Settings
from db.migrate import current_revision, upgrade
from db.session import Database


def register(actions: Actions) -> None:
    tables = group(actions, "db")
    add(tables, "upgrade", upgrade_database, "db_upgrade")
    add(tables, "info", show_database, "db_info")


def upgrade_database(_: argparse.Namespace, settings: Settings) -> int:
    database = Database(settings.database_url)
    upgrade(database.engine)
    return _show(database, settings)


def show_database(_: argparse.Namespace, settings: Settings) -> int:
    return _show(Database(settings.database_url), settings)


def _show(database: Database, settings: Settings) -> int:
    tell("state", database=database.shown, knowledge=settings.knowledge_dir)
    tell("revision", revision=current_revision(database.engine))
    return 0
