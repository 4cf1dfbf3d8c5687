"""Families, the people who write for them, and their children."""

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, owned_by_family


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
    family_id: Mapped[int] = owned_by_family()
    channel: Mapped[str] = mapped_column(String(20))
    user: Mapped[str] = mapped_column(String(200))


class GuardianInvitation(Base):
    """A one-time code by which a second guardian joins a family. code_digest: of the code, which itself is
    kept nowhere."""

    __tablename__ = "guardian_invitations"
    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = owned_by_family()
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Child(Base):
    """born_on: the birthday; its first possible day where only the month was told
    (born_day_known false). note: what the staff should know, e.g. an allergy, as the family wrote it."""

    __tablename__ = "children"
    __table_args__ = (UniqueConstraint("family_id", "nickname"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = owned_by_family()
    nickname: Mapped[str] = mapped_column(String(40))
    born_on: Mapped[date]
    born_day_known: Mapped[bool]
    note: Mapped[str | None] = mapped_column(String(200))
