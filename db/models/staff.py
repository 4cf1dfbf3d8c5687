"""The people behind the bot: who they are, what parents ask of them, and what they did."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, owned_by_family


class StaffMember(Base):
    """role: editor (knowledge), staff (bookings and requests) or owner (both, and who may). district,
    provider: what the role is limited to; both None for everywhere. channel, user: bound by a one-time code;
    login, password_hash (argon2): for the pages."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("channel", "user"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(10))
    district: Mapped[str | None] = mapped_column(String(40))
    provider: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str | None] = mapped_column(String(20))
    user: Mapped[str | None] = mapped_column(String(200))
    login: Mapped[str | None] = mapped_column(String(40), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    made_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class StaffInvitation(Base):
    """A one-time code that binds an account to a role. code_digest: of the code, which itself is kept
    nowhere."""

    __tablename__ = "staff_invitations"
    id: Mapped[int] = mapped_column(primary_key=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(10))
    district: Mapped[str | None] = mapped_column(String(40))
    provider: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FailedSignIn(Base):
    """For rate limiting. subject: digest of the login or of the address."""

    __tablename__ = "failed_sign_ins"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]


class HumanRequest(Base):
    """A case: a parent's words for the staff of a district, and what followed.

    excerpt: the conversation's last messages, [{"from": "parent" | "bot", "words": ...}]. channel, user: the
    chat that it came from and that the answer goes to. assigned_to: who answers. A case is open until
    closed_at."""

    __tablename__ = "human_requests"
    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = owned_by_family()
    district: Mapped[str | None] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    channel: Mapped[str | None] = mapped_column(String(20))
    user: Mapped[str | None] = mapped_column(String(200))
    provider: Mapped[str | None] = mapped_column(String(40))
    excerpt: Mapped[list[dict[str, str]] | None] = mapped_column(JSON)
    assigned_to: Mapped[int | None]
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class CaseMessage(Base):
    """One message of a case after the first. staff_id: who of the staff wrote it; None for the parent."""

    __tablename__ = "case_messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("human_requests.id", ondelete="CASCADE"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class FactReport(Base):
    """ "信息有误": what a parent says is wrong about a provider or an FAQ entry."""

    __tablename__ = "fact_reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = owned_by_family()
    subject: Mapped[str] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class UrgentNotice(Base):
    """ "Closed today": shown on every answer about the provider until it is over or withdrawn."""

    __tablename__ = "urgent_notices"
    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(String(40), index=True)
    words: Mapped[str] = mapped_column(String(300))
    until: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who changed what, before and after; only ever added to (triggers of the database). who: guardian:ID,
    staff:ID or system; no personal data anywhere."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
