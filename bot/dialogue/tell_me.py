""" "Tell me when": a place that comes free, a 宝宝屋 that opens in the street."""

from datetime import date

from bot.dialogue import formats
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services.subscriptions import (
    AlreadySubscribed,
    subscribe_openings,
    subscribe_places,
    subscriptions_of,
)
from bot.services.subscriptions import unsubscribe as end_subscription
from db.models import Subscription

_MONDAY = date(2026, 11, 23)  # any: weekdays are named by their days


def answer(turn: Turn) -> Outcome | None:
    """To a message that says so; None where it names neither a provider nor a place."""
    assert turn.reading is not None
    entities, conversation = turn.reading.entities, turn.conversation
    provider_id = entities.provider or (None if entities.place else conversation.provider)
    days = entities.when.dates or conversation.day.dates
    weekday = days[0].weekday() if days else None
    if provider_id and turn.provider(provider_id):
        return _for_place(turn, provider_id, None, weekday)
    district, street = _area(turn)
    if district is None:
        return None
    if weekday is not None or turn.wishes.has("has-places", turn.reading.text):
        return _for_place(turn, None, district, weekday)
    return _for_opening(turn, district, street)


def subscribe(turn: Turn, rest: str) -> Outcome:
    """A button: "provider", or "district/street" for an opening there."""
    if turn.provider(rest):
        days = turn.conversation.day.dates
        return _for_place(turn, rest, None, days[0].weekday() if days else None)
    district, _, street = rest.partition("/")
    return _for_opening(turn, district, street or None)


def unsubscribe(turn: Turn, number: str) -> Outcome:
    ended = number.isdecimal() and end_subscription(turn.tx, turn.family.id, int(number), turn.now)
    rows = ((turn.button("button.bookings", "bookings:"), turn.button("button.find", "find:new")),)
    return Outcome((Reply(turn.say("tell.ended" if ended else "tell.gone"), rows),))


def lines(turn: Turn) -> tuple[list[str], list[tuple[Button, ...]]]:
    """What the family wants to be told, and its buttons."""
    said: list[str] = []
    rows: list[tuple[Button, ...]] = []
    for wish in subscriptions_of(turn.tx, turn.family.id):
        said.append(_described(turn, wish))
        rows.append((turn.button("button.untell", f"untell:{wish.id}", what=said[-1][:30]),))
    return said, rows


def _for_place(turn: Turn, provider_id: str | None, district: str | None, weekday: int | None) -> Outcome:
    made = subscribe_places(turn.tx, turn.family.id, provider_id, district, weekday, turn.now)
    return _made(turn, made.id, isinstance(made, AlreadySubscribed))


def _for_opening(turn: Turn, district: str, street: str | None) -> Outcome:
    providers = turn.knowledge.providers
    made = subscribe_openings(turn.tx, turn.family.id, district, street, providers, turn.now)
    return _made(turn, made.id, isinstance(made, AlreadySubscribed))


def _made(turn: Turn, number: int, again: bool) -> Outcome:
    wish = next(one for one in subscriptions_of(turn.tx, turn.family.id) if one.id == number)
    rows = ((turn.button("button.untell_this", f"untell:{number}"), turn.button("button.find", "find:new")),)
    text = turn.say("tell.already" if again else "tell.made", what=_described(turn, wish))
    return Outcome((Reply(text, rows),), provider=wish.provider)


def _described(turn: Turn, wish: Subscription) -> str:
    if wish.kind == "opening":
        return turn.say("tell.opening", area=f"{wish.district or ''}{wish.street or ''}")
    provider = turn.provider(wish.provider)
    where = turn.name_of(provider) if provider else (wish.district or "")
    day = ""
    if wish.weekday is not None:
        day = formats.weekday(_MONDAY.replace(day=_MONDAY.day + wish.weekday), turn.english)
    return turn.say("tell.place", where=where, day=day)


def _area(turn: Turn) -> tuple[str | None, str | None]:
    """District and street that the message, or the talk before, is about."""
    assert turn.reading is not None
    place = turn.reading.entities.place
    if place is not None:
        return place.district, place.name if place.kind == "street" else None
    spot = turn.conversation.spot
    if spot is None:
        return None, None
    return spot.district, spot.name if spot.kind == "street" else None
