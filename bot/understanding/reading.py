"""What was read from one message: plain data, no decision."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.understanding.ages import Age
from bot.understanding.dates import When
from bot.understanding.filters import Wishes
from bot.understanding.places import PlaceMention
from bot.understanding.references import NO_REFERENCE, Reference
from bot.understanding.spans import Span
from knowledge.schema import Place
from knowledge.text import Script


@dataclass(frozen=True, slots=True)
class Candidate:
    """target: a topic's name, or "faq:" and an entry's id. example: the nearest known sentence;
    cue: the word that spoke for it, if one did; signals: what each side of likeness added."""

    target: str
    score: float
    example: str = ""
    cue: str = ""
    signals: tuple[tuple[str, float], ...] = ()

    @property
    def topic(self) -> str:
        return "faq" if self.target.startswith("faq:") else self.target

    @property
    def faq(self) -> str | None:
        return self.target.removeprefix("faq:") if self.topic == "faq" else None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the message that may hold a question of its own.

    bare: nothing is left of it once names, dates and fillers are taken out; only_wishes: nothing but
    conditions such as "公办的".
    """

    text: str
    masked: str
    candidates: tuple[Candidate, ...]
    bare: bool
    only_wishes: bool


@dataclass(frozen=True, slots=True)
class Entities:
    """Everything the readers found; of a correction the last word. providers: ids, in the order of the
    message; a group of more than one where a name is borne by several. children: every age told, with whose
    it is; age: the first. people: words for children and those who bring them. excluded_*: what is not
    wanted. reference: what points back at the talk before."""

    providers: tuple[tuple[str, ...], ...]
    places: tuple[PlaceMention, ...]
    when: When
    age: Age | None
    max_price: int | None
    radius_m: int | None
    ordinal: int | None
    wishes: Wishes
    children: tuple[Age, ...] = ()
    people: tuple[str, ...] = ()
    excluded_providers: tuple[str, ...] = ()
    excluded_places: tuple[Place, ...] = ()
    reference: Reference = NO_REFERENCE

    @property
    def provider(self) -> str | None:
        return self.providers[0][0] if self.providers and len(self.providers[0]) == 1 else None

    @property
    def place(self) -> Place | None:
        return self.places[0].choices[0] if self.places and len(self.places[0].choices) == 1 else None

    def as_json(self, language: str | None, age_months: int | None) -> dict[str, Any]:
        """The entities of the JSON-lines contract, each only when present."""
        dates = self.when.dates
        found: dict[str, Any] = {
            "place": self.place.name if self.place else None,
            "provider": self.provider,
            "date": dates[0].isoformat() if dates else None,
            "dates": [day.isoformat() for day in dates] if len(dates) > 1 else None,
            "excluded_dates": [day.isoformat() for day in self.when.excluded] or None,
            "time": self.when.time.strftime("%H:%M") if self.when.time else None,
            "part": self.when.part,
            "age_months": age_months,
            "max_price": self.max_price,
            "inclusive": self.wishes.inclusive,
            "kind": self.wishes.kind,
            "service": self.wishes.service,
            "language": language,
        }
        return {key: value for key, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Reading:
    """raw: as typed; repairs: (typed, understood); text: normalised, repaired, synonyms brought to their
    standard form (spans refer to it);
    whole: the message as one segment; segments: its parts, the same as (whole,) when it has one."""

    raw: str
    text: str
    repairs: tuple[tuple[str, str], ...]
    language: Script | None
    entities: Entities
    spans: tuple[tuple[str, Span], ...]
    whole: Segment
    segments: tuple[Segment, ...]


def age_in_months(age: Age | None, today: date) -> int | None:
    """Completed months today, from either way of telling an age."""
    from knowledge.ages import months_between

    if age is None:
        return None
    if age.born_on is not None:
        return max(0, months_between(age.born_on, today))
    return age.months
