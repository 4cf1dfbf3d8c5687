"""What the other guardians of a family hear of one's doings, and the family of the staff's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services import news
from bot.services.news import News
from db.models import Booking


def facts_of(booking: Booking) -> dict[str, Any]:
    return {
        "number": booking.number,
        "provider": booking.session.provider,
        "service": booking.session.service,
        "starts_at": shown(booking.session.starts_at),
        "ends_at": shown(booking.session.ends_at),
        "child": booking.child.nickname,
    }


def about(booking: Booking) -> str:
    """What messages about it are withdrawn by."""
    return f"booking:{booking.number}"


def shown(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).isoformat()


def tell_others(
    tx: Session, kind: str, bookings: Sequence[Booking], by: int | None, now: datetime, **more: Any
) -> None:
    """Nobody where it is not known who did it, or nothing was done."""
    if by is not None and bookings:
        tell_family(tx, kind, bookings, now, not_to=by, **more)


def tell_family(
    tx: Session,
    kind: str,
    bookings: Sequence[Booking],
    now: datetime,
    not_to: int | None = None,
    **more: Any,
) -> None:
    first = bookings[0]
    item = News(
        family_id=first.family_id,
        kind=kind,
        key=f"{kind}:{first.number}:{now.isoformat()}",
        facts={"bookings": [facts_of(booking) for booking in bookings], **more},
        about=about(first) if len(bookings) == 1 else None,
        not_to=not_to,
    )
    news.tell(tx, item)
