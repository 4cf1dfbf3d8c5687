"""What a booking asks, one question at a time, and what it offers where it cannot go on."""

from collections.abc import Sequence

from bot.clock import SHANGHAI
from bot.dialogue import cards, formats
from bot.dialogue.conversation import Draft, Filters
from bot.dialogue.search import DEFAULT_RADIUS_M, Found, Query, ages_of, fits_time, point_of, search
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services.sessions import OpenSession, upcoming
from db.models import Child
from knowledge.nearby import distance_m
from knowledge.opening import Interval
from knowledge.schema import Provider

MOST_SESSIONS = 8
MOST_ALTERNATIVES = 3


def new_draft(turn: Turn, provider: Provider | None) -> Draft:
    key = "".join(turn.rng.choices("abcdefghjkmnpqrstuvwxyz23456789", k=10))
    return Draft(key=key, started_at=turn.now, provider=provider.id if provider else None)


def current(turn: Turn) -> Draft:
    assert turn.conversation.draft is not None
    return turn.conversation.draft


def ask_provider(turn: Turn) -> Outcome:
    """The bookable ones near the place talked about, else everywhere; those open on the wanted day."""
    current(turn).asked = "provider"
    conversation = turn.conversation
    filters = Filters(day=conversation.day, has_places=True, kind=conversation.filters.kind)
    query = Query(conversation.spot, filters, conversation.age_on(turn.now.date()), turn.now)
    found = search(turn.knowledge, query, lambda p: bool(_free(turn, p)))
    if not found:
        query = Query(None, Filters(day=conversation.day), query.age_months, turn.now)
        found = search(turn.knowledge, query, lambda p: bool(_free(turn, p)))
        found = tuple(item for item in found if _free(turn, item.provider))
    page = _nearest_to_spot(turn, found)[:5]
    conversation.shown = tuple(item.provider.id for item in page)
    key = "book.ask_provider" if page else "book.no_provider"
    rows: tuple[tuple[Button, ...], ...] = tuple(
        (Button(offer_label(turn, item), f"book:{item.provider.id}"),) for item in page
    )
    rows += ((turn.button("button.find", "find:new"), turn.button("button.stop", "stop:")),)
    return Outcome((Reply(turn.say(key), rows),), providers=conversation.shown)


def offer_label(turn: Turn, item: Found) -> str:
    name, far = turn.name_of(item.provider), offer_distance(turn, item)
    return f"{name} · {far}" if far else name


def offer_distance(turn: Turn, item: Found) -> str:
    return formats.distance(item.distance_m, turn.english) if item.distance_m is not None else ""


def _nearest_to_spot(turn: Turn, found: Sequence[Found]) -> list[Found]:
    spot = turn.conversation.spot
    if spot is None:
        return list(found)
    placed = [(item, point_of(turn.knowledge, item.provider)) for item in found]
    measured = [
        Found(i.provider, distance_m(spot.point, p) if p else None, about) for i, (p, about) in placed
    ]
    return sorted(measured, key=lambda item: (item.provider.sample, item.distance_m or 1e9))


def ask_session(turn: Turn, provider: Provider, fitting: Sequence[OpenSession]) -> Outcome:
    """The sessions that fit what was said, full ones named as full; none: why, and what there is."""
    current(turn).asked = "session"
    if not fitting:
        return alternatives(turn, provider, _why_none(turn, provider), None)
    lines = [turn.say("book.ask_session", name=turn.name_of(provider))]
    lines += [session_line(turn, session) for session in fitting[:MOST_SESSIONS] if not session.free_places]
    rows = _session_rows(turn, fitting)
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


def session_line(turn: Turn, session: OpenSession) -> str:
    when = formats.when(session.starts_at, session.ends_at, turn.english)
    key = "hours.places" if session.free_places else "hours.full"
    return turn.say(key, when=when, free=session.free_places, capacity=session.capacity)


def _session_rows(turn: Turn, sessions: Sequence[OpenSession]) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (
            turn.button(
                "button.session",
                f"slot:{session.provider}:{session.starts_at.astimezone(SHANGHAI):%Y%m%d%H%M}",
                when=formats.when(session.starts_at, session.ends_at, turn.english),
                free=session.free_places,
            ),
        )
        for session in [s for s in sessions if s.free_places][:MOST_SESSIONS]
    )


def alternatives(turn: Turn, provider: Provider, why: str, missed: OpenSession | None) -> Outcome:
    """The same provider on other days, others near on the wanted day."""
    current(turn).asked = "session"
    current(turn).starts_at = None
    wanted = turn.conversation.day.dates
    free = [
        s for s in _free(turn, provider, any_day=True) if missed is None or s.starts_at != missed.starts_at
    ]
    own = sorted(free, key=lambda s: s.starts_at.astimezone(SHANGHAI).date() not in wanted)[
        :3
    ]  # that day first
    others = others_near(turn, provider)
    lines = [why]
    lines += [turn.say("book.other_days", name=turn.name_of(provider))] if own else []
    if others:
        lines.append(turn.say("book.others_near"))
    rows = _session_rows(turn, own) + tuple(
        (Button(offer_label(turn, item), f"book:{item.provider.id}"),) for item in others
    )
    rows += ((turn.button("button.human", "human:"), turn.button("button.stop", "stop:")),)
    lines.append(cards.footer(turn, provider))
    return Outcome((Reply("\n".join(lines), rows),), provider=provider.id, providers=(provider.id,))


