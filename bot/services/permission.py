"""Whether a child may be booked into a session at all, apart from counts: for bookings and for waiting."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services import rules
from bot.services.candidates import Candidate
from bot.services.outcomes import (
    AgeUnknown,
    AlreadyBegan,
    BookingRequest,
    NotOffered,
    Refusal,
    SessionClosed,
    Suspended,
    TooFarAhead,
    WaitRequest,
    WrongAge,
)
from bot.services.sessions import OpenSession, session_at
from db.models import Child, Suspension
from db.tables import run, table_of
from knowledge.schema import Provider, Service

_SUSPENSIONS = table_of(Suspension)
_SUSPENDED = select(func.max(_SUSPENSIONS.c.until)).where(
    _SUSPENSIONS.c.child_id == bindparam("of_child"),
    _SUSPENSIONS.c.provider == bindparam("of_provider"),
    _SUSPENSIONS.c.until > bindparam("now"),
)


def permitted(
    tx: Session, request: BookingRequest | WaitRequest, child: Child | Candidate, now: datetime
) -> OpenSession | Refusal:
    """The session, unless a rule that depends on no count forbids it."""
    if refusal := _refusal_of_time(request, now):
        return refusal
    session = session_at(tx, request.provider, request.service, request.starts_at)
    if session is None:
        return NotOffered()
    if session.closed_because is not None:
        return SessionClosed(session.closed_because)
    if session.ends_at <= now:
        return AlreadyBegan()
    return (
        rules.refusal_of_stranger(request.provider, request.acknowledged_eligibility)
        or refusal_of_child(tx, request.provider, request.service, child, request.starts_at, now)
        or session
    )


def refusal_of_child(
    tx: Session,
    provider: Provider,
    service: Service,
    child: Child | Candidate,
    starts_at: datetime,
    now: datetime,
) -> WrongAge | AgeUnknown | Suspended | None:
    """Its age on the day of the session, and its no-shows."""
    day = starts_at.astimezone(SHANGHAI).date()
    if refusal := rules.refusal_of_age(provider, service, child, day):
        return refusal
    if isinstance(child, Candidate):
        until = child.suspended_until
    else:
        until = suspended_until(tx, child.id, provider.id, now)
    return Suspended(until) if until else None


def suspended_until(tx: Session, child_id: int, provider_id: str, now: datetime) -> datetime | None:
    of_child = {"of_child": child_id, "of_provider": provider_id, "now": now}
    until: datetime | None = run(tx, _SUSPENDED, of_child).scalar()
    return until


def _refusal_of_time(
    request: BookingRequest | WaitRequest, now: datetime
) -> AlreadyBegan | TooFarAhead | None:
    """At the door a session that has begun can still be booked."""
    match request:
        case BookingRequest(desk=str()) if request.starts_at <= now:
            return None
        case BookingRequest(standing=True):
            return rules.refusal_of_time(request.starts_at, now, standing=True)
        case _:
            return rules.refusal_of_time(request.starts_at, now)
