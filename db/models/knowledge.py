"""Published versions of the knowledge, and what parents asked of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class KnowledgeVersion(Base):
    """archive: a zip of the files. digest: SHA-256 over names and contents of the files, hexadecimal."""

    __tablename__ = "knowledge_versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    archive: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    note: Mapped[str | None] = mapped_column(String(400))
    made_by: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]


class KnowledgeInForce(Base):
    """The one version that bots answer from. Its single row has id 1."""

    __tablename__ = "knowledge_in_force"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("knowledge_versions.id"))
    since: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(40))


class RecordedQuestion(Base):
    """A parent's question without personal data, and how it was taken. outcome: answered, asked_back,
    unknown, rejected ("that is not it") or human. entry: id of the FAQ entry that answered. handled_at: an
    administrator has dealt with it."""

    __tablename__ = "recorded_questions"
    __table_args__ = (Index("ix_recorded_questions_outcome", "outcome", "asked_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    district: Mapped[str | None] = mapped_column(String(40))
    topic: Mapped[str | None] = mapped_column(String(20))
    entry: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[float | None] = mapped_column(Float)
    asked_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
