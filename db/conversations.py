"""Saved conversations, and the first answers to updates. Every call is within the turn's transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import AnsweredUpdate, ConversationRow


def lock(tx: Session, channel: str, user: str, now: datetime) -> dict[str, Any]:
    """The conversation's state, {} for a new one; nobody else gets it before this transaction ends."""
    dialect = sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql
    row = {"channel": channel, "user": user, "state": {}, "version": 0, "updated_at": now}
    tx.execute(dialect.insert(ConversationRow).values(row).on_conflict_do_nothing())
    found = tx.execute(select(ConversationRow.state).where(*_is(channel, user)).with_for_update())
    state: dict[str, Any] = found.scalar_one()
    return state


def save(tx: Session, channel: str, user: str, state: dict[str, Any], now: datetime) -> None:
    """Also where the row was erased in this very turn."""
    changed = tx.execute(
        update(ConversationRow)
        .where(*_is(channel, user))
        .values(state=state, version=ConversationRow.version + 1, updated_at=now)
        .returning(ConversationRow.version)
    )
    if changed.scalar_one_or_none() is None:
        row = {"channel": channel, "user": user, "state": state, "version": 1, "updated_at": now}
        tx.execute(insert(ConversationRow).values(row))


def first_answer(tx: Session, channel: str, user: str, update_id: str) -> dict[str, Any] | None:
    kept = tx.get(AnsweredUpdate, (channel, user, update_id))
    return kept.answer if kept else None


def keep_answer(
    tx: Session, channel: str, user: str, update_id: str, answer: dict[str, Any], now: datetime
) -> None:
    tx.add(AnsweredUpdate(channel=channel, user=user, update_id=update_id, answer=answer, answered_at=now))


def _is(channel: str, user: str) -> tuple[Any, Any]:
    return ConversationRow.channel == channel, ConversationRow.user == user
