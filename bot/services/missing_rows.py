"""Making a row unless it exists, without a look before: two who try at once both go on with one row."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import Base


def insert_missing(tx: Session, model: type[Base], values: dict[str, Any], unique: tuple[str, ...]) -> bool:
    """False when a row with the same values in the unique columns was there already."""
    dialect = sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql
    new = dialect.insert(model).values(values).on_conflict_do_nothing(index_elements=unique)
    key = model.__mapper__.primary_key[0]
    return tx.execute(new.returning(key)).first() is not None
