"""没送到的消息: whom the bot could not reach, so that somebody calls them."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from starlette.responses import Response

from bot.services.undelivered import Undelivered, undelivered
from bot.web.access import Way
from bot.web.visit import Visit
from db.models import Booking, Family

PATH = "/admin/undelivered"
LOOKED_BACK = timedelta(days=14)
_OF_BOOKING = "booking:"


@dataclass(frozen=True, slots=True)
class Row:
    """booking: that the message spoke of, with child and session."""

    message: Undelivered
    booking: Booking | None
    telephone: str | None


def show(visit: Visit) -> Response:
    reached = visit.provider_ids()
    with visit.tx() as tx:
        rows = [_row(tx, message) for message in undelivered(tx, visit.now - LOOKED_BACK)]
    mine = [
        row for row in rows if reached is None or (row.booking and row.booking.session.provider in reached)
    ]
    return visit.page("undelivered", rows=mine, days=LOOKED_BACK.days)


def _row(tx: Session, message: Undelivered) -> Row:
    booking = None
    if message.about and message.about.startswith(_OF_BOOKING):
        found = select(Booking).options(joinedload(Booking.child), joinedload(Booking.session))
        booking = tx.scalar(found.where(Booking.number == message.about.removeprefix(_OF_BOOKING)))
    family = tx.get(Family, message.family_id) if message.family_id else None
    return Row(message, booking, family.telephone if family else None)


WAYS = (Way("GET", PATH, show, "bookings"),)
