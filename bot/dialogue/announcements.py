"""News put into words: one message for every guardian of the family, in the language each writes in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.answer_json import reply_to_json
from bot.messages import Reply
from bot.services import news
from bot.services.news import News, StaffNews
from db import outbox
from db.models import ConversationRow, Guardian, StaffMember
from db.session import Database

Compose = Callable[[News | StaffNews, str], Reply]  # news and a language → what is said


def announce(tx: Session, compose: Compose, now: datetime) -> None:
    """Writes what was told in this transaction into the outbox; to be called before its commit."""
    for item in news.collect(tx):
        match item:
            case News():
                _to_family(tx, item, compose, now)
            case StaffNews():
                _to_staff(tx, item, compose, now)


def _to_family(tx: Session, item: News, compose: Compose, now: datetime) -> None:
    for guardian in tx.scalars(select(Guardian).where(Guardian.family_id == item.family_id)):
        if guardian.id == item.not_to or item.only_to not in (None, guardian.id):
            continue
        outbox.put(
            tx,
            guardian.channel,
            guardian.user,
            reply_to_json(compose(item, _language(tx, guardian.channel, guardian.user))),
            now,
            key=f"{item.key}:{guardian.id}",
            about=item.about,
            due_at=item.due_at,
            expires_at=item.expires_at,
        )


def _to_staff(tx: Session, item: StaffNews, compose: Compose, now: datetime) -> None:
    member = tx.get(StaffMember, item.staff_id)
    if member and member.channel and member.user:
        said = reply_to_json(compose(item, _language(tx, member.channel, member.user)))
        outbox.put(tx, member.channel, member.user, said, now, key=f"{item.key}:staff:{member.id}")


@contextmanager
def announced(database: Database, compose: Compose, now: datetime) -> Iterator[Session]:
    """A transaction outside of a turn whose news are announced."""
    with database.begin() as tx:
        yield tx
        announce(tx, compose, now)


def _language(tx: Session, channel: str, user: str) -> str:
    state = tx.scalar(
        select(ConversationRow.state).where(ConversationRow.channel == channel, ConversationRow.user == user)
    )
    return str((state or {}).get("language", "zh-Hans"))
