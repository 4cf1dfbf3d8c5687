"""Messages to people, kept with the change they tell of until a channel has taken them."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import OutboxMessage

EXPIRED = "expired"  # reasons of giving up, beside those that a channel gives
WITHDRAWN = "withdrawn: "
_UNSENT = OutboxMessage.sent_at.is_(None) & OutboxMessage.given_up_because.is_(None)


def put(
    tx: Session,
    channel: str,
    chat: str,
    payload: dict[str, Any],
    now: datetime,
    *,
    key: str | None = None,
    about: str | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Nothing where a message with the same key was put before. payload: a reply in JSON."""
    row = {
        "channel": channel,
        "chat": chat,
        "payload": payload,
        "created_at": now,
        "due_at": due_at or now,
        "attempts": 0,
        "key": key,
        "about": about,
        "expires_at": expires_at,
    }
    dialect = sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql
    tx.execute(dialect.insert(OutboxMessage).values(row).on_conflict_do_nothing())


def withdraw(tx: Session, about: str, because: str) -> None:
    """What has not been sent about it never will be."""
    tx.execute(
        update(OutboxMessage)
        .where(OutboxMessage.about == about, _UNSENT)
        .values(given_up_because=f"{WITHDRAWN}{because}", payload={})
    )


def take_due(tx: Session, channel: str, chat: str, now: datetime) -> list[dict[str, Any]]:
    """The payloads that are due for a chat, marked as sent: for a channel that cannot call on a person and
    hands them over with its next answer."""
    due = select(OutboxMessage).where(
        OutboxMessage.channel == channel, OutboxMessage.chat == chat, _UNSENT, OutboxMessage.due_at <= now
    )
    payloads = []
    for row in tx.scalars(due.order_by(OutboxMessage.due_at, OutboxMessage.id).with_for_update()).all():
        if row.expires_at and row.expires_at <= now:
            row.given_up_because = EXPIRED
        else:
            payloads.append(row.payload)
            row.sent_at = now
        row.payload = {}
    return payloads
