"""What a booking offers where it cannot go on: the waiting list, other times, others near."""

from collections.abc import Sequence

from bot.clock import SHANGHAI
from bot.dialogue import cards, formats
from bot.dialogue.drafts import draft_of, service_of
from bot.dialogue.search import DEFAULT_RADIUS_M, Found, ages_of, point_of
from bot.dialogue.session_buttons import free_sessions, session_rows, wait_button
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services.sessions import OpenSession
from knowledge.nearby import distance_m
from knowledge.schema import Provider

MOST_ALTERNATIVES = 3


def alternatives(turn: Turn, provider: Provider, why: str, missed: OpenSession | None) -> Outcome:
    """The waiting list of the session missed; the same provider at other times; others near on that day."""
    draft_of(turn).asked = "session"
    draft_of(turn).starts_at = None
    wanted = turn.conversation.day.dates
    free = [
        s
        for s in free_sessions(turn, provider, any_day=True)
        if missed is None or s.starts_at != missed.starts_at
    ]
    free.sort(key=lambda s: s.starts_at.astimezone(SHANGHAI).date() not in wanted)  # that day first
    own = free[:MOST_ALTERNATIVES]
    others = others_near(turn, provider)
    lines = [why]
    lines += [turn.say("book.other_days", name=turn.name_of(provider))] if own else []
    if others:
        lines.append(turn.say("book.others_near"))
    rows: tuple[tuple[Button, ...], ...] = ((wait_button(turn, missed),),) if missed else ()
    rows += session_rows(turn, own)
    rows += tuple((Button(offer_label(turn, item), f"book:{item.provider.id}"),) for item in others)
    if not own:
        rows += ((turn.button("button.tell_me", f"tell:{provider.id}"),),)
    rows += ((turn.button("button.human", "human:"), turn.button("button.stop", "stop:")),)
    lines.append(cards.footer(turn, provider))
    return Outcome((Reply("\n".join(lines), rows),), provider=provider.id, providers=(provider.id,))


def not_bookable(turn: Turn, provider: Provider) -> Outcome:
    """Its file holds no sessions: says so, whom to ask, and who near it can be booked."""
    why = (
        turn.say("book.not_bookable", name=turn.name_of(provider)) + "\n" + cards.contact_line(turn, provider)
    )
    outcome = alternatives(turn, provider, why, None)
    draft_of(turn).provider = None
    draft_of(turn).asked = "provider"
    turn.conversation.shown = (
        tuple(item.provider.id for item in others_near(turn, provider)) or turn.conversation.shown
    )
    return outcome


def others_near(turn: Turn, provider: Provider) -> list[Found]:
    here, _ = point_of(turn.knowledge, provider)
    found = []
    for other in turn.knowledge.providers.values():
        if other.id == provider.id or not _takes_the_child(turn, other) or not free_sessions(turn, other):
            continue
        point, about = point_of(turn.knowledge, other)
        found.append(Found(other, distance_m(here, point) if here and point else None, about))
    near = [item for item in found if item.distance_m is None or item.distance_m <= DEFAULT_RADIUS_M] or found
    near.sort(key=lambda item: (item.provider.sample, item.distance_m is None, item.distance_m or 0))
    return near[:MOST_ALTERNATIVES]


def nearest_to_spot(turn: Turn, found: Sequence[Found]) -> list[Found]:
    spot = turn.conversation.spot
    if spot is None:
        return list(found)
    placed = [(item, point_of(turn.knowledge, item.provider)) for item in found]
    measured = [
        Found(i.provider, distance_m(spot.point, p) if p else None, about) for i, (p, about) in placed
    ]
    return sorted(measured, key=lambda item: (item.provider.sample, item.distance_m or 1e9))


def _takes_the_child(turn: Turn, provider: Provider) -> bool:
    if provider.eligibility and provider.eligibility.who != "everyone":
        return False
    age, ages = turn.conversation.age_on(turn.now.date()), ages_of(provider, service_of(turn))
    return age is None or ages is None or ages.takes(age)


def offer_label(turn: Turn, item: Found) -> str:
    name, far = turn.name_of(item.provider), offer_distance(turn, item)
    return f"{name} · {far}" if far else name


def offer_distance(turn: Turn, item: Found) -> str:
    return formats.distance(item.distance_m, turn.english) if item.distance_m is not None else ""
