"""What is remembered between the messages of one person: plain data, saved after every turn."""

from datetime import date, datetime
from datetime import time as ClockTime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.schema import Kind, Service
from knowledge.text import Script

LINES_KEPT, LINE_KEPT = 6, 200  # messages, and characters of each
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
    """When care is wanted. dates empty: not said; excluded: days that are not wanted; weekly: every week on
    the weekdays of dates."""

    dates: tuple[date, ...] = ()
    excluded: tuple[date, ...] = ()
    time: ClockTime | None = None
    part: Part | None = None
    weekly: bool = False

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
    """A booking under way. asked: what the bot waits for. key: makes confirming idempotent. child_ids: of one
    family; nickname and born_on: of a new child. moving: the number of the booking that this one replaces.
    waiting: a place on the waiting list is wanted. weeks: more than 1 for a standing booking."""

    key: str
    started_at: datetime
    asked: Literal["provider", "session", "consent", "child", "confirm"] = "provider"
    provider: str | None = None
    starts_at: datetime | None = None
    service: Service = "temporary_care"
    child_ids: tuple[int, ...] = ()
    nickname: str | None = None
    born_on: date | None = None
    born_day_known: bool = True
    eligibility_said: bool = False
    moving: str | None = None
    waiting: bool = False
    weeks: int = 1


class Open(State):
    """A question of the bot's that waits for words. about: what it concerns."""

    what: Literal[
        "place", "place_choice", "day_choice", "provider_choice", "human", "wrong", "erase", "close", "answer"
    ]
    about: str = ""
    choices: tuple[str, ...] = ()


class Child(State):
    """One of several that were told apart. who: the parent's word, "" for none."""

    who: str = ""
    months: int | None = None
    said_on: date | None = None
    born_on: date | None = None
    born_day_known: bool = True


class Line(State):
    """One message of the talk, cut short."""

    by: Literal["parent", "bot"]
    words: str


class Conversation(State):
    """provider: the one talked about now; mentioned: those talked about singly, the last first; assumed: the
    last that the bot said it took from the talk; shown: the last list, found: all that it was a page of;
    why: of an administrator's chat only, how the message before was understood; confirmed: the key of the
    last booking that was confirmed, so that a second press does not confuse; recorded: the number of the
    last question kept for the administrators; second_best: what else it could have meant; recent: the last
    messages, which a person who takes over gets to see; trying: the draft of the knowledge that answers."""

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
    confirmed: str | None = None
    recorded: int | None = None
    second_best: tuple[str, ...] = ()
    trying: int | None = None
    recent: tuple[Line, ...] = ()
    updated_at: datetime | None = None

    def hear(self, by: Literal["parent", "bot"], words: str) -> None:
        line = Line(by=by, words=words[:LINE_KEPT])
        self.recent = (*self.recent[1 - LINES_KEPT :], line)

    def age_on(self, day: date) -> int | None:
        """The child's age in completed months, as far as the parent has told it."""
        from knowledge.ages import months_between

        if self.born_on:
            return max(0, months_between(self.born_on, day))
        if self.age_months is not None and self.age_said_on:
            return self.age_months + max(0, months_between(self.age_said_on, day))
        return None
