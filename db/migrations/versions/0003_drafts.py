"""Drafts of the knowledge, which staff prepare in the chat or on the pages."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "knowledge_drafts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("staff_id", sa.Integer(), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("back_to", sa.Integer(), sa.ForeignKey("knowledge_versions.id")),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("taken_until", sa.DateTime()),
        sa.Column("review", sa.JSON()),
        sa.Column("against", sa.String(64)),
        sa.Column("base", sa.LargeBinary()),
        sa.Column("result", sa.LargeBinary()),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("ended_as", sa.String(20)),
    )
    op.create_index(
        "ix_knowledge_drafts_open",
        "knowledge_drafts",
        ["staff_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "draft_steps",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "draft_id",
            sa.Integer(),
            sa.ForeignKey("knowledge_drafts.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
