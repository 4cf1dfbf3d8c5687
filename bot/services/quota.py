"""Free sessions of a child, counted for each service and Shanghai calendar year of the session's day."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services.missing_rows import insert_missing
from bot.services.outcomes import QuotaUsed
from bot.services.sessions import OpenSession
from db.models import Booking, Child, QuotaUse
from knowledge.schema import Service

KEY = ("child_id", "service", "year")


@dataclass(frozen=True, slots=True)
class FreeSession:
    """One that was taken. Both None where the provider counts none."""

    year: int | None
    left: int | None


def take(tx: Session, child_id: int, session: OpenSession, allowed: int | None) -> FreeSession | QuotaUsed:
    """allowed: a year, as the provider's file says today; None where it counts none."""
    if allowed is None:
        return FreeSession(None, None)
    year = session.starts_at.astimezone(SHANGHAI).year
    key = {"child_id": child_id, "service": session.service, "year": year}
    insert_missing(tx, QuotaUse, {**key, "used": 0, "allowed": allowed}, KEY)
    used = tx.scalar(
        update(QuotaUse)
        .where(*_is(child_id, session.service, year), QuotaUse.used < allowed)
        .values(used=QuotaUse.used + 1, allowed=allowed)
        .returning(QuotaUse.used)
        .execution_options(synchronize_session=False)
    )
    if used is None:
        return QuotaUsed(_used(tx, child_id, session.service, year), allowed, year)
    return FreeSession(year, allowed - used)


def used_up(tx: Session, child_id: int, session: OpenSession, allowed: int) -> QuotaUsed | None:
    """A look, nothing taken."""
    year = session.starts_at.astimezone(SHANGHAI).year
    used = _used(tx, child_id, session.service, year)
    return QuotaUsed(used, allowed, year) if used >= allowed else None


def carry_over(
    tx: Session, booking: Booking, session: OpenSession, allowed: int | None
) -> FreeSession | QuotaUsed:
    """For a booking that moves to the session: within a year nothing is counted anew, also where the file
    allows less by now."""
    year = session.starts_at.astimezone(SHANGHAI).year
    if allowed is not None and booking.quota_year == year:
        return FreeSession(year, max(0, allowed - _used(tx, booking.child_id, session.service, year)))
    give_back(tx, booking)
    return take(tx, booking.child_id, session, allowed)


def give_back(tx: Session, booking: Booking) -> None:
    """Whatever the booking used."""
    if booking.quota_year is not None:
        tx.execute(
            update(QuotaUse)
            .where(*_is(booking.child_id, booking.session.service, booking.quota_year))
            .values(used=QuotaUse.used - 1)
            .execution_options(synchronize_session=False)
        )


def quota_left(tx: Session, child: Child, service: Service, allowed: int, year: int) -> int:
    return max(0, allowed - _used(tx, child.id, service, year))


def _used(tx: Session, child_id: int, service: str, year: int) -> int:
    return tx.scalar(select(QuotaUse.used).where(*_is(child_id, service, year))) or 0


def _is(child_id: int, service: str, year: int) -> tuple[ColumnElement[bool], ...]:
    return QuotaUse.child_id == child_id, QuotaUse.service == service, QuotaUse.year == year
