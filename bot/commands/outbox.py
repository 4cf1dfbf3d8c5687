"""`tuoyu outbox`: messages that did not reach their people, and why."""

import argparse
from datetime import timedelta

from bot.clock import SHANGHAI, system_clock
from bot.commands.console import Actions, add, show, words
from bot.services.undelivered import undelivered
from bot.settings import Settings
from db.migrate import upgrade
from db.session import Database


def register(actions: Actions) -> None:
    command = add(actions, "outbox", show_undelivered)
    command.add_argument("--days", type=int, default=7, help=words()["option_days"])


def show_undelivered(options: argparse.Namespace, settings: Settings) -> int:
    database = Database(settings.database_url)
    upgrade(database.engine)
    since = system_clock() - timedelta(days=options.days)
    with database.begin() as tx:
        found = undelivered(tx, since)
    for one in found:
        show(
            "undelivered",
            at=one.due_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
            channel=one.channel,
            family=one.family_id or "–",
            about=one.about or "–",
            because=one.because,
        )
    show("undelivered_count", count=len(found), days=options.days)
    return 0
