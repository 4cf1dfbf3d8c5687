"""The record of every change: who, when, what, before and after. Rows are only ever added, and hold no
personal data: people are named by their numbers, which mean nothing once a family is erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db.models import AuditEntry
from db.tables import run, table_of

SYSTEM = "system"
STAFF = "staff:"  # and a number
_NEW = insert(table_of(AuditEntry))


def guardian(guardian_id: int) -> str:
    return f"guardian:{guardian_id}"


def staff(staff_id: int) -> str:
    return f"{STAFF}{staff_id}"


def record(
    tx: Session,
    now: datetime,
    who: str,
    what: str,
    subject: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """In the change's own transaction. what: e.g. "booking.made"; subject: e.g. "booking:TY4K7M2P"."""
    row = {"at": now, "who": who, "what": what, "subject": subject, "before": before, "after": after}
    run(tx, _NEW, row)
