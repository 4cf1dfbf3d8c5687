"""Making a row unless it exists, without a look before: two who try at once both go on with one row."""

from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from db.models import Base
from db.tables import ForBoth, insert_for_both, run, table_of


def insert_missing(tx: Session, model: type[Base], values: dict[str, Any], unique: tuple[str, ...]) -> bool:
    """False when a row with the same values in the unique columns was there already."""
    return new_row(tx, model, values, unique) is not None


def new_row(tx: Session, model: type[Base], values: dict[str, Any], unique: tuple[str, ...]) -> Any | None:
    """The (first column of the) key of the row that was made; None when there was one already."""
    return run(tx, _insert(model, unique), values).scalar()


@cache
def _insert(model: type[Base], unique: tuple[str, ...]) -> ForBoth:
    key = table_of(model).primary_key.columns[0]
    return insert_for_both(
        model, lambda new: new.on_conflict_do_nothing(index_elements=unique).returning(key)
    )
