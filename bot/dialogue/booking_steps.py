"""What a booking asks, one question at a time."""

from collections.abc import Sequence
from datetime import timedelta

from bot.clock import SHANGHAI
from bot.dialogue import cards, formats
from bot.dialogue.booking_alternatives import alternatives, nearest_to_spot, offer_label
from bot.dialogue.conversation import Draft, Filters
from bot.dialogue.drafts import draft_of
from bot.dialogue.search import Query, search
from bot.dialogue.session_buttons import MOST_SESSIONS, free_sessions, session_line, session_rows, wait_button
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services.families import children_of
from bot.services.sessions import OpenSession, upcoming
from db.models import Child
from knowledge.schema import Provider


def ask_provider(turn: Turn) -> Outcome:
    """The bookable ones near the place talked about, else everywhere; those open on the wanted day."""
    if not any(map(cards.can_book, turn.knowledge.providers.values())):
        turn.conversation.draft = None
        return Outcome((Reply(turn.say("book.none_here"), ((turn.button("button.human", "human:"),),)),))
    draft_of(turn).asked = "provider"
    conversation = turn.conversation
    filters = Filters(day=conversation.day, has_places=True, kind=conversation.filters.kind)
    query = Query(conversation.spot, filters, conversation.age_on(turn.now.date()), turn.now)
    found = search(turn.knowledge, query, lambda p: bool(free_sessions(turn, p)))
    if not found:
        query = Query(None, Filters(day=conversation.day), query.age_months, turn.now)
        found = search(turn.knowledge, query, lambda p: bool(free_sessions(turn, p)))
        found = tuple(item for item in found if free_sessions(turn, item.provider))
    page = nearest_to_spot(turn, found)[:5]
    conversation.shown = tuple(item.provider.id for item in page)
    key = "book.ask_provider" if page else "book.no_provider"
    rows: tuple[tuple[Button, ...], ...] = tuple(
        (Button(offer_label(turn, item), f"book:{item.provider.id}"),) for item in page
    )
    rows += ((turn.button("button.find", "find:new"), turn.button("button.stop", "stop:")),)
    return Outcome((Reply(turn.say(key), rows),), providers=conversation.shown)


def ask_session(turn: Turn, provider: Provider, fitting: Sequence[OpenSession]) -> Outcome:
    """The sessions that fit what was said, full ones named as full; none: why, and what there is."""
    draft_of(turn).asked = "session"
    if not fitting:
        return alternatives(turn, provider, _why_none(turn, provider), None)
    lines = [turn.say("book.ask_session", name=turn.name_of(provider))]
    full = [session for session in fitting[:MOST_SESSIONS] if not session.free_places]
    lines += [session_line(turn, session) for session in full]
    rows = session_rows(turn, fitting) + tuple((wait_button(turn, session),) for session in full)
    lines.append(cards.footer(turn, provider))
    reply = Reply("\n".join(lines), (*rows, (turn.button("button.stop", "stop:"),)))
    return Outcome((reply,), provider=provider.id, providers=(provider.id,))


def _why_none(turn: Turn, provider: Provider) -> str:
    name, day = turn.name_of(provider), turn.conversation.day
    if not day.dates:
        return turn.say("book.no_sessions", name=name)
    named = formats.listing([formats.day(d, turn.english) for d in day.dates], turn.english)
    if day.dates[-1] < turn.now.date():
        return turn.say("book.past_day", day=named)
    if (day.dates[0] - turn.now.date()).days >= 14:
        return turn.say("book.too_far", day=named)
    part = turn.say(f"part.{day.part}") if day.part else ""
    return turn.say("book.no_session_then", name=name, day=named, part=part)


def ask_which_child(turn: Turn, children: Sequence[Child]) -> Outcome:
    draft_of(turn).asked = "child"
    rows: tuple[tuple[Button, ...], ...] = tuple(
        (Button(child.nickname, f"child:{child.id}"),) for child in children
    )
    if len(children) > 1:
        rows += ((turn.button("button.all_children", "child:all"),),)
    rows += ((turn.button("button.new_child", "child:new"), turn.button("button.stop", "stop:")),)
    return Outcome((Reply(turn.say("book.which_child"), rows),), provider=draft_of(turn).provider)


