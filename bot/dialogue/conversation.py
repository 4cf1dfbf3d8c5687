"""What is remembered between the messages of one person: plain data, saved after every turn."""

from datetime import date, datetime
from datetime import time as ClockTime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.schema import Kind, Service
from knowledge.text import Script

Part = Literal["morning", "afternoon", "evening"]


class State(BaseModel):
    model_config = ConfigDict(extra="ignore")  # a newer version may have saved more


class Spot(State):
    """A place or a shared location. radius_m None: within the district of that name."""

    name: str | None
    kind: Literal["district", "street", "metro", "landmark", "shared"]
    lat: float
    lon: float
    district: str | None = None

    @property
    def point(self) -> tuple[float, float]:
        return (self.lat, self.lon)


class Day(State):
    """When care is wanted. dates empty: not said; excluded: days that are not wanted."""

    dates: tuple[date, ...] = ()
    excluded: tuple[date, ...] = ()
    time: ClockTime | None = None
    part: Part | None = None

    def __bool__(self) -> bool:
        return bool(self.dates or self.time or self.part)

    def allows(self, day: date) -> bool:
        return day in self.dates if self.dates else day not in self.excluded


class Filters(State):
    """nearer_m: a radius that "换个近点的" set, for that one list."""

    kind: Kind | None = None
    excluded_kinds: tuple[Kind, ...] = ()
    excluded_districts: tuple[str, ...] = ()
    excluded_providers: tuple[str, ...] = ()
    inclusive: bool | None = None
    service: Service | None = None
    max_price: int | None = None
    radius_m: int | None = None
    nearer_m: int | None = None
    cheap: bool = False
    rated: bool = False
    has_places: bool = False
    open_now: bool = False
    day: Day = Day()


class Draft(State):
    """A booking under way. asked: what the bot waits for. key: makes confirming idempotent.
    moving: the number of the booking that this one replaces."""

    key: str
    started_at: datetime
    asked: Literal["provider", "session", "consent", "child", "confirm"] = "provider"
    provider: str | None = None
    starts_at: datetime | None = None
    child_id: int | None = None
    nickname: str | None = None
    born_on: date | None = None
    born_day_known: bool = True
    eligibility_said: bool = False
    moving: str | None = None


class Open(State):
    """A question of the bot's that waits for words. about: what it concerns."""

    what: Literal["place", "place_choice", "day_choice", "provider_choice", "human", "wrong", "erase"]
    about: str = ""
    choices: tuple[str, ...] = ()


class Child(State):
    """One of several that were told apart. who: the parent's word, "" for none."""

    who: str = ""
    months: int | None = None
    said_on: date | None = None
    born_on: date | None = None
    born_day_known: bool = True


class Conversation(State):
    """provider: the one talked about now; mentioned: those talked about singly, the last first; assumed: the
    last that the bot said it took from the talk; shown: the last list, found: all that it was a page of;
    why: of an administrator's chat only, how the message before was understood."""

    language: Script = "zh-Hans"
    topic: str | None = None
    provider: str | None = None
    mentioned: tuple[str, ...] = ()
    assumed: str | None = None
    why: str | None = None
    children: tuple[Child, ...] = ()
    shown: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    spot: Spot | None = None
    filters: Filters = Filters()
    day: Day = Day()
    age_months: int | None = None
    age_said_on: date | None = None
    born_on: date | None = None
    born_day_known: bool = True
    draft: Draft | None = None
    open: Open | None = None
    last_question: str = ""
    updated_at: datetime | None = None

    def age_on(self, day: date) -> int | None:
        """The child's age in completed months, as far as the parent has told it."""
        from knowledge.ages import months_between

        if self.born_on:
            return max(0, months_between(self.born_on, day))
        if self.age_months is not None and self.age_said_on:
            return self.age_months + max(0, months_between(self.age_said_on, day))
        return None
