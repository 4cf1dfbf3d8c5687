"""The first tables. Names of keys and indexes follow the convention of db.models."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STANDS = sa.text("cancelled_at IS NULL")


def upgrade() -> None:
    _families()
    _sessions_and_bookings()
    _conversations()
    _messages_of_channels()
    _words_for_people()


def downgrade() -> None:
    for table in (
        "open_questions",
        "fact_reports",
        "human_requests",
        "outbox",
        "inbox",
        "answered_updates",
        "conversations",
        "quota_uses",
        "bookings",
        "care_sessions",
        "children",
        "guardians",
        "families",
    ):
        op.drop_table(table)


def _families() -> None:
    op.create_table(
        "families",
        _id(),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("consented_at", sa.DateTime(), nullable=True),
        sa.Column("telephone", sa.String(20), nullable=True),
    )
    op.create_table(
        "guardians",
        _id(),
        _family(),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("user", sa.String(200), nullable=False),
        sa.UniqueConstraint("channel", "user"),
    )
    op.create_table(
        "children",
        _id(),
        _family(),
        sa.Column("nickname", sa.String(40), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("born_day_known", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("family_id", "nickname"),
    )


def _sessions_and_bookings() -> None:
    op.create_table(
        "care_sessions",
        _id(),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("service", sa.String(20), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.CheckConstraint("booked >= 0 AND booked <= capacity", name="never_overbooked"),
        sa.UniqueConstraint("provider", "service", "starts_at"),
    )
    op.create_table(
        "bookings",
        _id(),
        sa.Column("number", sa.String(12), nullable=False),
        _family(),
        sa.Column("child_id", sa.Integer(), _child(), nullable=False),
        sa.Column("session_id", sa.Integer(), sa.ForeignKey("care_sessions.id"), nullable=False, index=True),
        sa.Column("request_key", sa.String(80), nullable=False),
        sa.Column("quota_year", sa.Integer(), nullable=True),
        sa.Column("booked_at", sa.DateTime(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("request_key"),
    )
    op.create_index(
        "uq_bookings_active_child_session",
        "bookings",
        ["child_id", "session_id"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )
    op.create_table(
        "quota_uses",
        sa.Column("child_id", sa.Integer(), _child(), primary_key=True),
        sa.Column("service", sa.String(20), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.CheckConstraint("used >= 0 AND used <= allowed", name="never_exceeded"),
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("user", sa.String(200), primary_key=True),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "answered_updates",
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("user", sa.String(200), primary_key=True),
        sa.Column("update_id", sa.String(80), primary_key=True),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False, index=True),
    )


def _messages_of_channels() -> None:
    op.create_table(
        "inbox",
        _id(),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat", sa.String(200), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True, index=True),
        sa.UniqueConstraint("channel", "update_id"),
    )
    op.create_table(
        "outbox",
        _id(),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("chat", sa.String(200), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("message_id", sa.String(80), nullable=True),
        sa.Column("given_up_because", sa.String(200), nullable=True),
    )
    op.create_index("ix_inbox_chat", "inbox", ["channel", "chat"])
    waiting = sa.text("sent_at IS NULL AND given_up_because IS NULL")
    op.create_index(
        "ix_outbox_waiting", "outbox", ["channel", "chat"], sqlite_where=waiting, postgresql_where=waiting
    )


def _words_for_people() -> None:
    op.create_table(
        "human_requests",
        _id(),
        _family(),
        sa.Column("district", sa.String(40), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
    )
    op.create_table(
        "fact_reports",
        _id(),
        _family(),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "open_questions",
        _id(),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("district", sa.String(40), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _family() -> sa.Column[int]:
    owner = sa.ForeignKey("families.id", ondelete="CASCADE")
    return sa.Column("family_id", sa.Integer(), owner, nullable=False, index=True)


def _child() -> sa.ForeignKey:
    return sa.ForeignKey("children.id", ondelete="CASCADE")
