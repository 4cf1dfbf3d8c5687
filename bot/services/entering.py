"""Writing a booking down, once a place may be taken: the free session, the place, the row, the audit."""

import random
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.services import audit, quota, rules
from bot.services.bookings import for_audit
from bot.services.candidates import Candidate
from bot.services.missing_rows import insert_missing
from bot.services.numbers import numbers
from bot.services.outcomes import Booked, BookingRequest, QuotaUsed, SessionFull
from bot.services.sessions import OpenSession
from db.models import Booking, Child
from knowledge.schema import Provider


def enter(
    tx: Session,
    request: BookingRequest,
    child: Candidate | Child,
    session: OpenSession,
    session_id: int,
    take_place: Callable[[], bool],
    now: datetime,
    rng: random.Random,
) -> Booked | QuotaUsed | SessionFull:
    """QuotaUsed leaves the place taken: the caller gives it back."""
    if not take_place():
        return SessionFull()
    free = quota.take(tx, child.id, session, rules.free_sessions(request.provider, session.service))
    if isinstance(free, QuotaUsed):
        return free
    row = {
        "family_id": request.family_id,
        "child_id": child.id,
        "session_id": session_id,
        "request_key": request.request_key,
        "quota_year": free.year,
        "booked_at": now,
        "booked_by": request.by,
    }
    number = next(n for n in numbers(rng) if insert_missing(tx, Booking, {"number": n, **row}, ("number",)))
    after = for_audit(session, child.id, free.year)
    audit.record(tx, now, doer(request.by, request.desk), "booking.made", f"booking:{number}", after=after)
    return Booked(number, session.starts_at, session.ends_at, child.nickname, free.left)


def told_again(tx: Session, booking: Booking, provider: Provider) -> Booked:
    """The same request was carried out before."""
    session, year, left = booking.session, booking.quota_year, None
    service = rules.service_of(booking)
    if year and (allowed := rules.free_sessions(provider, service)):
        left = quota.quota_left(tx, booking.child, service, allowed, year)
    return Booked(
        booking.number, session.starts_at, session.ends_at, booking.child.nickname, left, again=True
    )


def doer(by: int | None, desk: str | None = None) -> str:
    """As the audit names them."""
    return desk or (audit.SYSTEM if by is None else audit.guardian(by))
