"""`tuoyu checkin`: a parent's entry code, scanned or typed at the door."""

import argparse

from sqlalchemy import select

from bot.app import entry_codes_of
from bot.clock import SHANGHAI, system_clock
from bot.commands.console import Actions, add, show, words
from bot.services import audit, desk
from bot.services.entry_codes import code_in
from bot.services.outcomes import NotFound
from bot.settings import Settings
from db.migrate import upgrade
from db.models import Booking
from db.session import Database


def register(actions: Actions) -> None:
    command = add(actions, "checkin", check_in)
    command.add_argument("code", help=words()["option_code"])


def check_in(options: argparse.Namespace, settings: Settings) -> int:
    """Exit status 1 where nobody is let in."""
    database = Database(settings.database_url)
    upgrade(database.engine)
    code = code_in(options.code)
    with database.begin() as tx:
        booking_id = entry_codes_of(settings, database).booking_of(code) if code else None
        number = tx.scalar(select(Booking.number).where(Booking.id == booking_id))
        outcome = desk.check_in(tx, number, system_clock(), audit.SYSTEM) if number else NotFound()
    return _tell(outcome)


def _tell(outcome: desk.CheckInOutcome) -> int:
    match outcome:
        case desk.CheckedIn(number=number, nickname=child, at=at):
            show("checked_in", number=number, child=child, at=at.astimezone(SHANGHAI).strftime("%H:%M"))
            return 0
        case desk.AlreadyIn(number=number, nickname=child, at=at):
            show("already_in", number=number, child=child, at=at.astimezone(SHANGHAI).strftime("%m-%d %H:%M"))
        case desk.NotToday(starts_at=starts_at):
            show("not_today", day=starts_at.astimezone(SHANGHAI).date().isoformat())
        case desk.BookingGone():
            show("booking_gone")
        case NotFound():
            show("code_refused")
    return 1
