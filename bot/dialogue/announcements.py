"""News put into words: one message for every guardian of the family, in the language each writes in."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.answer_json import reply_to_json
from bot.messages import Reply
from bot.services import news
from bot.services.news import News, StaffNews
from db import outbox
from db.models import ConversationRow, Guardian, StaffMember
from db.session import Database
from db.tables import run, table_of

_GUARDIANS, _TALKS = table_of(Guardian), table_of(ConversationRow)
_WITH_WHOM = (_TALKS.c.channel == _GUARDIANS.c.channel) & (_TALKS.c.user == _GUARDIANS.c.user)
_FAMILY = (
    select(_GUARDIANS, _TALKS.c.state)
    .outerjoin_from(_GUARDIANS, _TALKS, _WITH_WHOM)
    .where(_GUARDIANS.c.family_id == bindparam("of_family"), _GUARDIANS.c.id != bindparam("not_to"))
)
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
    told = run(tx, _FAMILY, {"of_family": item.family_id, "not_to": item.not_to or 0}).all()
    for guardian in told:
        if item.only_to not in (None, guardian.id):
            continue
        outbox.put(
            tx,
            guardian.channel,
            guardian.user,
            reply_to_json(compose(item, _language(guardian.state))),
            now,
            key=f"{item.key}:{guardian.id}",
            about=item.about,
            due_at=item.due_at,
            expires_at=item.expires_at,
        )


def _to_staff(tx: Session, item: StaffNews, compose: Compose, now: datetime) -> None:
    member = tx.get(StaffMember, item.staff_id)
    if member and member.channel and member.user:
        talk = tx.get(ConversationRow, (member.channel, member.user))
        said = reply_to_json(compose(item, _language(talk.state if talk else None)))
        outbox.put(tx, member.channel, member.user, said, now, key=f"{item.key}:staff:{member.id}")


@contextmanager
def announced(database: Database, compose: Compose, now: datetime) -> Iterator[Session]:
    """A transaction outside of a turn whose news are announced."""
    with database.begin() as tx:
        yield tx
        announce(tx, compose, now)


def _language(state: Mapping[str, Any] | None) -> str:
    """state: of the conversation with the person, if there is one."""
    return str((state or {}).get("language", "zh-Hans"))
