"""Messages to people, in the database from the turn's commit until Telegram has taken them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from bot.answer_json import reply_to_json
from bot.channels.telegram import NAME
from bot.messages import Reply
from db.models import OutboxMessage

PARTS_SENT = "parts_sent"  # in the payload: how many calls of a reply are behind us
_OURS = OutboxMessage.channel == NAME
_UNSENT = OutboxMessage.sent_at.is_(None) & OutboxMessage.given_up_because.is_(None)


@dataclass(frozen=True, slots=True)
class Progress:
    """parts_sent calls have gone out, the last of them as message_id."""

    parts_sent: int
    message_id: int | None


def put(tx: Session, chat: str, replies: Iterable[Reply], now: datetime) -> None:
    for reply in replies:
        payload = reply_to_json(reply)
        tx.add(OutboxMessage(channel=NAME, chat=chat, payload=payload, created_at=now, due_at=now))


def waiting_chats(tx: Session, now: datetime) -> list[str]:
    return list(tx.scalars(select(OutboxMessage.chat).where(_OURS, _UNSENT, _in_line(now)).distinct()))


def next_of(tx: Session, chat: str, now: datetime) -> OutboxMessage | None:
    """The head of the chat's line: what was tried already, whose due_at may be ahead, and then by due_at."""
    return tx.scalar(
        select(OutboxMessage)
        .where(_OURS, _UNSENT, OutboxMessage.chat == chat, _in_line(now))
        .order_by(OutboxMessage.attempts == 0, OutboxMessage.due_at, OutboxMessage.id)
        .limit(1)
    )


def note_part(tx: Session, row: OutboxMessage, progress: Progress) -> None:
    payload = {**row.payload, PARTS_SENT: progress.parts_sent}
    _change(tx, row, payload=payload, message_id=_text(progress.message_id))


def note_sent(tx: Session, row: OutboxMessage, progress: Progress, now: datetime) -> None:
    _change(tx, row, payload={}, sent_at=now, message_id=_text(progress.message_id))


def postpone(tx: Session, row: OutboxMessage, until: datetime) -> None:
    _change(tx, row, due_at=until, attempts=row.attempts + 1)


def give_up(tx: Session, row: OutboxMessage, because: str) -> None:
    _change(tx, row, payload={}, given_up_because=because[:200], attempts=row.attempts + 1)


def move_chat(tx: Session, chat: str, new_chat: str) -> None:
    tx.execute(update(OutboxMessage).where(_OURS, _UNSENT, OutboxMessage.chat == chat).values(chat=new_chat))


def forget_settled(tx: Session, before: datetime) -> None:
    tx.execute(delete(OutboxMessage).where(_OURS, ~_UNSENT, OutboxMessage.created_at < before))


def _in_line(now: datetime) -> ColumnElement[bool]:
    """Due, or tried already: what could not be sent yet keeps its place before later messages."""
    return or_(OutboxMessage.due_at <= now, OutboxMessage.attempts > 0)


def _change(tx: Session, row: OutboxMessage, **values: object) -> None:
    tx.execute(update(OutboxMessage).where(OutboxMessage.id == row.id).values(**values))


def _text(message_id: int | None) -> str | None:
    return None if message_id is None else str(message_id)
