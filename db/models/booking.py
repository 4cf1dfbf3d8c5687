"""Sessions, bookings, the waiting list, and what belongs to them. The database enforces the rules as well as
the code does."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, owned_by_family
from db.models.families import Child


class CareSession(Base):
    """One bookable interval of a provider; made when something about it is first kept.

    held: places offered to the waiting list. capacity_by_staff: instead of the file's. closed_at,
    closed_because: staff closed it."""

    __tablename__ = "care_sessions"
    __table_args__ = (
        UniqueConstraint("provider", "service", "starts_at"),
        CheckConstraint("booked >= 0 AND booked <= capacity", name="never_overbooked"),
        CheckConstraint("held >= 0 AND booked + held <= capacity", name="never_overheld"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(String(40))
    service: Mapped[str] = mapped_column(String(20))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int]
    booked: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0, server_default="0")
    capacity_by_staff: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    closed_because: Mapped[str | None] = mapped_column(String(200))


class Booking(Base):
    """number: what a parent quotes. quota_year: the year whose free quota it used, if it used one.
    cancelled_because: family, late, closed or staff. quota_kept: cancelled, and counted all the same.
    booked_by: the guardian; None for staff. revision: counts the changes that a calendar should take over."""

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
    family_id: Mapped[int] = owned_by_family()
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey("care_sessions.id"), index=True)
    request_key: Mapped[str] = mapped_column(String(80), unique=True)
    quota_year: Mapped[int | None]
    booked_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_because: Mapped[str | None] = mapped_column(String(20))
    quota_kept: Mapped[bool] = mapped_column(default=False, server_default=false())
    booked_by: Mapped[int | None]
    checked_in_at: Mapped[datetime | None]
    no_show_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
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


class WaitlistEntry(Base):
    """A child that waits for a place. party: entries of one party get places together or not at all.
    hold_until: while offered, a place is held until then. ended_because: booked, left, declined, expired,
    elsewhere, closed or ineligible."""

    __tablename__ = "waitlist"
    __table_args__ = (
        Index(
            "uq_waitlist_active_child_session",
            "child_id",
            "session_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_waitlist_holds",
            "hold_until",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = owned_by_family()
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey("care_sessions.id"), index=True)
    party: Mapped[str] = mapped_column(String(40), index=True)
    request_key: Mapped[str] = mapped_column(String(80), unique=True)
    joined_at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    hold_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None] = mapped_column(String(20))
    child: Mapped[Child] = relationship()
    session: Mapped[CareSession] = relationship()


class Suspension(Base):
    """After too many no-shows a provider takes no booking for the child before until."""

    __tablename__ = "suspensions"
    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id", ondelete="CASCADE"), index=True)
    provider: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime]
    until: Mapped[datetime]


class Reminder(Base):
    """One that was put into the outbox: kind (evening, soon) for the start that the booking had then."""

    __tablename__ = "reminders"
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]


class Subscription(Base):
    """ "Tell me when": kind opening (a provider opens in the place) or place (a session has a place).
    weekday: 0 for Monday. known: ids of the providers that were there when it was made."""

    __tablename__ = "subscriptions"
    id: Mapped[int] = mapped_column(primary_key=True)
    family_id: Mapped[int] = owned_by_family()
    kind: Mapped[str] = mapped_column(String(10))
    provider: Mapped[str | None] = mapped_column(String(40))
    district: Mapped[str | None] = mapped_column(String(40))
    street: Mapped[str | None] = mapped_column(String(40))
    weekday: Mapped[int | None]
    known: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class DoneCommand(Base):
    """What a command led to, so that the same command again gives the same answer."""

    __tablename__ = "done_commands"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    family_id: Mapped[int | None] = mapped_column(ForeignKey("families.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[dict[str, Any]]
    done_at: Mapped[datetime] = mapped_column(index=True)
