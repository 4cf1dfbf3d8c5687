"""Commands that were carried out: the same one again gives the same answer and changes nothing."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.models import DoneCommand


def earlier(tx: Session, family_id: int, key: str | None) -> dict[str, Any] | None:
    """What it led to; None when it is new, or has no key. To be asked once the family is locked."""
    if key is None:
        return None
    return tx.scalar(select(DoneCommand.outcome).where(DoneCommand.key == _of_family(family_id, key)))


def remember(tx: Session, family_id: int, key: str | None, outcome: dict[str, Any], now: datetime) -> None:
    if key is not None:
        row = {"key": _of_family(family_id, key), "family_id": family_id, "outcome": outcome, "done_at": now}
        tx.execute(insert(DoneCommand).values(row))


def _of_family(family_id: int, key: str) -> str:
    """Nobody meets another's command, whatever the key."""
    return f"{family_id}:{key}"
