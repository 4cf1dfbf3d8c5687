"""What is asked of booking, and everything it may answer. Instants are aware."""

from dataclasses import dataclass
from datetime import date, datetime

from db.models import Booking
from knowledge.schema import AgeRange, Provider, Service, Text


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """request_key: the same key gives the same booking. acknowledged_eligibility: the family has seen for
    whom the provider is. by: the guardian. standing: one date of a standing booking. desk: who of the staff
    books, as the audit names them, for somebody at the door."""

    family_id: int
    child_id: int
    provider: Provider
    service: Service
    starts_at: datetime
    request_key: str
    acknowledged_eligibility: bool = False
    by: int | None = None
    standing: bool = False
    desk: str | None = None


@dataclass(frozen=True, slots=True)
class WaitRequest:
    """children: they get places together or not at all. The rest as in BookingRequest."""

    family_id: int
    children: tuple[int, ...]
    provider: Provider
    service: Service
    starts_at: datetime
    request_key: str
    acknowledged_eligibility: bool = False
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """child: the nickname. quota_left: free sessions left in the session's year; None where none are
    counted. again: the request had been carried out before."""

    number: str
    starts_at: datetime
    ends_at: datetime
    child: str
    quota_left: int | None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """As Booked, with the number it had before."""

    number: str
    starts_at: datetime
    ends_at: datetime
    child: str
    quota_left: int | None
    again: bool = False


@dataclass(frozen=True, slots=True)
class SessionFull:
    pass


@dataclass(frozen=True, slots=True)
class QuotaUsed:
    """The free sessions of the year that the session is in."""

    used: int
    allowed: int
    year: int


@dataclass(frozen=True, slots=True)
class WrongAge:
    """age_months: on the day of the session. from_day: when the child will be old enough for certain;
    None when it is too old."""

    age_months: int
    takes: AgeRange
    from_day: date | None


@dataclass(frozen=True, slots=True)
class AgeUnknown:
    """Only the month of birth is known, and the day decides."""


@dataclass(frozen=True, slots=True)
class AlreadyBooked:
    """number: this child's booking that stands at the same or an overlapping time."""

    number: str


@dataclass(frozen=True, slots=True)
class AlreadyBegan:
    pass


@dataclass(frozen=True, slots=True)
class NotOffered:
    """No such session: a closed day, another time, not open yet, another provider to move to."""


@dataclass(frozen=True, slots=True)
class TooFarAhead:
    pass


@dataclass(frozen=True, slots=True)
class NotEligible:
    """of: the group that the provider is for."""

    of: Text | None


@dataclass(frozen=True, slots=True)
class NotFound:
    """The family has no such child or booking."""


@dataclass(frozen=True, slots=True)
class SessionClosed:
    """Staff closed it; because: their words."""

    because: str


@dataclass(frozen=True, slots=True)
class Suspended:
    """The provider takes no booking for the child before until."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Cancelled:
    """late: after the deadline. counted: its free session stays used. again: the same command as before."""

    booking: Booking
    late: bool = False
    counted: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class AlreadyCancelled:
    pass


@dataclass(frozen=True, slots=True)
class TooLate:
    """deadline: until when the booking could be given back or moved."""

    deadline: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """entry: what leave and accept are told. position: 1 for who is asked first. since: when it joined."""

    entry: int
    position: int
    since: datetime
    again: bool = False


@dataclass(frozen=True, slots=True)
class AlreadyWaiting:
    """As Joined, by an earlier request."""

    entry: int
    position: int
    since: datetime


@dataclass(frozen=True, slots=True)
class SessionHasPlaces:
    """Nobody need wait: it can be booked."""

    free_places: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """One for each child of the party."""

    bookings: tuple[Booked, ...]


@dataclass(frozen=True, slots=True)
class OfferOver:
    """because: how the waiting ended (see WaitlistEntry); "waiting" where nothing has been offered yet."""

    because: str


@dataclass(frozen=True, slots=True)
class Left:
    """declined: a place had been offered."""

    declined: bool


Refusal = (
    SessionFull
    | QuotaUsed
    | WrongAge
    | AgeUnknown
    | AlreadyBooked
    | AlreadyBegan
    | NotOffered
    | TooFarAhead
    | NotEligible
    | NotFound
    | AlreadyCancelled
    | TooLate
    | SessionClosed
    | Suspended
)
Outcome = Booked | Moved | Refusal
CancelOutcome = Cancelled | AlreadyCancelled | TooLate | NotFound
JoinOutcome = Joined | AlreadyWaiting | SessionHasPlaces | Refusal
AcceptOutcome = Accepted | OfferOver | Refusal