def not_bookable(turn: Turn, provider: Provider) -> Outcome:
    """Its file holds no sessions: says so, whom to ask, and who near it can be booked."""
    why = (
        turn.say("book.not_bookable", name=turn.name_of(provider)) + "\n" + cards.contact_line(turn, provider)
    )
    outcome = alternatives(turn, provider, why, None)
    current(turn).provider = None
    current(turn).asked = "provider"
    turn.conversation.shown = (
        tuple(item.provider.id for item in others_near(turn, provider)) or turn.conversation.shown
    )
    return outcome


def others_near(turn: Turn, provider: Provider) -> list[Found]:
    here, _ = point_of(turn.knowledge, provider)
    found = []
    for other in turn.knowledge.providers.values():
        if other.id == provider.id or not _takes_the_child(turn, other) or not _free(turn, other):
            continue
        point, about = point_of(turn.knowledge, other)
        found.append(Found(other, distance_m(here, point) if here and point else None, about))
    near = [item for item in found if item.distance_m is None or item.distance_m <= DEFAULT_RADIUS_M] or found
    near.sort(key=lambda item: (item.provider.sample, item.distance_m is None, item.distance_m or 0))
    return near[:MOST_ALTERNATIVES]


def _takes_the_child(turn: Turn, provider: Provider) -> bool:
    if provider.eligibility and provider.eligibility.who != "everyone":
        return False
    age, ages = turn.conversation.age_on(turn.now.date()), ages_of(provider, "temporary_care")
    return age is None or ages is None or ages.takes(age)


def _free(turn: Turn, provider: Provider, any_day: bool = False) -> list[OpenSession]:
    """any_day: also on others than the wanted one, but on none left out."""
    wanted = turn.conversation.day
    return [
        session
        for session in upcoming(turn.tx, provider, "temporary_care", turn.now)
        if session.free_places
        and (
            session.starts_at.astimezone(SHANGHAI).date() not in wanted.excluded
            if any_day
            else wanted.allows(session.starts_at.astimezone(SHANGHAI).date())
            and fits_time(Interval(session.starts_at, session.ends_at), wanted)
        )
    ]


def ask_which_child(turn: Turn, children: Sequence[Child]) -> Outcome:
    current(turn).asked = "child"
    rows: tuple[tuple[Button, ...], ...] = tuple(
        (Button(child.nickname, f"child:{child.id}"),) for child in children
    )
    rows += ((turn.button("button.new_child", "child:new"), turn.button("button.stop", "stop:")),)
    return Outcome((Reply(turn.say("book.which_child"), rows),), provider=current(turn).provider)


def ask_consent(turn: Turn, provider: Provider) -> Outcome:
    current(turn).asked = "consent"
    rows = ((turn.button("button.agree", "agree:"), turn.button("button.disagree", "stop:")),)
    sample = [turn.say("card.sample")] if provider.sample else []
    text = "\n".join([_chosen(turn, provider), *sample, turn.say("book.consent")])
    return Outcome((Reply(text, rows),), provider=provider.id, providers=(provider.id,))


def ask_child(turn: Turn, key: str = "") -> Outcome:
    draft = current(turn)
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
    draft = current(turn)
    draft.asked = "confirm"
    lines = [turn.say("book.confirm_move" if draft.moving else "book.confirm"), _chosen(turn, provider)]
    if draft.nickname and draft.born_on:
        born = (formats.full_day if draft.born_day_known else formats.month)(draft.born_on, turn.english)
        lines.append(turn.say("book.child", nickname=draft.nickname, born=born))
    if provider.eligibility and provider.eligibility.who != "everyone":
        draft.eligibility_said = True
    lines.append(cards.footer(turn, provider))
    rows = ((turn.button("button.confirm", f"ok:{draft.key}"), turn.button("button.stop", "stop:")),)
    return Outcome((Reply("\n".join(lines), rows),), provider=provider.id, providers=(provider.id,))


def _chosen(turn: Turn, provider: Provider) -> str:
    draft = current(turn)
    assert draft.starts_at is not None
    ends_at = next(
        (
            s.ends_at
            for s in upcoming(turn.tx, provider, "temporary_care", turn.now)
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
            rows = (*_session_rows(turn, _free(turn, provider, any_day=True)[:4]), *rows)
    return Reply(turn.say(f"book.resume_{draft.asked}"), rows)
