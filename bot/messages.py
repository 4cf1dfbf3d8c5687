"""What channels and the core say to each other; every channel speaks exactly this."""

from dataclasses import dataclass, field
from typing import Any, Literal

Language = Literal["zh-Hans", "zh-Hant", "en"]
LatLon = tuple[float, float]  # WGS-84 degrees


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message of a person. Exactly one of text, button, location and document is set.

    user: stable within the channel. update_id: unique within (channel, user); the same id again is
    answered with the first answer and has no second effect.
    """

    channel: str
    user: str
    text: str | None = None
    button: str | None = None
    location: LatLon | None = None
    document: Document | None = None
    update_id: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """data: at most 64 bytes of UTF-8, the tightest limit of any channel (Telegram's)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Location:
    """A point to show on a map, WGS-84 degrees."""

    lat: float
    lon: float
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Reply:
    """text: plain text without markup, any length; buttons: rows from top to bottom."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    location: Location | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """All that one message led to: what is shown, and what it was understood as."""

    replies: tuple[Reply, ...]
    topic: str
    more_topics: tuple[str, ...] = ()
    faq: str | None = None
    provider: str | None = None
    providers: tuple[str, ...] = ()
    entities: dict[str, Any] = field(default_factory=dict)
    confidence: float = 1.0
    alternatives: tuple[tuple[str, float], ...] = ()


class TurnFailed(Exception):
    """A message could not be answered and has had no effect. database: the database was the reason, so
    that trying again later may help."""

    def __init__(self, *, database: bool) -> None:
        super().__init__("the turn failed; nothing of it was kept")
        self.database = database
