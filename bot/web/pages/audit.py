"""审计: who changed what, before and after."""

from functools import partial

from sqlalchemy import ColumnElement, String, cast, literal, or_, select
from starlette.responses import Response

from bot.web.access import Way
from bot.web.people import names_of
from bot.web.rendering import words
from bot.web.visit import Visit
from db.models import AuditEntry, Booking, CareSession, HumanRequest

PATH = "/admin/audit"
MOST = 100


def show(visit: Visit) -> Response:
    subject, who = (visit.query.get(name, "").strip()[:80] for name in ("subject", "who"))
    before = visit.query.get("before", "")
    found = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(MOST + 1)
    if subject:
        found = found.where(AuditEntry.subject.contains(subject, autoescape=True))
    if before.isdecimal() and len(before) < 16:
        found = found.where(AuditEntry.id < int(before))
    if (reached := visit.provider_ids()) is not None:
        found = found.where(_about(reached, visit))
    with visit.tx() as tx:
        names = names_of(tx)
        if who:
            found = found.where(AuditEntry.who.in_(_called(who, names)))
        entries = list(tx.scalars(found))
    return visit.page(
        "audit",
        entries=entries[:MOST],
        older=entries[MOST - 1].id if len(entries) > MOST else None,
        asked={"subject": subject, "who": who},
        names=names,
        did=partial(_did, visit),
    )


def _did(visit: Visit, what: str) -> str:
    """In words; what is recorded under a name that has none stays as it is."""
    key = f"audited_{what.replace('.', '_')}"
    return visit.say(key) if key in words() else what


def _called(who: str, names: dict[str, str]) -> list[str]:
    """A name of the staff's, or the audit's own."""
    return [who, *(number for number, name in names.items() if name == who)]


def _about(providers: tuple[str, ...], visit: Visit) -> ColumnElement[bool]:
    """What lies within the limits of the role."""
    subject = AuditEntry.subject
    of_sessions = select(literal("session:") + cast(CareSession.id, String))
    of_bookings = select(literal("booking:") + Booking.number).join(CareSession)
    of_cases = select(literal("case:") + cast(HumanRequest.id, String))
    if visit.member.provider:
        of_cases = of_cases.where(HumanRequest.provider == visit.member.provider)
    return or_(
        subject.in_([f"provider:{one}" for one in providers]),
        subject.in_(of_sessions.where(CareSession.provider.in_(providers))),
        subject.in_(of_bookings.where(CareSession.provider.in_(providers))),
        subject.in_(of_cases.where(HumanRequest.district == visit.district)),
    )


WAYS = (Way("GET", PATH, show, "people"),)
