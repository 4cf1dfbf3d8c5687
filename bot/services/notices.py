"""Urgent notices of a provider ("closed today"), made in a chat or on the pages without touching a file."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.services import audit
from db.models import UrgentNotice

LONGEST_NOTICE = 300  # characters


def post(tx: Session, provider: str, words: str, until: datetime, by: int, now: datetime) -> UrgentNotice:
    """by: of the staff. until: the last instant at which it is shown."""
    notice = UrgentNotice(
        provider=provider, words=words[:LONGEST_NOTICE], until=until, made_by=by, made_at=now
    )
    tx.add(notice)
    tx.flush()
    after = {"notice": notice.id, "until": until.isoformat()}
    audit.record(tx, now, audit.staff(by), "notice.posted", f"provider:{provider}", after=after)
    return notice


def withdraw(tx: Session, notice_id: int, by: int, now: datetime) -> bool:
    """False when there is none in force."""
    withdrawn = tx.execute(
        update(UrgentNotice)
        .where(UrgentNotice.id == notice_id, UrgentNotice.withdrawn_at.is_(None), UrgentNotice.until > now)
        .values(withdrawn_at=now)
        .returning(UrgentNotice.provider)
    ).scalar_one_or_none()
    if withdrawn is None:
        return False
    before = {"notice": notice_id}
    audit.record(tx, now, audit.staff(by), "notice.withdrawn", f"provider:{withdrawn}", before=before)
    return True


def in_force(tx: Session, now: datetime) -> tuple[UrgentNotice, ...]:
    """The newest first."""
    found = select(UrgentNotice).where(UrgentNotice.withdrawn_at.is_(None), UrgentNotice.until > now)
    return tuple(tx.scalars(found.order_by(UrgentNotice.id.desc())))
