"""A small world to book in: one provider, families with children, a clock that the test moves."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.clock import SHANGHAI
from bot.services import booking
from bot.services.families import add_child, family_of
from db.models import Booking, CareSession, Child, QuotaUse
from db.session import Database
from knowledge.schema import AgeRange, Provider, Service

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)  # a Monday
SERVICE: Service = "temporary_care"
TIMES = ("Mo-Su 09:00-11:00,14:00-16:00", "Mo-Su 10:30-12:00,16:00-17:00")
TODDLERS = AgeRange.model_validate({"from": 12, "to": 36})
BORN = date(2025, 3, 15)  # 20 months old


def at(day: str, clock: str = "09:00") -> datetime:
    """day: "11-24" of 2026, or with a year."""
    return datetime.fromisoformat(f"{day if len(day) > 5 else f'2026-{day}'}T{clock}").replace(
        tzinfo=SHANGHAI
    )


def provider(*opens: str, capacity: int = 3, **more: Any) -> Provider:
    """A 宝宝屋 for 12 to 36 months with 12 free sessions and a schedule for each of opens, else with sessions
    that overlap and touch. more: fields of the provider; those of its offer as `offer`."""
    offer = {
        "service": SERVICE,
        "free_sessions": 12,
        "sessions": [{"opens": times, "capacity": capacity} for times in opens or TIMES],
        "cancel_until_hours": 2,
        **more.pop("offer", {}),
    }
    facts = {
        "id": "fengpu",
        "name": "奉浦宝宝屋",
        "kind": "community",
        "district": "奉贤区",
        "ages_months": {"from": 12, "to": 36},
        "services": [offer],
        "source": {"title": "试用", "checked_on": "2026-11-01"},
    }
    return Provider.model_validate({**facts, **more})


@dataclass
class World:
    database: Database
    provider: Provider = field(default_factory=provider)
    now: datetime = NOW
    rng: random.Random = field(default_factory=lambda: random.Random(1))
    _keys: Iterator[int] = field(default_factory=count)

    def child(
        self, user: str = "p1", nickname: str = "糖糖", born_on: date = BORN, day_known: bool = True
    ) -> Child:
        with self.database.begin() as tx:
            family = family_of(tx, "test", user, self.now)
            child = add_child(tx, family, nickname, born_on, day_known)
            assert isinstance(child, Child)
            return child

    def request(self, child: Child, starts_at: datetime, **changed: Any) -> booking.BookingRequest:
        values = {
            "family_id": child.family_id,
            "child_id": child.id,
            "provider": self.provider,
            "service": SERVICE,
            "starts_at": starts_at,
            "request_key": f"key-{next(self._keys)}",
        }
        return booking.BookingRequest(**{**values, **changed})

    def book(self, child: Child, starts_at: datetime, **changed: Any) -> booking.Outcome:
        with self.database.begin() as tx:
            return booking.book(tx, self.request(child, starts_at, **changed), self.now, self.rng)

    def booked(self, child: Child, starts_at: datetime, **changed: Any) -> booking.Booked:
        outcome = self.book(child, starts_at, **changed)
        assert isinstance(outcome, booking.Booked), outcome
        return outcome

    def cancel(self, child: Child, number: str, **changed: Any) -> booking.CancelOutcome:
        values = {"family_id": child.family_id, "now": self.now, "provider": self.provider, **changed}
        with self.database.begin() as tx:
            return booking.cancel(tx, number=number, **values)

    def move(self, child: Child, number: str, starts_at: datetime, **changed: Any) -> booking.Outcome:
        values = {"family_id": child.family_id, "now": self.now, "provider": self.provider, **changed}
        with self.database.begin() as tx:
            return booking.move(tx, number=number, starts_at=starts_at, **values)

    def standing(self, child: Child) -> list[datetime]:
        with self.database.begin() as tx:
            found = booking.bookings_of(tx, child.family_id, self.now)
            return [one.session.starts_at.astimezone(SHANGHAI) for one in found]

    def quota(self, child: Child, year: int = 2026) -> int:
        with self.database.begin() as tx:
            return booking.quota_left(tx, child, SERVICE, 12, year)

    def places_taken(self, starts_at: datetime) -> int:
        """What the session's row says."""
        with self.database.begin() as tx:
            found = select(CareSession.booked).where(CareSession.starts_at == starts_at)
            return tx.scalar(found) or 0

    def rows(self) -> dict[str, int]:
        """How many rows there are of what a booking writes."""
        with self.database.begin() as tx:
            return {model.__tablename__: _count(tx, model) for model in (Booking, CareSession, QuotaUse)}

    def balanced(self) -> None:
        """Every count is that of the bookings which stand."""
        with self.database.begin() as tx:
            stands = Booking.cancelled_at.is_(None)
            of_session = dict(
                tx.execute(
                    select(Booking.session_id, func.count()).where(stands).group_by(Booking.session_id)
                ).all()
            )
            for session in tx.scalars(select(CareSession)):
                assert session.booked == of_session.get(session.id, 0) <= session.capacity
            used = tx.execute(
                select(Booking.child_id, Booking.quota_year, func.count())
                .where(stands, Booking.quota_year.is_not(None))
                .group_by(Booking.child_id, Booking.quota_year)
            )
            of_child = {(child, year): count for child, year, count in used}
            for quota in tx.scalars(select(QuotaUse)):
                assert quota.used == of_child.pop((quota.child_id, quota.year), 0) <= quota.allowed
            assert not of_child


def _count(tx: Session, model: type[Any]) -> int:
    return tx.scalar(select(func.count()).select_from(model)) or 0
