"""Which providers there are: near a place, under conditions, one by name, two side by side."""

from collections.abc import Sequence

from bot.dialogue import cards, formats
from bot.dialogue.conversation import Filters, Open, Spot
from bot.dialogue.search import Found, Query, radius_of, relax, search, takes_age
from bot.dialogue.subject import provider_meant, spot_of
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Button, Reply
from bot.services.sessions import upcoming
from knowledge.nearby import distance_m
from knowledge.schema import Provider

PAGE = 5
NEARER_SHARE = 0.5  # "换个近点的" halves the distance looked in
MOST_COMPARED = 3
FAR_AWAY_M = 30_000  # from every known place


def answer(turn: Turn) -> Outcome:
    reading, conversation = turn.reading, turn.conversation
    if reading is None:
        return _list(turn)
    wishes = reading.entities.wishes
    if reading.entities.places and reading.entities.place is None and not reading.entities.provider:
        return _ask_which_place(turn)
    named = [group[0] for group in reading.entities.providers if len(group) == 1]
    if wishes.compare:
        return _compare(turn, named)
    if wishes.more and conversation.found:
        return _more(turn)
    if wishes.nearer and conversation.shown:
        conversation.filters.nearer_m = _nearer_than(turn)
    elif (provider := provider_meant(turn)) is not None and not wishes.nearer:
        return about_one(turn, provider)
    return _list(turn)


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
    if turn.reading.entities.age:
        age = turn.conversation.age_on(turn.now.date()) or 0
        verdict = takes_age(provider, age)
        key = {True: "find.takes_age", False: "find.too_young_or_old", None: "find.age_unknown"}[verdict]
        lines.append(turn.say(key, name=name, age=formats.months(age, turn.english)))
    return lines


def show_card(turn: Turn, provider_id: str) -> Outcome:
    provider = turn.provider(provider_id)
    return about_one(turn, provider) if provider else gone(turn)


def gone(turn: Turn) -> Outcome:
    """For a button of a provider that is no longer in the files."""
    return Outcome((Reply(turn.say("find.gone"), ((turn.button("button.find", "find:new"),),)),))


def at_location(turn: Turn, lat: float, lon: float) -> Outcome:
    """A location was shared: search around it, unless it is nowhere near."""
    if not _within_reach(turn, lat, lon):
        if not _within_reach(turn, lon, lat):
            return Outcome((Reply(turn.say("find.outside")),))
        lat, lon = lon, lat  # some apps send longitude first
    turn.conversation.spot = Spot(name=None, kind="shared", lat=lat, lon=lon)
    turn.conversation.provider = None
    return _list(turn)


def _within_reach(turn: Turn, lat: float, lon: float) -> bool:
    return any(distance_m((lat, lon), (p.lat, p.lon)) <= FAR_AWAY_M for p in turn.knowledge.places)


def _list(turn: Turn) -> Outcome:
    conversation = turn.conversation
    if conversation.spot is None and not _searches_everywhere(conversation.filters, turn):
        return ask_place(turn, "find")
    query = query_of(turn)
    found = search(turn.knowledge, query, lambda provider: has_places(turn, provider))
    if not found:
        return _nothing(turn, query)
    conversation.found = tuple(item.provider.id for item in found)
    return _page(turn, query, found, 0)


def ask_place(turn: Turn, topic: str) -> Outcome:
    """topic: what goes on once the place is told."""
    turn.conversation.open = Open(what="place", about=topic)
    return Outcome((Reply(turn.say("find.ask_place"), _district_buttons(turn)),))


def query_of(turn: Turn) -> Query:
    conversation = turn.conversation
    day = conversation.filters.day.dates[0] if conversation.filters.day.dates else turn.now.date()
    return Query(conversation.spot, conversation.filters, conversation.age_on(day), turn.now)


def has_places(turn: Turn, provider: Provider) -> bool:
    offer = provider.offer("temporary_care")
    if offer is None:
        return False
    days = turn.conversation.filters.day.dates
    return any(
        session.free_places > 0 and (not days or session.starts_at.date() in days)
        for session in upcoming(turn.tx, provider, "temporary_care", turn.now)
    )


def _searches_everywhere(filters: Filters, turn: Turn) -> bool:
    """ "全市最便宜的", or the place was asked for once and the person goes on without one."""
    asked = turn.conversation.open
    return asked is not None and asked.what == "place"


