"""Booking, one question at a time and none whose answer is already known: provider → session → child →
confirm."""

from dataclasses import replace

from bot.clock import SHANGHAI
from bot.dialogue import cards
from bot.dialogue.booking_alternatives import (
    alternatives,
    not_bookable,
    offer_distance,
    offer_label,
    others_near,
)
from bot.dialogue.booking_result import told
from bot.dialogue.booking_steps import (
    ask_child,
    ask_confirm,
    ask_consent,
    ask_provider,
    ask_session,
    ask_which_child,
)
from bot.dialogue.conversation import Draft
from bot.dialogue.drafts import draft_of
from bot.dialogue.search import ages_of, fits_time
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button
from bot.services import booking
from bot.services.families import children_of
from bot.services.sessions import OpenSession, upcoming
from knowledge.ages import months_between, takes_on
from knowledge.opening import Interval
from knowledge.schema import Provider

STANDING_WEEKS = 4  # "every Tuesday" is confirmed for so many weeks at a time


def proceed(turn: Turn) -> Outcome:
    """Asks for the first thing that is still missing."""
    draft = draft_of(turn)
    provider = turn.provider(draft.provider) or _likely_provider(turn)
    if provider is None:
        return ask_provider(turn)
    draft.provider = turn.conversation.provider = provider.id
    if not cards.can_book(provider, draft.service):
        return _instead_of(turn, provider)
    if draft.starts_at is None:
        fitting = _fitting(turn, provider)
        if len(fitting) != 1 or not turn.conversation.day:
            return ask_session(turn, provider, fitting)
        if not fitting[0].free_places and not draft.waiting:
            return alternatives(turn, provider, turn.say("book.full"), fitting[0])
        draft.starts_at = fitting[0].starts_at
    draft.weeks = STANDING_WEEKS if turn.conversation.day.weekly and not draft.moving else 1
    return child_step(turn, provider, draft)


def _instead_of(turn: Turn, provider: Provider) -> Outcome:
    """With a day in mind, the nearest one that has a place then is proposed at once, and named as such."""
    others = others_near(turn, provider) if turn.conversation.day.dates else []
    if not others:
        return not_bookable(turn, provider)
    draft_of(turn).provider = others[0].provider.id
    why = [turn.say("book.not_bookable", name=turn.name_of(provider)), cards.contact_line(turn, provider)]
    why.append(
        turn.say(
            "book.instead", name=turn.name_of(others[0].provider), distance=offer_distance(turn, others[0])
        )
    )
    outcome = proceed(turn)
    rows = tuple((Button(offer_label(turn, item), f"book:{item.provider.id}"),) for item in others[1:])
    first = outcome.replies[0]
    told = replace(first, text="\n".join([*why, "", first.text]), buttons=first.buttons + rows)
    return replace(outcome, replies=(told, *outcome.replies[1:]))


def child_step(turn: Turn, provider: Provider, draft: Draft) -> Outcome:
    conversation = turn.conversation
    if not draft.child_ids and draft.nickname is None:
        children = children_of(turn.tx, turn.family)
        if len(children) == 1:
            draft.child_ids = (children[0].id,)
        elif children:
            return ask_which_child(turn, children)
    if not draft.child_ids:
        if draft.born_on is None and conversation.born_on:
            draft.born_on, draft.born_day_known = conversation.born_on, conversation.born_day_known
        if turn.family.consented_at is None:
            return ask_consent(turn, provider)
        if draft.born_on is None or draft.nickname is None:
            return ask_child(turn)
        if refused := _wrong_age(turn, provider, draft):
            return refused
    return ask_confirm(turn, provider)


def _wrong_age(turn: Turn, provider: Provider, draft: Draft) -> Outcome | None:
    """Said before anything is confirmed; the service tests it again."""
    ages = ages_of(provider, draft.service)
    if ages is None or draft.born_on is None or draft.starts_at is None:
        return None
    if draft.born_on > turn.now.date():
        draft.born_on = None
        return ask_child(turn, "book.born_in_future")
    day = draft.starts_at.astimezone(SHANGHAI).date()
    taken = takes_on(ages, draft.born_on, draft.born_day_known, day)
    if taken is None:
        draft.born_on = None
        return ask_child(turn, "book.day_decides")
    if taken:
        return None
    age = months_between(draft.born_on, day)
    return told(
        turn, provider, booking.WrongAge(age, ages, booking.first_day_of_age(draft.born_on, ages, day))
    )


def _likely_provider(turn: Turn) -> Provider | None:
    """Of the last list, the first with a session on the wanted day; no guess without a day."""
    if not turn.conversation.day:
        return None
    for shown in turn.conversation.shown:
        provider = turn.provider(shown)
        if (
            provider
            and cards.can_book(provider, draft_of(turn).service)
            and any(s.free_places for s in _fitting(turn, provider))
        ):
            return provider
    return None


def _fitting(turn: Turn, provider: Provider) -> list[OpenSession]:
    wanted = turn.conversation.day
    return [
        session
        for session in upcoming(turn.tx, provider, draft_of(turn).service, turn.now)
        if wanted.allows(session.starts_at.astimezone(SHANGHAI).date())
        and fits_time(Interval(session.starts_at, session.ends_at), wanted)
    ]