def ask_consent(turn: Turn, provider: Provider) -> Outcome:
    draft_of(turn).asked = "consent"
    rows = ((turn.button("button.agree", "agree:"), turn.button("button.disagree", "stop:")),)
    sample = [turn.say("card.sample")] if provider.sample else []
    text = "\n".join([_chosen(turn, provider), *sample, turn.say("book.consent")])
    return Outcome((Reply(text, rows),), provider=provider.id, providers=(provider.id,))


def ask_child(turn: Turn, key: str = "") -> Outcome:
    draft = draft_of(turn)
    draft.asked = "child"
    if not key:
        key = "book.ask_child"
        if draft.nickname:
            key = "book.ask_birthday"
        elif draft.born_on:
            key = "book.ask_nickname"
    return Outcome(
        (Reply(turn.say(key), ((turn.button("button.stop", "stop:"),),)),), provider=draft.provider
    )


def ask_confirm(turn: Turn, provider: Provider) -> Outcome:
    draft = draft_of(turn)
    draft.asked = "confirm"
    lines = [turn.say(_asks_for(draft)), _chosen(turn, provider), *_more_dates(turn, draft)]
    if len(draft.child_ids) > 1:
        named = [c.nickname for c in children_of(turn.tx, turn.family) if c.id in draft.child_ids]
        lines.append(turn.say("book.children", children=formats.listing(named, turn.english)))
    if draft.nickname and draft.born_on:
        born = (formats.full_day if draft.born_day_known else formats.month)(draft.born_on, turn.english)
        lines.append(turn.say("book.child", nickname=draft.nickname, born=born))
    if provider.eligibility and provider.eligibility.who != "everyone":
        draft.eligibility_said = True
    lines.append(cards.footer(turn, provider))
    rows = ((turn.button("button.confirm", f"ok:{draft.key}"), turn.button("button.stop", "stop:")),)
    return Outcome((Reply("\n".join(lines), rows),), provider=provider.id, providers=(provider.id,))


def _asks_for(draft: Draft) -> str:
    if draft.waiting:
        return "wait.confirm"
    return "book.confirm_move" if draft.moving else "book.confirm"


def _more_dates(turn: Turn, draft: Draft) -> list[str]:
    """Of a standing booking."""
    if draft.weeks == 1 or draft.starts_at is None:
        return []
    first = draft.starts_at.astimezone(SHANGHAI).date()
    days = [formats.day(first + timedelta(weeks=n), turn.english) for n in range(draft.weeks)]
    return [turn.say("book.standing", count=draft.weeks, days=formats.listing(days, turn.english))]


def _chosen(turn: Turn, provider: Provider) -> str:
    draft = draft_of(turn)
    assert draft.starts_at is not None
    ends_at = next(
        (
            s.ends_at
            for s in upcoming(turn.tx, provider, draft.service, turn.now)
            if s.starts_at == draft.starts_at
        ),
        draft.starts_at,
    )
    when = formats.when(draft.starts_at, ends_at, turn.english)
    return turn.say("book.chosen", name=turn.name_of(provider), when=when)


def resume(turn: Turn) -> Reply | None:
    """The question that a digression left open, asked once more in short."""
    draft = turn.conversation.draft
    if draft is None:
        return None
    rows: tuple[tuple[Button, ...], ...] = ((turn.button("button.stop", "stop:"),),)
    match draft.asked:
        case "confirm":
            rows = ((turn.button("button.confirm", f"ok:{draft.key}"), *rows[0]),)
        case "consent":
            rows = ((turn.button("button.agree", "agree:"), *rows[0]),)
        case "provider":
            offered = [p for p in map(turn.provider, turn.conversation.shown) if p]
            rows = (*((Button(turn.name_of(p), f"book:{p.id}"),) for p in offered[:5]), *rows)
        case "session" if (provider := turn.provider(draft.provider)) is not None:
            rows = (*session_rows(turn, free_sessions(turn, provider, any_day=True)[:4]), *rows)
    return Reply(turn.say(f"book.resume_{draft.asked}"), rows)
