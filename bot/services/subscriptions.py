""" "Tell me when": a place that comes free, told once; a provider that opens, told each time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services import news
from bot.services.families import lock_family
from bot.services.news import News
from bot.services.sessions import OpenSession, upcoming
from bot.services.telling import shown
from db.models import Subscription
from knowledge.schema import Provider, Service

SERVICE: Service = "temporary_care"


@dataclass(frozen=True, slots=True)
class Subscribed:
    id: int


@dataclass(frozen=True, slots=True)
class AlreadySubscribed:
    id: int


def subscribe_openings(
    tx: Session,
    family_id: int,
    district: str,
    street: str | None,
    providers: Mapping[str, Provider],
    now: datetime,
) -> Subscribed | AlreadySubscribed:
    """Of community providers (宝宝屋) in the district, or in the street only."""
    wish = Subscription(
        family_id=family_id, kind="opening", district=district, street=street, known=[], made_at=now
    )
    wish.known = [provider.id for provider in _in_the_place(wish, providers)]
    return _keep(tx, wish)


def subscribe_places(
    tx: Session,
    family_id: int,
    provider: str | None,
    district: str | None,
    weekday: int | None,
    now: datetime,
) -> Subscribed | AlreadySubscribed:
    """At one provider, or anywhere in the district. weekday: 0 for Monday; None for any."""
    wish = Subscription(
        family_id=family_id,
        kind="place",
        provider=provider,
        district=district,
        weekday=weekday,
        known=[],
        made_at=now,
    )
    return _keep(tx, wish)


def subscriptions_of(tx: Session, family_id: int) -> tuple[Subscription, ...]:
    """Those that stand."""
    found = select(Subscription).where(Subscription.family_id == family_id, Subscription.ended_at.is_(None))
    return tuple(tx.scalars(found.order_by(Subscription.id)))


def unsubscribe(tx: Session, family_id: int, number: int, now: datetime) -> bool:
    """number: its id. False when the family has no such subscription."""
    wish = next((one for one in subscriptions_of(tx, family_id) if one.id == number), None)
    if wish is None:
        return False
    wish.ended_at = now
    tx.flush()
    return True


def tell_due(tx: Session, providers: Mapping[str, Provider], now: datetime) -> int:
    """News for those whose wish has come true; how many. Two processes at once tell each once."""
    standing = select(Subscription).where(Subscription.ended_at.is_(None)).order_by(Subscription.id)
    wishes = tx.scalars(standing.with_for_update(skip_locked=True, key_share=True)).all()
    return sum(_tell(tx, wish, providers, now) for wish in wishes)


def _keep(tx: Session, wish: Subscription) -> Subscribed | AlreadySubscribed:
    lock_family(tx, wish.family_id)
    for other in subscriptions_of(tx, wish.family_id):
        if _what(other) == _what(wish):
            return AlreadySubscribed(other.id)
    tx.add(wish)
    tx.flush()
    return Subscribed(wish.id)


def _what(wish: Subscription) -> tuple[object, ...]:
    return wish.kind, wish.provider, wish.district, wish.street, wish.weekday


def _tell(tx: Session, wish: Subscription, providers: Mapping[str, Provider], now: datetime) -> bool:
    if wish.kind == "opening":
        return _tell_opening(tx, wish, providers)
    return _tell_place(tx, wish, providers, now)


def _tell_opening(tx: Session, wish: Subscription, providers: Mapping[str, Provider]) -> bool:
    new = [one.id for one in _in_the_place(wish, providers) if one.id not in wish.known]
    if not new:
        return False
    wish.known = [*wish.known, *new]
    facts = {"providers": new, "district": wish.district, "street": wish.street}
    news.tell(tx, News(wish.family_id, "opening", f"opening:{wish.id}:{len(wish.known)}", facts))
    return True


def _tell_place(tx: Session, wish: Subscription, providers: Mapping[str, Provider], now: datetime) -> bool:
    session = next(_fitting(tx, wish, providers, now), None)
    if session is None:
        return False
    wish.ended_at = now
    facts = {
        "provider": session.provider,
        "service": session.service,
        "starts_at": shown(session.starts_at),
    }
    item = News(wish.family_id, "place", f"place:{wish.id}", facts, expires_at=session.starts_at)
    news.tell(tx, item)
    return True


def _fitting(
    tx: Session, wish: Subscription, providers: Mapping[str, Provider], now: datetime
) -> Iterator[OpenSession]:
    """Sessions with a free place, provider by provider."""
    for provider in providers.values():
        if wish.provider not in (None, provider.id) or wish.district not in (None, provider.district):
            continue
        for session in upcoming(tx, provider, SERVICE, now):
            day = session.starts_at.astimezone(SHANGHAI)
            if session.free_places and wish.weekday in (None, day.weekday()):
                yield session


def _in_the_place(wish: Subscription, providers: Mapping[str, Provider]) -> list[Provider]:
    return [
        provider
        for provider in providers.values()
        if provider.kind == "community"
        and provider.district == wish.district
        and wish.street in (None, provider.street)
    ]
