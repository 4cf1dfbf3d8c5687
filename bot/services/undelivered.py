"""Messages that never reached their person, for the staff to see: without what was in them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from db.models import Guardian, OutboxMessage
from db.outbox import WITHDRAWN


@dataclass(frozen=True, slots=True)
class Undelivered:
    """family_id: None where the person belongs to none. about: what the message spoke of, such as
    "booking:TY4K7M2P"; None for an answer. because: the channel's reason, or "expired"."""

    channel: str
    family_id: int | None
    about: str | None
    due_at: datetime
    because: str


def undelivered(tx: Session, since: datetime) -> tuple[Undelivered, ...]:
    """Those that were due since then and were given up, the latest first. What was withdrawn is not among
    them: it was not to be sent any more."""
    given_up = OutboxMessage.given_up_because
    rows = tx.execute(
        select(OutboxMessage.channel, Guardian.family_id, OutboxMessage.about, OutboxMessage.due_at, given_up)
        .outerjoin(
            Guardian, and_(Guardian.channel == OutboxMessage.channel, Guardian.user == OutboxMessage.chat)
        )
        .where(
            given_up.is_not(None),
            given_up.not_like(f"{WITHDRAWN}%"),
            OutboxMessage.due_at >= since,
        )
        .order_by(OutboxMessage.due_at.desc(), OutboxMessage.id.desc())
    )
    return tuple(
        Undelivered(row.channel, row.family_id, row.about, row.due_at, row.given_up_because or "")
        for row in rows
    )
