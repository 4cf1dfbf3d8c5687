"""Alembic's entry: runs on the connection that db.migrate hands over.

SQLite cannot alter most of a table, so Alembic makes it anew and drops the old one ("batch"). Never so
with a table that others refer to: dropping it takes their rows along (ON DELETE CASCADE). Adding a column
or an index needs no batch.
"""

from alembic import context

from db.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
