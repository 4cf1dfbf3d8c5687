"""Whether what was answered is right, seen from the tables alone: who was first, and why one was refused."""

from datetime import datetime, timedelta
from typing import Any

from bot.services.booking import (
    AlreadyBegan,
    AlreadyBooked,
    QuotaUsed,
    SessionClosed,
    SessionFull,
    Suspended,
    WrongAge,
)
from bot.services.holds import HOLD_FOR, hold_until
from db.models import Child
from tests.services.invariants import Books, Replayed
from tests.services.machine import BABY, Nursery, Rules


class Judging:
    """books, audit: as they were last looked at."""

    nursery: Nursery
    books: Books
    audit: Replayed
    rules_of_provider: Rules

    def first_come_first_served(self) -> None:
        """Whoever was offered places in this step had nobody ready before, who needs no more of them."""
        for session in self.books.sessions:
            parties = self.books.parties(session)
            offered = [
                party for party in parties if party[0].id in self.audit.offered and party[0].hold_until
            ]
            for party in offered:
                before = [one for one in parties if one[0].id < party[0].id and not one[0].hold_until]
                assert not any(len(one) <= len(party) and self.ready(one) for one in before)

    def nobody_was_passed_over(self, before: Books, child: Child, starts_at: datetime) -> None:
        """By a child that had not waited."""
        session = next(one.id for one in self.books.sessions.values() if one.starts_at == starts_at)
        if any((one.child_id, one.session_id) == (child.id, session) for one in before.entries):
            return
        for party in self.books.parties(session):
            fits = len(party) <= 1 + self.books.free(session)
            assert party[0].hold_until or not fits or not self.ready(party) or before.holds_elsewhere(party)

    def ready(self, party: list[Any]) -> bool:
        """Nothing but the number of places keeps it from an offer."""
        in_time = hold_until(self.start_of(party[0]), self.nursery.now, HOLD_FOR) is not None
        return in_time and not self.books.holds_elsewhere(party)

    def justified(self, refusal: object, child: Child, starts_at: datetime) -> None:
        assert self.is_justified(refusal, child, starts_at), refusal

    def is_justified(self, refusal: object, child: Child, starts_at: datetime) -> bool:
        session = next((one for one in self.books.sessions.values() if one.starts_at == starts_at), None)
        match refusal:
            case SessionFull():
                return session is not None and self.books.free(session.id) == 0
            case SessionClosed():
                return session is not None and session.closed_at is not None
            case QuotaUsed(used=used, allowed=allowed, year=year):
                counted = self.books.quota.get((child.id, year))
                return counted is not None and used == allowed == counted.used
            case AlreadyBooked(number=number):
                other = next(one for one in self.books.bookings if one.number == number)
                return other.child_id == child.id and abs(self.start_of(other) - starts_at) < timedelta(
                    hours=2
                )
            case WrongAge():
                return child.born_on == BABY and starts_at.year == 2026
            case Suspended(until=until):
                return until > self.nursery.now and self.rules_of_provider.suspend_after is not None
            case AlreadyBegan():
                return starts_at <= self.nursery.now
            case _:
                return False

    def start_of(self, row: Any) -> datetime:
        starts_at: datetime = self.books.sessions[row.session_id].starts_at
        return starts_at
