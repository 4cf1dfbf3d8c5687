"""What holds in any database, whatever was done: read with plain SQL, apart from the code under test, and the
audit replayed from its beginning."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import AuditEntry, Booking, CareSession, QuotaUse, WaitlistEntry


@dataclass
class Replayed:
    """The bookings and the waiting list as the audit tells them."""

    last: int = 0
    bookings: dict[str, dict[str, Any]] = field(default_factory=dict)
    waiting: dict[int, str] = field(default_factory=dict)
    kept: Counter[tuple[int, int]] = field(default_factory=Counter)  # child, year: used by late cancellations
    offered: list[int] = field(default_factory=list)  # since it was last read

    def read_on(self, tx: Session) -> None:
        rows = tx.execute(
            select(AuditEntry.id, AuditEntry.what, AuditEntry.subject, AuditEntry.before, AuditEntry.after)
            .where(AuditEntry.id > self.last)
            .order_by(AuditEntry.id)
        ).all()
        self.offered = []
        for number, what, subject, before, after in rows:
            self.last = number
            self._take(what, subject.partition(":")[2], before, after)

    def _take(self, what: str, subject: str, before: Any, after: Any) -> None:
        match what:
            case "booking.made":
                assert subject not in self.bookings
                self.bookings[subject] = after
            case "booking.moved":
                assert self.bookings[subject] == before
                self.bookings[subject] = after
            case "booking.cancelled":
                gone = self.bookings.pop(subject)
                assert gone == before
                if after["quota_kept"]:
                    self.kept[gone["child"], gone["quota_year"]] += 1
            case "waitlist.joined":
                self.waiting[int(subject)] = "waiting"
            case "waitlist.offered":
                assert self.waiting[int(subject)] == "waiting", "offered twice"
                self.waiting[int(subject)] = "offered"
                self.offered.append(int(subject))
            case "waitlist.ended":
                del self.waiting[int(subject)]


@dataclass(frozen=True)
class Books:
    """What the tables say now."""

    sessions: dict[int, Any]
    bookings: list[Any]
    entries: list[Any]  # that still wait, first come first
    quota: dict[tuple[int, int], Any]

    def parties(self, session: int) -> list[list[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        for entry in self.entries:
            if entry.session_id == session:
                found[entry.party].append(entry)
        return list(found.values())

    def free(self, session: int) -> int:
        row = self.sessions[session]
        return 0 if row.closed_at else int(row.capacity - row.booked - row.held)

    def holds_elsewhere(self, party: list[Any]) -> bool:
        here = self.sessions[party[0].session_id]
        children = {entry.child_id for entry in party}
        return any(
            entry.hold_until
            and entry.child_id in children
            and entry.session_id != here.id
            and _overlap(self.sessions[entry.session_id], here)
            for entry in self.entries
        )


def read(tx: Session) -> Books:
    sessions = tx.execute(select(*CareSession.__table__.columns)).all()
    bookings = tx.execute(
        select(
            Booking.number, Booking.family_id, Booking.child_id, Booking.session_id, Booking.quota_year,
            Booking.checked_in_at, Booking.no_show_at,
        )
        .where(Booking.cancelled_at.is_(None))
        .order_by(Booking.id)
    ).all()  # fmt: skip
    entries = tx.execute(
        select(*WaitlistEntry.__table__.columns)
        .where(WaitlistEntry.ended_at.is_(None))
        .order_by(WaitlistEntry.id)
    ).all()
    quota = tx.execute(select(QuotaUse.child_id, QuotaUse.year, QuotaUse.used, QuotaUse.allowed)).all()
    return Books(
        {row.id: row for row in sessions},
        list(bookings),
        list(entries),
        {(row.child_id, row.year): row for row in quota},
    )


def check(books: Books, audit: Replayed) -> None:
    _capacity(books)
    _quota(books, audit)
    _one_place_at_a_time(books)
    _audit_equals_state(books, audit)


def _capacity(books: Books) -> None:
    booked = Counter(booking.session_id for booking in books.bookings)
    held = Counter(entry.session_id for entry in books.entries if entry.hold_until)
    for number, row in books.sessions.items():
        assert (row.booked, row.held) == (booked[number], held[number])
        assert row.booked + row.held <= row.capacity
        assert not row.closed_at or not row.booked + row.held
        assert not row.closed_at or not books.parties(number)


def _quota(books: Books, audit: Replayed) -> None:
    used = Counter((booking.child_id, booking.quota_year) for booking in books.bookings if booking.quota_year)
    used += audit.kept
    assert used == Counter({key: row.used for key, row in books.quota.items() if row.used})
    assert all(row.used <= row.allowed for row in books.quota.values())


def _one_place_at_a_time(books: Books) -> None:
    of_child: dict[int, list[Any]] = defaultdict(list)
    for booking in books.bookings:
        of_child[booking.child_id].append(books.sessions[booking.session_id])
    for sessions in of_child.values():
        assert not any(_overlap(one, other) for one, other in combinations(sessions, 2))
    for entry in books.entries:
        here = books.sessions[entry.session_id]
        assert not (entry.hold_until and books.holds_elsewhere([entry])), "holds two places of one time"
        assert not any(_overlap(one, here) for one in of_child[entry.child_id]), "waits and is booked"


def _audit_equals_state(books: Books, audit: Replayed) -> None:
    said = {
        number: (one["child"], datetime.fromisoformat(one["starts_at"]), one["quota_year"])
        for number, one in audit.bookings.items()
    }
    assert said == {
        booking.number: (
            booking.child_id, books.sessions[booking.session_id].starts_at, booking.quota_year
        )
        for booking in books.bookings
    }  # fmt: skip
    assert audit.waiting == {
        entry.id: "offered" if entry.hold_until else "waiting" for entry in books.entries
    }


def _overlap(one: Any, other: Any) -> bool:
    return bool(one.starts_at < other.ends_at and one.ends_at > other.starts_at)
