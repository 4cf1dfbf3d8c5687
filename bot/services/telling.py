"""What the other guardians of a family hear of one's doings, and the family of the staff's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services import news
from bot.services.news import News
from bot.services.sessions import OpenSession
from db.models import Booking, CareSession


def facts_of(booking: Booking) -> dict[str, Any]:
    return facts(booking.number, booking.session, booking.child.nickname)


def facts(number: str, session: OpenSession | CareSession, nickname: str) -> dict[str, Any]:
    """Of a booking with that number."""
    return {
        "number": number,
        "provider": session.provider,
        "service": session.service,
        "starts_at": shown(session.starts_at),
        "ends_at": shown(session.ends_at),
        "child": nickname,
    }


def about(booking: Booking) -> str:
    """What messages about it are withdrawn by."""
    return _about(booking.number)


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
    tell_of(tx, kind, bookings[0].family_id, [facts_of(booking) for booking in bookings], now, not_to, **more)


def tell_of(
    tx: Session,
    kind: str,
    family_id: int,
    bookings: Sequence[dict[str, Any]],
    now: datetime,
    not_to: int | None = None,
    **more: Any,
) -> None:
    """bookings: the facts of each."""
    first = bookings[0]["number"]
    item = News(
        family_id=family_id,
        kind=kind,
        key=f"{kind}:{first}:{now.isoformat()}",
        facts={"bookings": bookings, **more},
        about=_about(first) if len(bookings) == 1 else None,
        not_to=not_to,
    )
    news.tell(tx, item)


def _about(number: str) -> str:
    return f"booking:{number}"