def _page(turn: Turn, query: Query, found: Sequence[Found], start: int) -> Outcome:
    page = found[start : start + PAGE]
    conversation = turn.conversation
    conversation.shown = tuple(item.provider.id for item in page)
    conversation.provider = page[0].provider.id if len(found) == 1 else None
    conversation.open = None
    lines = [turn.say("find.heading", filters=filters_text(turn, query), count=len(found))]
    lines += [cards.list_entry(turn, start + number, item) for number, item in enumerate(page, 1)]
    if any(item.about for item in page):
        lines.append(turn.say("find.about_note"))
    if any(item.provider.sample for item in page):
        lines.append(turn.say("find.sample_note"))
    lines.append(turn.say("find.source_note"))
    rows: list[tuple[Button, ...]] = [
        (Button(f"{start + number}. {turn.name_of(item.provider)}", f"p:{item.provider.id}"),)
        for number, item in enumerate(page, 1)
    ]
    last = [turn.button("button.compare", "compare:")] if len(page) > 1 else []
    if start + PAGE < len(found):
        last.insert(0, turn.button("button.more", f"more:{start + PAGE}"))
    if last:
        rows.append(tuple(last))
    return Outcome((Reply("\n".join(lines), tuple(rows)),), providers=conversation.shown)


def _more(turn: Turn) -> Outcome:
    conversation = turn.conversation
    last = conversation.shown[-1] if conversation.shown else None
    start = conversation.found.index(last) + 1 if last in conversation.found else 0
    return show_from(turn, str(start))


def show_from(turn: Turn, start: str) -> Outcome:
    """The page of the last list from position start."""
    first = int(start) if start.isdigit() else 0
    query = query_of(turn)
    found = search(turn.knowledge, query, lambda provider: has_places(turn, provider))
    if first >= len(found):
        return Outcome((Reply(turn.say("find.no_more"), _widen_buttons(turn)),))
    turn.conversation.found = tuple(item.provider.id for item in found)
    return _page(turn, query, found, first)


def _nothing(turn: Turn, query: Query) -> Outcome:
    """Says which condition failed, and what nearly fits."""
    turn.conversation.open = None
    lines = [turn.say("find.nothing", filters=filters_text(turn, query))]
    rows: list[tuple[Button, ...]] = []
    shown: list[str] = []
    for relaxed in relax(turn.knowledge, query, lambda provider: has_places(turn, provider))[:3]:
        nearest = relaxed.found[0]
        if nearest.provider.id in shown:
            continue
        key = "find.nearly_distance" if nearest.distance_m is not None else "find.nearly"
        lines.append(
            turn.say(
                key,
                condition=turn.say(f"condition.{relaxed.condition}"),
                name=turn.name_of(nearest.provider),
                distance=formats.distance(nearest.distance_m or 0, turn.english),
            )
        )
        rows.append((Button(turn.name_of(nearest.provider), f"p:{nearest.provider.id}"),))
        shown.append(nearest.provider.id)
    turn.conversation.shown = tuple(shown)
    rows.append((turn.button("button.human", "human:"),))
    return Outcome((Reply("\n".join(lines), tuple(rows)),), providers=tuple(shown))


def filters_text(turn: Turn, query: Query) -> str:
    """What was filtered on, in words."""
    say, filters, english = turn.say, query.filters, turn.english
    parts = []
    if query.spot:
        parts.append(_spot_text(turn, query.spot, filters))
    if query.age_months is not None:
        parts.append(formats.months(query.age_months, english))
    parts += [say(f"kind.{filters.kind}")] if filters.kind else []
    parts += [say("find.without", what=say(f"kind.{kind}")) for kind in filters.excluded_kinds]
    if filters.inclusive is not None:
        parts.append(say("card.inclusive" if filters.inclusive else "card.not_inclusive"))
    parts += [say(f"service.{filters.service}")] if filters.service else []
    if filters.max_price is not None:
        parts.append(say("find.up_to", amount=formats.yuan(filters.max_price, english)))
    parts += [formats.day(day, english) for day in filters.day.dates]
    parts += [filters.day.time.strftime("%H:%M")] if filters.day.time else []
    parts += [say(f"part.{filters.day.part}")] if filters.day.part else []
    parts += [
        say(f"condition.{name}") for name in ("open_now", "rated", "has_places") if getattr(filters, name)
    ]
    parts += [say("find.cheap_first")] if filters.cheap else []
    return " · ".join(parts) or say("find.everywhere")


def _spot_text(turn: Turn, spot: Spot, filters: Filters) -> str:
    name = spot.name or turn.say("find.your_location")
    if spot.kind == "district" and not (filters.radius_m or filters.nearer_m):
        return name
    return turn.say("find.around", name=name, distance=formats.distance(radius_of(filters), turn.english))


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
    return _list(turn)


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
    return _list(turn)


def choose_district(turn: Turn, name: str) -> Outcome:
    for place in turn.knowledge.places:
        if place.kind == "district" and place.name == name:
            turn.conversation.spot = spot_of(place)
            return _list(turn)
    return start_search(turn, "")


def _district_buttons(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """The districts that have providers, three a row."""
    districts = sorted({p.district for p in turn.knowledge.providers.values()})
    row_starts = range(0, len(districts), 3)
    return tuple(tuple(Button(d, f"district:{d}") for d in districts[n : n + 3]) for n in row_starts)


def _widen_buttons(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    return ((turn.button("button.find", "find:new"), turn.button("button.human", "human:")),)


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
