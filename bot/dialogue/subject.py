"""Whom or where a message is about, from its own words and from what was talked about."""

from datetime import date

from bot.clock import SHANGHAI
from bot.dialogue.context import (
    child_named,
    day_with,
    days_of,
    last_talked_about,
    picked_from_list,
    providers_referred,
    same_time,
)
from bot.dialogue.conversation import Child, Conversation, Day, Filters, Spot
from bot.dialogue.search import point_of
from bot.dialogue.turn import Turn
from bot.services.booking import bookings_of
from bot.understanding.ages import Age
from bot.understanding.reading import Entities, Reading, age_in_months
from knowledge.schema import Place, Provider

CARE_UNTIL_MONTHS = 36  # care is for children under 3: of several, one of them is meant


def remember(turn: Turn, reading: Reading, *, searching: bool, refining: bool) -> None:
    """Takes what the message says into the conversation, before any topic answers. searching: its conditions
    are for a list; refining: it adds to the last one rather than starting anew."""
    conversation, entities = turn.conversation, reading.entities
    _remember_child(conversation, entities, turn.now.date())
    unwanted = _unwanted(conversation, entities)
    if entities.place and not entities.providers:
        conversation.spot = spot_of(entities.place)
        conversation.provider = None
    if told := _provider_told(conversation, entities):
        conversation.provider = told
    elif unwanted:
        conversation.provider = None
        conversation.spot = conversation.spot or _spot_at(turn, unwanted[0])
    said = _day_said(turn, reading)
    if said or said.excluded:
        goes_on = refining or not said
        conversation.day = day_with(said, conversation.day) if goes_on else said
    if searching:
        before = conversation.filters.model_copy(update={"nearer_m": None}) if refining else Filters()
        conversation.filters = _filters(
            reading, conversation.day if said.excluded else said, before, unwanted
        )


def _remember_child(conversation: Conversation, entities: Entities, today: date) -> None:
    """Of several children the one for whom care is sought; its birthday is asked for when it is booked."""
    children = entities.children
    if len(children) > 1:
        conversation.children = tuple(_child(age, today) for age in children)
        _take_child(conversation, _child(in_care(children, today), today))
        conversation.born_on = None
    elif entities.age:
        _take_child(conversation, _child(entities.age, today))
    elif (number := child_named(conversation, entities.people)) is not None:
        _take_child(conversation, conversation.children[number])


def in_care(children: tuple[Age, ...], today: date) -> Age:
    """The one under 3; of several the youngest."""
    months = {age: age_in_months(age, today) or 0 for age in children}
    fitting = [age for age in children if months[age] < CARE_UNTIL_MONTHS]
    return min(fitting or children, key=lambda age: months[age])


def _child(age: Age, today: date) -> Child:
    return Child(
        who=age.who, months=age.months, said_on=today, born_on=age.born_on, born_day_known=age.born_day_known
    )


def _take_child(conversation: Conversation, child: Child) -> None:
    conversation.born_on, conversation.born_day_known = child.born_on, child.born_day_known
    conversation.age_months, conversation.age_said_on = child.months, child.said_on
    if child.months is None and child.born_on and child.said_on:
        conversation.age_months = None


def _unwanted(conversation: Conversation, entities: Entities) -> tuple[str, ...]:
    """The providers that are to be left out: those named so, or the one talked about (不是这个)."""
    if entities.reference.to == "not_this" and not entities.providers:
        talked = last_talked_about(conversation)
        return (*entities.excluded_providers, *((talked,) if talked else ()))
    return () if entities.providers else entities.excluded_providers


def _provider_told(conversation: Conversation, entities: Entities) -> str | None:
    if entities.provider or entities.providers:
        return entities.provider
    if picked := picked_from_list(conversation, entities.ordinal):
        return picked
    referred = providers_referred(conversation, entities.reference)
    return referred[0] if len(referred) == 1 else None


def _spot_at(turn: Turn, provider_id: str) -> Spot | None:
    """Where a provider is: others are looked for around it."""
    provider = turn.provider(provider_id)
    point, _ = point_of(turn.knowledge, provider) if provider else (None, False)
    if provider is None or point is None:
        return None
    name = turn.name_of(provider)
    return Spot(name=name, kind="landmark", lat=point[0], lon=point[1], district=provider.district)


def _day_said(turn: Turn, reading: Reading) -> Day:
    when = reading.entities.when
    if reading.entities.reference.same_time and (base := _day_talked_about(turn)):
        return same_time(base, when)
    dates = when.dates or days_of(when.week, turn.now.date())
    weekly = when.weekly and bool(dates)
    return Day(dates=dates, excluded=when.excluded, time=when.time, part=when.part, weekly=weekly)


def _day_talked_about(turn: Turn) -> Day | None:
    """The one in mind; else that of the family's last booking, whose provider is meant with it."""
    conversation = turn.conversation
    if conversation.day.dates:
        return conversation.day
    bookings = bookings_of(turn.tx, turn.family.id, turn.now)
    if not bookings:
        return None
    latest = max((booking.session for booking in bookings), key=lambda session: session.starts_at)
    conversation.provider = conversation.provider or latest.provider
    starts_at = latest.starts_at.astimezone(SHANGHAI)
    return Day(dates=(starts_at.date(),), time=starts_at.time())


def spot_of(place: Place) -> Spot:
    return Spot(name=place.name, kind=place.kind, lat=place.lat, lon=place.lon, district=place.district)


def provider_meant(turn: Turn) -> Provider | None:
    """The one provider the message is about, None when it is about several or none."""
    reading = turn.reading
    if reading is not None and _names_a_group(reading):
        return None
    provider = turn.provider(turn.conversation.provider)
    if provider is None and len(turn.conversation.shown) == 1:
        provider = turn.provider(turn.conversation.shown[0])
    return provider


def _names_a_group(reading: Reading) -> bool:
    """A kind, a place or "nearby" without a provider's name, or any but one: not the one talked about."""
    entities = reading.entities
    if entities.provider or entities.ordinal is not None:
        return False
    if entities.reference.to is not None:
        return entities.reference.to == "not_this"
    wishes = entities.wishes
    return bool(
        entities.places
        or entities.excluded_providers
        or entities.excluded_places
        or wishes.states_conditions
        or wishes.near_me
        or entities.max_price
        or entities.radius_m
    )


def _filters(reading: Reading, day: Day, before: Filters, unwanted: tuple[str, ...]) -> Filters:
    wishes, entities = reading.entities.wishes, reading.entities
    districts = tuple(place.name for place in entities.excluded_places if place.kind == "district")
    changes: dict[str, object] = {
        "kind": wishes.kind,
        "excluded_kinds": wishes.excluded_kinds or None,
        "excluded_districts": districts or None,
        "excluded_providers": (*before.excluded_providers, *unwanted) or None,
        "inclusive": wishes.inclusive,
        "service": wishes.service,
        "max_price": entities.max_price,
        "radius_m": entities.radius_m,
        "cheap": wishes.cheap or None,
        "rated": wishes.rated or None,
        "has_places": wishes.has_places or None,
        "open_now": wishes.open_now or None,
        "day": day if day or day.excluded else None,
    }
    if wishes.kind in before.excluded_kinds or before.kind in wishes.excluded_kinds:
        before = before.model_copy(update={"kind": None, "excluded_kinds": ()})  # another mind
    return before.model_copy(update={name: value for name, value in changes.items() if value is not None})
