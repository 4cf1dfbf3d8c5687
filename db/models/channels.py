"""Conversations, and messages on their way in and out."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class ConversationRow(Base):
    """State of the dialogue with one person; version counts its saves."""

    __tablename__ = "conversations"
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    user: Mapped[str] = mapped_column(String(200), primary_key=True)
    state: Mapped[dict[str, Any]]
    version: Mapped[int]
    updated_at: Mapped[datetime]


class AnsweredUpdate(Base):
    """The first answer to an update, given again when the update comes again."""

    __tablename__ = "answered_updates"
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    user: Mapped[str] = mapped_column(String(200), primary_key=True)
    update_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    answer: Mapped[dict[str, Any]]
    answered_at: Mapped[datetime] = mapped_column(index=True)


class InboxUpdate(Base):
    """A raw update of a channel, kept before it is acknowledged and dropped once it is done."""

    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("channel", "update_id"), Index("ix_inbox_chat", "channel", "chat"))
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    update_id: Mapped[int] = mapped_column(BigInteger)
    chat: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)


class OutboxMessage(Base):
    """A message to a person, written with the change it tells of and sent after the commit.

    payload: the channel's own rendering-neutral form of a Reply. sent_at with message_id when the
    channel took it; given_up_because when it never will.
    key: two messages never have the same. about: what it speaks of, e.g. "booking:TY4K7M2P", so that it can
    be withdrawn. expires_at: not sent after it.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("uq_outbox_key", "key", unique=True),
        Index(
            "ix_outbox_waiting",
            "channel",
            "chat",
            sqlite_where=text("sent_at IS NULL AND given_up_because IS NULL"),
            postgresql_where=text("sent_at IS NULL AND given_up_because IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    chat: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(80))
    given_up_because: Mapped[str | None] = mapped_column(String(200))
    key: Mapped[str | None] = mapped_column(String(120))
    about: Mapped[str | None] = mapped_column(String(60), index=True)
    expires_at: Mapped[datetime | None]
