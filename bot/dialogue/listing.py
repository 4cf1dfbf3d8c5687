"""Lists of providers: what was looked for, five at a time, or what nearly fits."""

from collections.abc import Sequence

from bot.clock import SHANGHAI
from bot.dialogue import cards, formats
from bot.dialogue.conversation import Filters, Open, Spot
from bot.dialogue.search import Found, Query, radius_of, relax, search
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services.sessions import upcoming
from knowledge.schema import Provider

PAGE = 5


def query_of(turn: Turn) -> Query:
    conversation = turn.conversation
    day = conversation.filters.day.dates[0] if conversation.filters.day.dates else turn.now.date()
    return Query(conversation.spot, conversation.filters, conversation.age_on(day), turn.now)


def has_places(turn: Turn, provider: Provider) -> bool:
    offer = provider.offer("temporary_care")
    if offer is None:
        return False
    wanted = turn.conversation.filters.day
    return any(
        session.free_places > 0 and wanted.allows(session.starts_at.astimezone(SHANGHAI).date())
        for session in upcoming(turn.tx, provider, "temporary_care", turn.now)
    )


def list_found(turn: Turn) -> Outcome:
    conversation = turn.conversation
    if not turn.knowledge.providers:
        return no_providers(turn)
    if conversation.spot is None and not _searches_everywhere(conversation.filters, turn):
        return ask_place(turn, "find")
    query = query_of(turn)
    found = search(turn.knowledge, query, lambda provider: has_places(turn, provider))
    if not found:
        return _nothing(turn, query)
    conversation.found = tuple(item.provider.id for item in found)
    return _page(turn, query, found, 0)


def _searches_everywhere(filters: Filters, turn: Turn) -> bool:
    """ "全市最便宜的", or the place was asked for once and the person goes on without one."""
    asked = turn.conversation.open
    return asked is not None and asked.what == "place"


def ask_place(turn: Turn, topic: str) -> Outcome:
    """topic: what goes on once the place is told."""
    if not turn.knowledge.providers:
        return no_providers(turn)
    turn.conversation.open = Open(what="place", about=topic)
    return Outcome((Reply(turn.say("find.ask_place"), _district_buttons(turn)),))


def no_providers(turn: Turn) -> Outcome:
    """Of a pack that has just been begun: asking where or which would lead nowhere."""
    return Outcome((Reply(turn.say("find.no_providers"), ((turn.button("button.human", "human:"),),)),))


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
    unwanted = [say(f"kind.{kind}") for kind in filters.excluded_kinds] + list(filters.excluded_districts)
    unwanted += [turn.name_of(p) for p in map(turn.provider, filters.excluded_providers) if p]
    parts += [say("find.without", what=what) for what in unwanted]
    if filters.inclusive is not None:
        parts.append(say("card.inclusive" if filters.inclusive else "card.not_inclusive"))
    parts += [say(f"service.{filters.service}")] if filters.service else []
    if filters.max_price is not None:
        parts.append(say("find.up_to", amount=formats.yuan(filters.max_price, english)))
    parts += [formats.day(day, english) for day in filters.day.dates]
    if not filters.day.dates and filters.day.excluded:
        parts.append(say("find.without", what=formats.days_left_out(filters.day.excluded, english)))
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


def _district_buttons(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """The districts that have providers, three a row."""
    districts = sorted({p.district for p in turn.knowledge.providers.values()})
    row_starts = range(0, len(districts), 3)
    return tuple(tuple(Button(d, f"district:{d}") for d in districts[n : n + 3]) for n in row_starts)


def _widen_buttons(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    return ((turn.button("button.find", "find:new"), turn.button("button.human", "human:")),)
