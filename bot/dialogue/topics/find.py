"""Which providers there are: near a place, under conditions, one by name, two side by side."""

from collections.abc import Sequence

from bot.dialogue import cards, formats
from bot.dialogue.context import child_named
from bot.dialogue.conversation import Filters, Open, Spot
from bot.dialogue.listing import has_places, list_found, no_providers, query_of, show_from
from bot.dialogue.search import search, takes_age
from bot.dialogue.subject import provider_meant, spot_of
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Button, Reply
from bot.understanding.reading import age_in_months
from knowledge.nearby import distance_m
from knowledge.schema import Provider

NEARER_SHARE = 0.5  # "换个近点的" halves the distance looked in
MOST_COMPARED = 3
FAR_AWAY_M = 30_000  # from every known place


def answer(turn: Turn) -> Outcome:
    reading, conversation = turn.reading, turn.conversation
    if reading is None:
        return list_found(turn)
    wishes = reading.entities.wishes
    if reading.entities.places and reading.entities.place is None and not reading.entities.provider:
        return _ask_which_place(turn)
    named = [group[0] for group in reading.entities.providers if len(group) == 1]
    if wishes.compare:
        return _compare(turn, named)
    if wishes.more and conversation.found and not reading.entities.excluded_providers:
        return _more(turn)
    if wishes.nearer and conversation.shown:
        conversation.filters.nearer_m = _nearer_than(turn)
    elif (provider := provider_meant(turn)) is not None and not wishes.nearer:
        return about_one(turn, provider)
    return list_found(turn)


def about_one(turn: Turn, provider: Provider) -> Outcome:
    """Everything known of one provider; what was asked for comes first."""
    turn.conversation.provider = provider.id
    lines = [*_asked_first(turn, provider), cards.card(turn, provider)]
    reply = Reply("\n".join(lines), cards.buttons(turn, provider), location=cards.location(turn, provider))
    return Outcome((reply,), provider=provider.id, providers=(provider.id,))


def _asked_first(turn: Turn, provider: Provider) -> list[str]:
    if turn.reading is None:
        return []
    wishes, lines = turn.reading.entities.wishes, []
    name = turn.name_of(provider)
    if wishes.telephone and not provider.telephone:
        lines.append(turn.say("find.no_telephone", name=name))
    if wishes.address and not provider.address:
        lines.append(turn.say("find.no_address", name=name))
    entities, today = turn.reading.entities, turn.now.date()
    for child in entities.children if len(entities.children) > 1 else ():
        lines.append(_verdict(turn, provider, child.who, age_in_months(child, today) or 0))
    if len(entities.children) < 2 and (
        entities.age or child_named(turn.conversation, entities.people) is not None
    ):
        lines.append(_verdict(turn, provider, "", turn.conversation.age_on(today) or 0))
    return lines


def _verdict(turn: Turn, provider: Provider, who: str, age_months: int) -> str:
    verdict = takes_age(provider, age_months)
    key = {True: "find.takes_age", False: "find.too_young_or_old", None: "find.age_unknown"}[verdict]
    age = formats.months(age_months, turn.english)
    return turn.say(key, name=turn.name_of(provider), age=f"{who} {age}" if who else age)


def show_card(turn: Turn, provider_id: str) -> Outcome:
    provider = turn.provider(provider_id)
    return about_one(turn, provider) if provider else gone(turn)


def gone(turn: Turn) -> Outcome:
    """For a button of a provider that is no longer in the files."""
    return Outcome((Reply(turn.say("find.gone"), ((turn.button("button.find", "find:new"),),)),))


def at_location(turn: Turn, lat: float, lon: float) -> Outcome:
    """A location was shared: search around it, unless it is nowhere near."""
    if not turn.knowledge.providers:
        return no_providers(turn)
    if not _within_reach(turn, lat, lon):
        if not _within_reach(turn, lon, lat):
            return Outcome((Reply(turn.say("find.outside")),))
        lat, lon = lon, lat  # some apps send longitude first
    turn.conversation.spot = Spot(name=None, kind="shared", lat=lat, lon=lon)
    turn.conversation.provider = None
    return list_found(turn)


def _within_reach(turn: Turn, lat: float, lon: float) -> bool:
    return any(distance_m((lat, lon), (p.lat, p.lon)) <= FAR_AWAY_M for p in turn.knowledge.places)


def _more(turn: Turn) -> Outcome:
    conversation = turn.conversation
    last = conversation.shown[-1] if conversation.shown else None
    start = conversation.found.index(last) + 1 if last in conversation.found else 0
    return show_from(turn, str(start))


def _nearer_than(turn: Turn) -> int:
    query = query_of(turn)
    found = search(turn.knowledge, query, lambda provider: has_places(turn, provider))
    distances = [f.distance_m for f in found if f.provider.id in turn.conversation.shown and f.distance_m]
    return max(500, int(max(distances) * NEARER_SHARE)) if distances else 2_000


def _compare(turn: Turn, named: Sequence[str]) -> Outcome:
    ids = list(named) if len(named) > 1 else list(turn.conversation.shown[:2])
    providers = [p for p in map(turn.provider, ids[:MOST_COMPARED]) if p]
    if len(providers) < 2:
        turn.conversation.open = Open(what="place")
        return Outcome((Reply(turn.say("find.compare_which")),))
    turn.conversation.shown = tuple(provider.id for provider in providers)
    turn.conversation.provider = None
    blocks = [cards.card(turn, provider) for provider in providers]
    rows = tuple((Button(turn.name_of(p), f"p:{p.id}"),) for p in providers)
    text = turn.say("find.compare_heading") + "\n\n" + "\n\n".join(blocks)
    return Outcome((Reply(text, rows),), providers=tuple(p.id for p in providers))


def compare_shown(turn: Turn, _: str) -> Outcome:
    return _compare(turn, ())


def start_search(turn: Turn, _: str) -> Outcome:
    turn.conversation.provider = None
    turn.conversation.filters = Filters()
    return list_found(turn)


def _ask_which_place(turn: Turn) -> Outcome:
    """One name, several places kilometres apart."""
    assert turn.reading is not None
    choices = turn.reading.entities.places[0].choices
    labels = [
        turn.say("find.place_choice", name=p.name, kind=turn.say(f"place.{p.kind}"), district=p.district)
        for p in choices
    ]
    turn.conversation.open = Open(
        what="place_choice", choices=tuple(f"{p.kind}/{p.name}/{p.district}" for p in choices)
    )
    rows = tuple((Button(label, f"place:{index}"),) for index, label in enumerate(labels))
    return Outcome((Reply(turn.say("find.which_place"), rows),))


def choose_place(turn: Turn, index: str) -> Outcome:
    asked = turn.conversation.open
    if (
        asked is None
        or asked.what != "place_choice"
        or not index.isdigit()
        or int(index) >= len(asked.choices)
    ):
        return start_search(turn, "")
    kind, name, district = asked.choices[int(index)].split("/")
    for place in turn.knowledge.places:
        if (place.kind, place.name, place.district) == (kind, name, district):
            turn.conversation.spot = spot_of(place)
    turn.conversation.open = None
    return list_found(turn)


def choose_district(turn: Turn, name: str) -> Outcome:
    for place in turn.knowledge.places:
        if place.kind == "district" and place.name == name:
            turn.conversation.spot = spot_of(place)
            return list_found(turn)
    return start_search(turn, "")


TOPIC = TopicHandler(
    "find",
    answer,
    {
        "p": show_card,
        "more": show_from,
        "compare": compare_shown,
        "find": start_search,
        "place": choose_place,
        "district": choose_district,
    },
)
