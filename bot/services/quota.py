"""Free sessions of a child, counted for each service and Shanghai calendar year of the session's day."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services.outcomes import QuotaUsed
from bot.services.sessions import OpenSession
from db.models import Booking, Child, QuotaUse
from db.tables import insert_for_both, run, table_of
from knowledge.schema import Service

KEY = ("child_id", "service", "year")
_USES = table_of(QuotaUse)
_MEANT = tuple(_USES.c[name] == bindparam(f"of_{name}") for name in KEY)
_USED = select(_USES.c.used).where(*_MEANT)
_GIVE_BACK = update(_USES).where(*_MEANT).values(used=_USES.c.used - 1)
# The first of a year makes the row; any other is taken only while one is left.
_TAKE = insert_for_both(
    QuotaUse,
    lambda first: first.on_conflict_do_update(
        index_elements=KEY,
        set_={"used": _USES.c.used + 1, "allowed": first.excluded.allowed},
        where=_USES.c.used < first.excluded.allowed,
    ).returning(_USES.c.used),
)


@dataclass(frozen=True, slots=True)
class FreeSession:
    """One that was taken. Both None where the provider counts none."""

    year: int | None
    left: int | None


def take(tx: Session, child_id: int, session: OpenSession, allowed: int | None) -> FreeSession | QuotaUsed:
    """allowed: a year and at least 1, as the provider's file says today; None where it counts none."""
    if allowed is None:
        return FreeSession(None, None)
    year = session.starts_at.astimezone(SHANGHAI).year
    first = {"child_id": child_id, "service": session.service, "year": year, "used": 1, "allowed": allowed}
    used: int | None = run(tx, _TAKE, first).scalar()
    if used is None:
        return QuotaUsed(_used(tx, child_id, session.service, year), allowed, year)
    return FreeSession(year, allowed - used)


def used_up(tx: Session, child_id: int, session: OpenSession, allowed: int | None) -> QuotaUsed | None:
    """A look, nothing taken. allowed: as in take."""
    if allowed is None:
        return None
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
        run(tx, _GIVE_BACK, _key(booking.child_id, booking.session.service, booking.quota_year))


def quota_left(tx: Session, child: Child, service: Service, allowed: int, year: int) -> int:
    return max(0, allowed - _used(tx, child.id, service, year))


def _used(tx: Session, child_id: int, service: str, year: int) -> int:
    return run(tx, _USED, _key(child_id, service, year)).scalar() or 0


def _key(child_id: int, service: str, year: int) -> dict[str, int | str]:
    return {"of_child_id": child_id, "of_service": service, "of_year": year}
