"""What is asked of booking, and everything it may answer. Instants are aware."""

from dataclasses import dataclass
from datetime import date, datetime

from db.models import Booking
from knowledge.schema import AgeRange, Provider, Service, Text


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """request_key: the same key gives the same booking. acknowledged_eligibility: the family has seen for
    whom the provider is."""

    family_id: int
    child_id: int
    provider: Provider
    service: Service
    starts_at: datetime
    request_key: str
    acknowledged_eligibility: bool = False


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
class Cancelled:
    booking: Booking


@dataclass(frozen=True, slots=True)
class AlreadyCancelled:
    pass


@dataclass(frozen=True, slots=True)
class TooLate:
    """deadline: until when the booking could be given back or moved."""

    deadline: datetime


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
)
Outcome = Booked | Moved | Refusal
CancelOutcome = Cancelled | AlreadyCancelled | TooLate | NotFound
