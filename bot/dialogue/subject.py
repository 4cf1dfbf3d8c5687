"""Whom or where a message is about, from its own words and from what was talked about."""

from datetime import date, timedelta

from bot.dialogue.conversation import Conversation, Day, Filters, Spot
from bot.dialogue.turn import Turn
from bot.understanding.reading import Reading
from knowledge.schema import Place, Provider


def remember(turn: Turn, reading: Reading, *, searching: bool, refining: bool) -> None:
    """Takes what the message says into the conversation, before any topic answers. searching: its conditions
    are for a list; refining: it adds to the last one rather than starting anew."""
    conversation, entities = turn.conversation, reading.entities
    if entities.age:
        conversation.born_on = entities.age.born_on
        conversation.born_day_known = entities.age.born_day_known
        conversation.age_months = entities.age.months
        conversation.age_said_on = turn.now.date()
    if entities.place and not entities.providers:
        conversation.spot = spot_of(entities.place)
        conversation.provider = None
    if entities.provider:
        conversation.provider = entities.provider
    elif (picked := picked_from_list(conversation, entities.ordinal)) is not None:
        conversation.provider = picked
    said = Day(
        dates=entities.when.dates or _days_of(entities.when.week, turn.now.date()),
        time=entities.when.time,
        part=entities.when.part,
    )
    if said:
        conversation.day = _completed(said, conversation.day) if refining else said
    if searching:
        before = conversation.filters.model_copy(update={"nearer_m": None}) if refining else Filters()
        conversation.filters = _filters(reading, said, before)


def _days_of(week: tuple[date, date] | None, today: date) -> tuple[date, ...]:
    """A whole week as its days to come."""
    if week is None:
        return ()
    days = (week[0] + timedelta(days=n) for n in range(7))
    return tuple(day for day in days if day >= today)


def spot_of(place: Place) -> Spot:
    return Spot(name=place.name, kind=place.kind, lat=place.lat, lon=place.lon, district=place.district)


def picked_from_list(conversation: Conversation, ordinal: int | None) -> str | None:
    if ordinal is None or not conversation.shown:
        return None
    index = ordinal - 1 if ordinal > 0 else ordinal
    return conversation.shown[index] if -1 <= index < len(conversation.shown) else None


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
    """A kind, a place or "nearby" without a provider's name: not the one talked about before."""
    entities = reading.entities
    if entities.provider or entities.ordinal is not None:
        return False
    wishes = entities.wishes
    return bool(
        entities.places
        or wishes.states_conditions
        or wishes.near_me
        or entities.max_price
        or entities.radius_m
    )


def _completed(said: Day, before: Day) -> Day:
    """ "那周四呢" keeps the morning that was asked for, "下午呢" the day."""
    if said.dates:
        return Day(dates=said.dates, time=said.time, part=said.part or (None if said.time else before.part))
    return Day(dates=before.dates, time=said.time, part=said.part)


def _filters(reading: Reading, said: Day, before: Filters) -> Filters:
    wishes, entities = reading.entities.wishes, reading.entities
    changes: dict[str, object] = {
        "kind": wishes.kind,
        "excluded_kinds": wishes.excluded_kinds or None,
        "inclusive": wishes.inclusive,
        "service": wishes.service,
        "max_price": entities.max_price,
        "radius_m": entities.radius_m,
        "cheap": wishes.cheap or None,
        "rated": wishes.rated or None,
        "has_places": wishes.has_places or None,
        "open_now": wishes.open_now or None,
        "day": said or None,
    }
    return before.model_copy(update={name: value for name, value in changes.items() if value is not None})
