"""Urgent notices of a provider ("closed today"), made in a chat or on the pages without touching a file."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.services import audit
from db.models import UrgentNotice
from db.tables import run, table_of

LONGEST_NOTICE = 300  # characters
_NOTICES = table_of(UrgentNotice)
_IN_FORCE = (
    select(_NOTICES.c.id, _NOTICES.c.provider, _NOTICES.c.words, _NOTICES.c.until)
    .where(_NOTICES.c.withdrawn_at.is_(None), _NOTICES.c.until > bindparam("now"))
    .order_by(_NOTICES.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class Notice:
    id: int
    provider: str
    words: str
    until: datetime


def post(tx: Session, provider: str, words: str, until: datetime, by: int, now: datetime) -> Notice:
    """by: of the staff. until: the last instant at which it is shown."""
    notice = UrgentNotice(
        provider=provider, words=words[:LONGEST_NOTICE], until=until, made_by=by, made_at=now
    )
    tx.add(notice)
    tx.flush()
    after = {"notice": notice.id, "until": until.isoformat()}
    audit.record(tx, now, audit.staff(by), "notice.posted", f"provider:{provider}", after=after)
    return Notice(notice.id, provider, notice.words, until)


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


def in_force(tx: Session, now: datetime) -> tuple[Notice, ...]:
    """The newest first."""
    return tuple(Notice(*tuple(row)) for row in run(tx, _IN_FORCE, {"now": now}))
