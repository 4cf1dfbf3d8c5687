"""Messages to people, kept with the change they tell of until a channel has taken them."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from db.models import OutboxMessage
from db.tables import insert_for_both, run, table_of

EXPIRED = "expired"  # reasons of giving up, beside those that a channel gives
WITHDRAWN = "withdrawn: "
_UNSENT = OutboxMessage.sent_at.is_(None) & OutboxMessage.given_up_because.is_(None)
_OUTBOX = table_of(OutboxMessage)
_NEW = insert_for_both(OutboxMessage, lambda message: message.on_conflict_do_nothing())
_DUE = (
    select(_OUTBOX.c.id, _OUTBOX.c.payload, _OUTBOX.c.expires_at)
    .where(
        _OUTBOX.c.channel == bindparam("of_channel"),
        _OUTBOX.c.chat == bindparam("of_chat"),
        _OUTBOX.c.sent_at.is_(None),
        _OUTBOX.c.given_up_because.is_(None),
        _OUTBOX.c.due_at <= bindparam("now"),
    )
    .order_by(_OUTBOX.c.due_at, _OUTBOX.c.id)
    .with_for_update()
)
_SETTLED = update(_OUTBOX).where(_OUTBOX.c.id == bindparam("of_message"))


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
    run(tx, _NEW, row)


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
    payloads = []
    for row in run(tx, _DUE, {"of_channel": channel, "of_chat": chat, "now": now}).all():
        if row.expires_at and row.expires_at <= now:
            settled: dict[str, Any] = {"given_up_because": EXPIRED}
        else:
            payloads.append(row.payload)
            settled = {"sent_at": now}
        run(tx, _SETTLED, {"of_message": row.id, "payload": {}, **settled})
    return payloads
