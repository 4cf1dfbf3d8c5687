"""What a difference between two states of the knowledge can be: plain values."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["provider", "faq", "guide", "benefit", "topic", "place", "words", "reply"]
Path = tuple[str, ...]  # from the record to the field, e.g. ("services", "temporary_care", "ages_months")
Spans = tuple[tuple[int, int], ...]  # minutes from midnight
HOLIDAY = 7  # after the weekdays 0 to 6


@dataclass(frozen=True, slots=True)
class Added:
    pass


@dataclass(frozen=True, slots=True)
class Removed:
    pass


@dataclass(frozen=True, slots=True)
class Renumbered:
    """The same record under another id."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """None: not told."""

    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Items:
    """Of a list: what was put in and what was taken out; both empty when only the order is another."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: equal before and after, or one of them other or empty."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Reworded:
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class NewHours:
    """days: 0 for Monday to 6, and HOLIDAY, on all of which the spans changed alike. None: a holiday of which
    nothing is said, so that it is as the weekday that it is."""

    days: tuple[int, ...]
    before: Spans | None
    after: Spans | None


@dataclass(frozen=True, slots=True)
class Moved:
    metres: int


What = Added | Removed | Renumbered | Replaced | Items | Reworded | NewHours | Moved


@dataclass(frozen=True, slots=True)
class Change:
    """id: the record's; name: what people call it. path: empty for the record as a whole."""

    kind: Kind
    id: str
    name: str
    path: Path
    what: What
