"""The child that somebody asks to book, with all that is known of it before any session is looked at."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from bot.services.outcomes import BookingRequest
from db.models import Booking, Child, Suspension, WaitlistEntry
from db.tables import run, table_of

_CHILDREN, _BOOKINGS = table_of(Child), table_of(Booking)
_SUSPENSIONS, _LIST = table_of(Suspension), table_of(WaitlistEntry)
_SUSPENDED_UNTIL = select(func.max(_SUSPENSIONS.c.until)).where(
    _SUSPENSIONS.c.child_id == _CHILDREN.c.id,
    _SUSPENSIONS.c.provider == bindparam("at_provider"),
    _SUSPENSIONS.c.until > bindparam("now"),
)
_REQUESTED = select(_BOOKINGS.c.id).where(
    _BOOKINGS.c.request_key == bindparam("of_request"), _BOOKINGS.c.family_id == _CHILDREN.c.family_id
)
_WAITS = exists().where(_LIST.c.family_id == _CHILDREN.c.family_id, _LIST.c.ended_at.is_(None))
_CANDIDATE = select(
    _CHILDREN.c.id,
    _CHILDREN.c.nickname,
    _CHILDREN.c.born_on,
    _CHILDREN.c.born_day_known,
    _SUSPENDED_UNTIL.scalar_subquery().label("suspended_until"),
    _REQUESTED.scalar_subquery().label("booking"),
    _WAITS.label("family_waits"),
).where(_CHILDREN.c.id == bindparam("of_child"), _CHILDREN.c.family_id == bindparam("of_family"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """suspended_until: by the provider, if it is. booking: the id of what the same request led to before,
    given back or not. family_waits: for any session, this child or another."""

    id: int
    nickname: str
    born_on: date
    born_day_known: bool
    suspended_until: datetime | None
    booking: int | None
    family_waits: bool


def candidate(tx: Session, request: BookingRequest, now: datetime) -> Candidate | None:
    """Found by its family too, so that no family reaches another's child. As committed at this moment."""
    asked = {
        "of_child": request.child_id,
        "of_family": request.family_id,
        "of_request": request.request_key,
        "at_provider": request.provider.id,
        "now": now,
    }
    row = run(tx, _CANDIDATE, asked).first()
    return Candidate(*tuple(row)) if row else None
