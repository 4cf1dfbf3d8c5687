"""The shape of the knowledge files. Field names follow schema.org/ChildCare where it has one.

Scalars arrive from YAML as text (see loader.py): the types here decide what they become, so that a
telephone number keeps its zero and a day stays a day.
"""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

Kind = Literal["public", "private", "community", "social", "employer"]
Service = Literal["temporary_care", "full_day", "half_day", "hourly", "guidance"]
Unit = Literal["session", "hour", "half_day", "day", "month", "term", "year", "once"]
Includes = Literal["care", "meals", "materials", "deposit", "insurance"]
Topic = Literal[
    "find", "price", "hours", "register", "book", "bookings", "cancel", "quota",
    "faq", "human", "privacy", "smalltalk", "unknown",
]  # fmt: skip

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
OpeningHours = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Telephone = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 \-]{2,19}$")]


def _true_or_false(value: object) -> object:
    if isinstance(value, str) and value not in ("true", "false"):
        raise ValueError("wrong_boolean")
    return value


def _calendar_day(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("wrong_date")
    return value


# Stricter than pydantic, which takes "yes" for true and "20261123" for a day in 1970.
Flag = Annotated[bool, BeforeValidator(_true_or_false)]
Day = Annotated[date, BeforeValidator(_calendar_day)]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Text(Model):
    """Words for people: Chinese, English beside it where there is one. A bare string is Chinese."""

    zh: Paragraph
    en: Paragraph | None = None

    def in_language(self, language: str) -> str:
        """Chinese unless language is "en" and there is English."""
        return self.en if language == "en" and self.en else self.zh


def _text_from_string(value: object) -> object:
    return {"zh": value} if isinstance(value, str) else value


Words = Annotated[Text, BeforeValidator(_text_from_string)]


class Validity(Model):
    """First and last day on which something holds; open where left out."""

    valid_from: Day | None = None
    valid_until: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise ValueError("validity_reversed")
        return self

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class Point(Model):
    """WGS-84 degrees; a pack may be of any city. That it lies near its district is checked."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Source(Model):
    title: Line
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    checked_on: Day


class AgeRange(Model):
    """Completed months: a child is taken from `from` on, and until the day it is `to` months old,
    that day not included (12-36: from the first birthday to the day before the third)."""

    from_: int = Field(alias="from", ge=0, le=84)
    to: int = Field(ge=1, le=84)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ >= self.to:
            raise ValueError("age_range_reversed")
        return self

    def takes(self, age_months: int) -> bool:
        return self.from_ <= age_months < self.to


class Fee(Validity):
    """amount: yuan per unit."""

    amount: float = Field(ge=0, le=100_000)
    unit: Unit
    includes: tuple[Includes, ...] = ()
    note: Words | None = None


class Hours(Validity):
    """opens: OpenStreetMap opening_hours syntax, e.g. "Tu,Th 09:00-11:00; PH off"."""

    opens: OpeningHours
    note: Words | None = None


class Schedule(Validity):
    """The sessions of a bookable service: one each opening interval. capacity: children a session."""

    opens: OpeningHours
    capacity: int = Field(ge=1, le=500)


class NoShows(Model):
    """After suspend_after sessions to which a child did not come, no booking for suspend_days."""

    suspend_after: int = Field(ge=1, le=50)
    suspend_days: int = Field(ge=1, le=366)


class ServiceOffer(Model):
    """free_sessions: free of charge for each child a calendar year. cancel_until_hours: hours before the
    start until which a booking can be given back or moved; later, the free session may stay used."""

    service: Service
    ages_months: AgeRange | None = None
    fees: tuple[Fee, ...] = ()
    free_sessions: int | None = Field(default=None, ge=1, le=366)
    sessions: tuple[Schedule, ...] = ()
    cancel_until_hours: int = Field(default=2, ge=0, le=168)
    late_cancellation_counts: Flag = False
    no_shows: NoShows | None = None
    bring: Words | None = None
    note: Words | None = None


class Eligibility(Model):
    """Who may come. `of`: the employer or group, for `staff` and `residents`."""

    who: Literal["everyone", "staff", "residents"]
    of: Words | None = None

    @model_validator(mode="after")
    def _names_the_group(self) -> Self:
        if self.who != "everyone" and self.of is None:
            raise ValueError("eligibility_of_missing")
        return self


class Registration(Model):
    """How to register with this provider; the guide of its kind is shown where this is left out."""

    steps: tuple[Words, ...] = Field(min_length=1)
    documents: tuple[Words, ...] = ()
    where: Words | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None


class Rating(Model):
    """Public quality rating (亮牌公示)."""

    grade: Name
    year: int = Field(ge=2015, le=2100)


class Notice(Validity):
    text: Words


class Provider(Model):
    id: Identifier
    name: Name
    name_en: Name | None = None
    aliases: tuple[Name, ...] = ()
    kind: Kind
    inclusive: Flag | None = None
    operator: Words | None = None
    district: Name
    street: Name | None = None
    address: Words | None = None
    point: Point | None = None
    telephone: Telephone | None = None
    ages_months: AgeRange | None = None
    services: tuple[ServiceOffer, ...] = ()
    opening_hours: tuple[Hours, ...] = ()
    places: int | None = Field(default=None, ge=1, le=2000)
    eligibility: Eligibility | None = None
    registration: Registration | None = None
    quality_rating: Rating | None = None
    opens_on: Day | None = None
    notices: tuple[Notice, ...] = ()
    about: Words | None = None
    source: Source
    sample: Flag = False

    @model_validator(mode="after")
    def _one_offer_a_service(self) -> Self:
        services = [offer.service for offer in self.services]
        if len(services) != len(set(services)):
            raise ValueError("service_twice")
        return self

    def offer(self, service: Service) -> ServiceOffer | None:
        return next((offer for offer in self.services if offer.service == service), None)


class FaqEntry(Validity):
    """questions: examples in any language, at least one. tests: questions that must reach this entry.
    suggest: ids of entries to offer next. district: where it holds, everywhere when left out."""

    id: Identifier
    category: Name
    questions: tuple[Line, ...] = Field(min_length=1)
    answer: Words
    tests: tuple[Line, ...] = ()
    district: Name | None = None
    suggest: tuple[Identifier, ...] = ()
    source: Source


class Guide(Model):
    """How to register with providers of one kind."""

    id: Identifier
    kind: Kind
    title: Words
    steps: tuple[Words, ...] = Field(min_length=1)
    documents: tuple[Words, ...] = ()
    where: Words
    ages: Words
    source: Source


class TopicPhrases(Model):
    """The sentences by which a built-in topic is recognised, and the words that speak for it.

    phrases may name a real provider, place or date: only its kind counts.
    strong: a message that holds one of these is about the topic unless another claims it more.
    """

    topic: Topic
    label: Words
    phrases: tuple[Line, ...] = Field(min_length=1)
    strong: tuple[Name, ...] = ()


class Place(Model):
    name: Name
    kind: Literal["district", "street", "metro", "landmark"]
    district: Name
    aliases: tuple[Name, ...] = ()
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    lines: tuple[Name, ...] = ()
    confidence: Name


class WordList(Model):
    """A named list of words that the readers use, e.g. the ways to say 普惠."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=40)]
    words: tuple[Name, ...] = Field(min_length=1)


class Benefit(Validity):
    """Public money for families: `cash` is paid out, `tax_base` lowers the income that is taxed.
    amount: yuan per unit and child."""

    id: Identifier
    name: Words
    amount: float = Field(gt=0, le=1_000_000)
    unit: Literal["month", "year"]
    effect: Literal["cash", "tax_base"]
    source: Source
