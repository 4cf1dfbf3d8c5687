"""What the bot remembers. The database enforces the rules of booking as well as the code does."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant: stored as naive UTC, read back aware. A naive one is refused."""

    impl = SqlDateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime, dict[str, Any]: JSON}


def _owned_by_family() -> Mapped[int]:
    return mapped_column(ForeignKey("families.id", ondelete="CASCADE"), index=True)


class Family(Base):
    """consented_at: when the family agreed that a child's nickname and birthday are kept."""

    __tablename__ = "families"
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    consented_at: Mapped[datetime | None]
    telephone: Mapped[str | None] = mapped_column(String(20))


class Guardian(Base):
    """A person on a channel; belongs to one family."""

    __tablename__ = "guardians"
    __table_args__ = (UniqueConstraint("channel", "user"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = _owned_by_family()
    channel: Mapped[str] = mapped_column(String(20))
    user: Mapped[str] = mapped_column(String(200))


class Child(Base):
    """born_on: the birthday; its first possible day where only the month was told
    (born_day_known false)."""

    __tablename__ = "children"
    __table_args__ = (UniqueConstraint("family_id", "nickname"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = _owned_by_family()
    nickname: Mapped[str] = mapped_column(String(40))
    born_on: Mapped[date]
    born_day_known: Mapped[bool]


class CareSession(Base):
    """One bookable interval of a provider; made when its first place is booked."""

    __tablename__ = "care_sessions"
    __table_args__ = (
        UniqueConstraint("provider", "service", "starts_at"),
        CheckConstraint("booked >= 0 AND booked <= capacity", name="never_overbooked"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(String(40))
    service: Mapped[str] = mapped_column(String(20))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int]
    booked: Mapped[int] = mapped_column(default=0)


class Booking(Base):
    """number: what a parent quotes. quota_year: the year whose free quota it used, if it used one."""

    __tablename__ = "bookings"
    __table_args__ = (
        Index(
            "uq_bookings_active_child_session",
            "child_id",
            "session_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    family_id: Mapped[int] = _owned_by_family()
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey("care_sessions.id"), index=True)
    request_key: Mapped[str] = mapped_column(String(80), unique=True)
    quota_year: Mapped[int | None]
    booked_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    child: Mapped[Child] = relationship()
    session: Mapped[CareSession] = relationship()


class QuotaUse(Base):
    """Free sessions a child has used of a service in a Shanghai calendar year."""

    __tablename__ = "quota_uses"
    __table_args__ = (CheckConstraint("used >= 0 AND used <= allowed", name="never_exceeded"),)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id", ondelete="CASCADE"), primary_key=True)
    service: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    used: Mapped[int]
    allowed: Mapped[int]


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
    """

    __tablename__ = "outbox"
    __table_args__ = (
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


class HumanRequest(Base):
    """A parent's words for the staff of a district."""

    __tablename__ = "human_requests"
    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = _owned_by_family()
    district: Mapped[str | None] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class FactReport(Base):
    """ "信息有误": what a parent says is wrong about a provider or an FAQ entry."""

    __tablename__ = "fact_reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = _owned_by_family()
    subject: Mapped[str] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class OpenQuestion(Base):
    """A question the bot did not understand, without personal data, for the administrators."""

    __tablename__ = "open_questions"
    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    district: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime]
