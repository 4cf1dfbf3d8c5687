"""预约: looking for bookings."""

from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload
from starlette.responses import Response

from bot.clock import SHANGHAI
from bot.web.access import Way
from bot.web.visit import Visit
from bot.web.whole_day import parsed_day
from db.models import Booking, CareSession

PATH = "/admin/bookings"
MOST = 100
_CAME, _MISSED = Booking.checked_in_at.is_not(None), Booking.no_show_at.is_not(None)
STATES: dict[str, ColumnElement[bool]] = {
    "standing": Booking.cancelled_at.is_(None) & ~_CAME & ~_MISSED,
    "came": _CAME,
    "missed": _MISSED,
    "cancelled": Booking.cancelled_at.is_not(None),
}


def show(visit: Visit) -> Response:
    with visit.tx() as tx:
        found = list(tx.scalars(_wanted(visit).limit(MOST + 1)))
    return visit.page(
        "bookings",
        bookings=found[:MOST],
        most=MOST,
        more=len(found) > MOST,
        providers=visit.providers(),
        states=list(STATES),
        state_of=state_of,
        asked={name: visit.query.get(name, "") for name in ("number", "day", "provider", "state")},
    )


def state_of(booking: Booking) -> str:
    if booking.cancelled_at:
        return "cancelled"
    if booking.checked_in_at:
        return "came"
    return "missed" if booking.no_show_at else "standing"


def _wanted(visit: Visit) -> Select[Booking]:
    """Within the role's limits; without any other wish those that are ahead come first."""
    found = select(Booking).join(CareSession)
    found = found.options(joinedload(Booking.child), joinedload(Booking.session))
    if (mine := visit.provider_ids()) is not None:
        found = found.where(CareSession.provider.in_(mine))
    if number := visit.query.get("number", "").strip().upper():
        found = found.where(Booking.number == number)
    if day := visit.query.get("day"):
        begins = datetime.combine(parsed_day(day), time(), SHANGHAI)
        starts = CareSession.starts_at
        found = found.where(starts >= begins, starts < begins + timedelta(days=1))
    if provider := visit.query.get("provider"):
        found = found.where(CareSession.provider == visit.provider(provider).id)
    if (state := visit.query.get("state", "")) in STATES:
        found = found.where(STATES[state])
    return found.order_by(CareSession.starts_at.desc(), Booking.id.desc())


WAYS = (Way("GET", PATH, show, "bookings"),)
