"""A provider's day: what its file plans and what is kept about it, together; and reading which is meant."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services.closing import SERVICES
from bot.services.day_list import SessionList, day_list
from bot.services.sessions import OpenSession, sessions_on
from bot.web.visit import NOT_HERE, Visit
from knowledge.schema import Provider, Service


def whole_day(tx: Session, provider: Provider, day: date) -> list[SessionList]:
    """By start."""
    kept = {(one.service, one.starts_at): one for one in day_list(tx, provider, day)}
    for service in SERVICES:
        for planned in sessions_on(tx, provider, service, day):
            kept.setdefault((service, planned.starts_at), _nobody_yet(planned))
    return sorted(kept.values(), key=lambda one: (one.starts_at, one.service))


def day_of(visit: Visit) -> date:
    """That the address names."""
    return parsed_day(visit.given["day"])


def parsed_day(text: str) -> date:
    """NOT_HERE for no day."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise NOT_HERE from None


def meant(visit: Visit, day: date) -> tuple[date | datetime, Service | None]:
    """The session that the query or form names, or else the whole day."""
    at, service = (visit.form.get(name) or visit.query.get(name, "") for name in ("at", "service"))
    if not at:
        return day, None
    try:
        start = datetime.strptime(at, "%Y-%m-%dT%H:%M").replace(tzinfo=SHANGHAI)
    except ValueError:
        raise NOT_HERE from None
    known = next((one for one in SERVICES if one == service), None)
    if known is None or start.date() != day:
        raise NOT_HERE
    return start, known


def concerned(
    sessions: list[SessionList], when: date | datetime, service: Service | None, now: datetime
) -> list[SessionList]:
    """Those that have not begun, of the session or the day."""
    ahead = [one for one in sessions if one.starts_at > now]
    if not isinstance(when, datetime):
        return ahead
    return [one for one in ahead if one.starts_at == when and one.service == service]


def _nobody_yet(planned: OpenSession) -> SessionList:
    return SessionList(
        service=planned.service,
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        capacity=planned.capacity,
        booked=0,
        held=0,
        waiting=0,
        closed_because=planned.closed_because,
        lines=(),
    )
