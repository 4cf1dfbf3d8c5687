"""Saved conversations, and the first answers to updates. Every call is within the turn's transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from db.models import AnsweredUpdate, ConversationRow
from db.tables import insert_for_both, run, table_of

_TALKS, _ANSWERS = table_of(ConversationRow), table_of(AnsweredUpdate)
_ITS_OWN = (_TALKS.c.channel == bindparam("of_channel")) & (_TALKS.c.user == bindparam("of_user"))
_STATE = select(_TALKS.c.state).where(_ITS_OWN).with_for_update()
_SAVE = update(_TALKS).where(_ITS_OWN).values(version=_TALKS.c.version + 1)
_FIRST_ANSWER = select(_ANSWERS.c.answer).where(
    _ANSWERS.c.channel == bindparam("of_channel"),
    _ANSWERS.c.user == bindparam("of_user"),
    _ANSWERS.c.update_id == bindparam("of_update"),
)
_NEW = insert_for_both(ConversationRow, lambda talk: talk.on_conflict_do_nothing())
_SAVE_NEW, _KEEP = insert(_TALKS), insert(_ANSWERS)


def lock(tx: Session, channel: str, user: str, now: datetime) -> dict[str, Any]:
    """The conversation's state, {} for a new one; nobody else gets it before this transaction ends."""
    who = {"of_channel": channel, "of_user": user}
    known: dict[str, Any] | None = run(tx, _STATE, who).scalar_one_or_none()
    if known is not None:
        return known
    row = {"channel": channel, "user": user, "state": {}, "version": 0, "updated_at": now}
    run(tx, _NEW, row)
    state: dict[str, Any] = run(tx, _STATE, who).scalar_one()
    return state


def save(tx: Session, channel: str, user: str, state: dict[str, Any], now: datetime) -> None:
    """Also where the row was erased in this very turn."""
    changed = run(tx, _SAVE, {"of_channel": channel, "of_user": user, "state": state, "updated_at": now})
    if changed.rowcount == 0:
        row = {"channel": channel, "user": user, "state": state, "version": 1, "updated_at": now}
        run(tx, _SAVE_NEW, row)


def first_answer(tx: Session, channel: str, user: str, update_id: str) -> dict[str, Any] | None:
    who = {"of_channel": channel, "of_user": user, "of_update": update_id}
    answer: dict[str, Any] | None = run(tx, _FIRST_ANSWER, who).scalar_one_or_none()
    return answer


def keep_answer(
    tx: Session, channel: str, user: str, update_id: str, answer: dict[str, Any], now: datetime
) -> None:
    row = {"channel": channel, "user": user, "update_id": update_id, "answer": answer, "answered_at": now}
    run(tx, _KEEP, row)
