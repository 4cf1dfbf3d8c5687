"""Waiting list, guardians, reminders, staff, audit, published knowledge.

Columns are added by plain ALTER TABLE, which both databases take with their constraints: Alembic's way of
making a table of SQLite anew would drop the rows that refer to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    _staff()
    _changed_tables()
    _guardians()
    _waiting()
    _around_bookings()
    _cases()
    _knowledge()
    _audit()


def _staff() -> None:
    op.create_table(
        "staff",
        _id(),
        sa.Column("name", sa.String(40), nullable=False),
        *_role(),
        sa.Column("channel", sa.String(20)),
        sa.Column("user", sa.String(200)),
        sa.Column("login", sa.String(40)),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime()),
        sa.UniqueConstraint("channel", "user"),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "staff_invitations",
        _id(),
        sa.Column("code_digest", sa.String(64), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        *_role(),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime()),
        sa.UniqueConstraint("code_digest"),
    )
    op.create_table(
        "failed_sign_ins",
        _id(),
        sa.Column("subject", sa.String(64), nullable=False, index=True),
        sa.Column("at", sa.DateTime(), nullable=False),
    )


def _changed_tables() -> None:
    instant = sa.DateTime().compile(dialect=op.get_bind().dialect)
    _add("children", "note VARCHAR(200)")
    _add(
        "care_sessions",
        "held INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_care_sessions_never_overheld "
        "CHECK (held >= 0 AND booked + held <= capacity)",
        "capacity_by_staff INTEGER",
        f"closed_at {instant}",
        "closed_because VARCHAR(200)",
    )
    _add(
        "bookings",
        "cancelled_because VARCHAR(20)",
        "quota_kept BOOLEAN DEFAULT false NOT NULL",
        "booked_by INTEGER",
        f"checked_in_at {instant}",
        f"no_show_at {instant}",
        "revision INTEGER DEFAULT 0 NOT NULL",
    )
    _add("outbox", "key VARCHAR(120)", "about VARCHAR(60)", f"expires_at {instant}")
    op.create_index("uq_outbox_key", "outbox", ["key"], unique=True)
    op.create_index("ix_outbox_about", "outbox", ["about"])


def _guardians() -> None:
    op.create_table(
        "guardian_invitations",
        _id(),
        _family(),
        sa.Column("code_digest", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime()),
        sa.UniqueConstraint("code_digest"),
    )


def _waiting() -> None:
    op.create_table(
        "waitlist",
        _id(),
        _family(),
        sa.Column("child_id", sa.Integer(), _on("children"), nullable=False),
        sa.Column("session_id", sa.Integer(), sa.ForeignKey("care_sessions.id"), nullable=False, index=True),
        sa.Column("party", sa.String(40), nullable=False, index=True),
        sa.Column("request_key", sa.String(80), nullable=False),
        sa.Column("joined_at", sa.DateTime(), nullable=False),
        sa.Column("offered_at", sa.DateTime()),
        sa.Column("hold_until", sa.DateTime()),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("ended_because", sa.String(20)),
        sa.UniqueConstraint("request_key"),
    )
    op.create_index(
        "uq_waitlist_active_child_session",
        "waitlist",
        ["child_id", "session_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_waitlist_holds", "waitlist", ["hold_until"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def _around_bookings() -> None:
    op.create_table(
        "suspensions",
        _id(),
        sa.Column("child_id", sa.Integer(), _on("children"), nullable=False, index=True),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "reminders",
        sa.Column("booking_id", sa.Integer(), _on("bookings"), primary_key=True),
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("starts_at", sa.DateTime(), primary_key=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "subscriptions",
        _id(),
        _family(),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("provider", sa.String(40)),
        sa.Column("district", sa.String(40)),
        sa.Column("street", sa.String(40)),
        sa.Column("weekday", sa.Integer()),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime()),
    )
    op.create_table(
        "done_commands",
        sa.Column("key", sa.String(80), primary_key=True),
        sa.Column("family_id", sa.Integer(), _on("families"), index=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=False, index=True),
    )


def _cases() -> None:
    instant = sa.DateTime().compile(dialect=op.get_bind().dialect)
    _add(
        "human_requests",
        "channel VARCHAR(20)",
        '"user" VARCHAR(200)',
        "provider VARCHAR(40)",
        "excerpt JSON",
        "assigned_to INTEGER",
        f"reminded_at {instant}",
        f"escalated_at {instant}",
        f"closed_at {instant}",
    )
    op.create_table(
        "case_messages",
        _id(),
        sa.Column("request_id", sa.Integer(), _on("human_requests"), nullable=False, index=True),
        sa.Column("staff_id", sa.Integer(), _on("staff", "SET NULL")),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "urgent_notices",
        _id(),
        sa.Column("provider", sa.String(40), nullable=False, index=True),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), _on("staff", "SET NULL")),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime()),
    )


def _knowledge() -> None:
    op.create_table(
        "knowledge_versions",
        _id(),
        sa.Column("digest", sa.String(64), nullable=False, index=True),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.String(400)),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "knowledge_in_force",
        _id(),
        sa.Column("version_id", sa.Integer(), sa.ForeignKey("knowledge_versions.id"), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.CheckConstraint("id = 1", name="single"),
    )
    op.create_table(
        "recorded_questions",
        _id(),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("district", sa.String(40)),
        sa.Column("topic", sa.String(20)),
        sa.Column("entry", sa.String(40)),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("confidence", sa.Float()),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("handled_at", sa.DateTime()),
    )
    op.create_index("ix_recorded_questions_outcome", "recorded_questions", ["outcome", "asked_at"])
    op.execute(
        "INSERT INTO recorded_questions (words, district, outcome, asked_at) "
        "SELECT words, district, outcome, asked_at FROM open_questions ORDER BY id"
    )
    op.drop_table("open_questions")


def _audit() -> None:
    op.create_table(
        "audit",
        _id(),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
    )
    op.create_index("ix_audit_subject", "audit", ["subject", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_append_only_{verb.lower()} BEFORE {verb} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
        )


def _add(table: str, *columns: str) -> None:
    for column in columns:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _family() -> sa.Column[int]:
    return sa.Column("family_id", sa.Integer(), _on("families"), nullable=False, index=True)


def _on(table: str, when_deleted: str = "CASCADE") -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete=when_deleted)


def _role() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("district", sa.String(40)),
        sa.Column("provider", sa.String(40)),
    )
