"""Updates kept before they are acknowledged, each until it has had its one effect."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.channels.telegram import NAME
from bot.channels.telegram.updates import chat_of, typed_id
from db.models import InboxUpdate

_OURS = InboxUpdate.channel == NAME
_UNDONE = InboxUpdate.done_at.is_(None)
_LOOKED_BACK = 50  # updates of a chat among which its latest message is looked for


def keep(tx: Session, updates: Iterable[dict[str, Any]], now: datetime) -> set[str]:
    """The chats that have something new; an update that was kept before is left as it is."""
    rows = [
        {
            "channel": NAME,
            "update_id": one["update_id"],
            "chat": chat_of(one),
            "payload": one,
            "received_at": now,
        }
        for one in updates
    ]
    if not rows:
        return set()
    dialect = sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql
    new = dialect.insert(InboxUpdate).values(rows).on_conflict_do_nothing().returning(InboxUpdate.chat)
    return set(tx.scalars(new))


def waiting_chats(tx: Session) -> list[str]:
    return list(tx.scalars(select(InboxUpdate.chat).where(_OURS, _UNDONE).distinct()))


def next_of(tx: Session, chat: str) -> InboxUpdate | None:
    return tx.scalar(
        select(InboxUpdate).where(_OURS, _UNDONE, InboxUpdate.chat == chat).order_by(InboxUpdate.id).limit(1)
    )


def settle(tx: Session, row: InboxUpdate, now: datetime) -> bool:
    """Marks the update done and forgets what was written in it. False when somebody did so already."""
    changed = tx.execute(
        update(InboxUpdate)
        .where(InboxUpdate.id == row.id, _UNDONE)
        .values(done_at=now, payload=_kept_of(row.payload))
        .returning(InboxUpdate.id)
    )
    return changed.scalar_one_or_none() is not None


def corrects_latest(tx: Session, edit: InboxUpdate, message_id: int) -> bool:
    """Whether nothing had been typed in the chat between this message and its edit."""
    payloads = tx.scalars(
        select(InboxUpdate.payload)
        .where(_OURS, InboxUpdate.chat == edit.chat, InboxUpdate.id < edit.id)
        .order_by(InboxUpdate.id.desc())
        .limit(_LOOKED_BACK)
    )
    typed = [id_ for payload in payloads if (id_ := typed_id(payload)) is not None]
    return bool(typed) and message_id == max(typed)


def forget_done(tx: Session, before: datetime) -> None:
    """Telegram itself keeps an update for a day: older ones cannot come again."""
    tx.execute(delete(InboxUpdate).where(_OURS, InboxUpdate.done_at < before))


def _kept_of(payload: dict[str, Any]) -> dict[str, Any]:
    """Nothing but the number of a message, by which an edit of the latest one is known."""
    id_ = typed_id(payload)
    return {} if id_ is None else {"message": {"message_id": id_}}
