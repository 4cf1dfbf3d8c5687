"""Published versions of the knowledge, and what parents asked of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, LargeBinary, String, Text, text
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


class KnowledgeDraft(Base):
    """A change that one of the staff prepares; each has at most one that has not ended. back_to: the version
    that it puts back, instead of steps. revision: grows with every step. taken_until: some process looks at
    it until then. review: what it would do, None until that is known; against: digest of the knowledge that
    it was compared with; base: a zip of that where it is the folder's, never published;
    result: a zip of all files as they would be, None where it has errors. ended_as: published or dropped."""

    __tablename__ = "knowledge_drafts"
    __table_args__ = (
        Index(
            "ix_knowledge_drafts_open",
            "staff_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    back_to: Mapped[int | None] = mapped_column(ForeignKey("knowledge_versions.id"))
    revision: Mapped[int]
    taken_until: Mapped[datetime | None]
    review: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    against: Mapped[str | None] = mapped_column(String(64))
    base: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    result: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[str | None] = mapped_column(String(20))


class DraftStep(Base):
    """One thing that a draft changes, in the order of the ids. kind: "file" (name: the file's, content: its
    bytes), "question" (name: the FAQ entry's id) or "mapping" (name: the list's file; content of both: JSON,
    see bot/services/draft_steps.py)."""

    __tablename__ = "draft_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("knowledge_drafts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)


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
