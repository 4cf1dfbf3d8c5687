"""What people are told without having asked, such as an offer from the waiting list. A service reports it
within its transaction; whoever owns the transaction puts it into words before the commit
(bot/dialogue/announcements.py), so that a change and the message about it are kept together or not at all.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

_KEY = "news"


@dataclass(frozen=True, slots=True)
class News:
    """kind: the reply key "news.{kind}" that says it, with facts filled in. key: the same news is told once.
    about: what it speaks of, so that it can be withdrawn while unsent. due_at None: at once. expires_at: not
    sent after it. not_to: the guardian who did it and knows; only_to: the one guardian that it concerns."""

    family_id: int
    kind: str
    key: str
    facts: dict[str, Any] = field(default_factory=dict)
    about: str | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None
    not_to: int | None = None
    only_to: int | None = None


@dataclass(frozen=True, slots=True)
class StaffNews:
    """As News, for one of the staff, in the chat that the account is bound to."""

    staff_id: int
    kind: str
    key: str
    facts: dict[str, Any] = field(default_factory=dict)


def tell(tx: Session, news: News | StaffNews) -> None:
    tx.info.setdefault(_KEY, []).append(news)


def collect(tx: Session) -> tuple[News | StaffNews, ...]:
    """All that was told in this transaction since it was last asked."""
    return tuple(tx.info.pop(_KEY, ()))
