"""Booking temporary care: to take a place on a day, or to move a booking."""

import re
from datetime import datetime

from bot.clock import SHANGHAI
from bot.dialogue.booking_flow import SERVICE, child_step, draft_of, proceed
from bot.dialogue.booking_result import told
from bot.dialogue.booking_steps import (
    alternatives,
    ask_child,
    new_draft,
)
from bot.dialogue.conversation import Day, Draft
from bot.dialogue.subject import provider_meant
from bot.dialogue.topics.bookings import line
from bot.dialogue.topics.find import gone
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Reply
from bot.services import booking
from bot.services.families import NicknameTaken, add_child, children_of, consent
from bot.services.sessions import upcoming

SLOT = "%Y%m%d%H%M"
_MOVES = re.compile(
    r"改到|改约|改期|改时间|换个?时间|换到|改成|换成|调到|挪到|挪一天|往后挪|reschedule|\bmove\b|"
    r"another (?:day|time)|change (?:my|it|the)"
)


def answer(turn: Turn) -> Outcome:
    text = turn.reading.text if turn.reading else ""
    if _MOVES.search(text) and turn.conversation.draft is None:
        return _move_which(turn)
    provider = provider_meant(turn)
    turn.conversation.draft = new_draft(turn, provider)
    return proceed(turn)


def agree(turn: Turn, _: str) -> Outcome:
    consent(turn.tx, turn.family, turn.now)
    return proceed(turn) if turn.conversation.draft else start(turn, "")


def start(turn: Turn, provider_id: str) -> Outcome:
    """The button "book" of a provider, or of the menu."""
    provider = turn.provider(provider_id)
    if provider_id and provider is None:
        return gone(turn)
    turn.conversation.draft = new_draft(turn, provider)
    if provider:
        turn.conversation.provider = provider.id
    return proceed(turn)


def choose_session(turn: Turn, slot: str) -> Outcome:
    """slot: provider and start, as the button carries them; tested again like anything typed."""
    provider_id, _, stamp = slot.rpartition(":")
    provider = turn.provider(provider_id)
    if provider is None or not re.fullmatch(r"\d{12}", stamp):
        return gone(turn)
    starts_at = datetime.strptime(stamp, SLOT).replace(tzinfo=SHANGHAI)
    draft = turn.conversation.draft
    if draft is None:
        draft = turn.conversation.draft = new_draft(turn, provider)
    draft.provider, turn.conversation.provider = provider.id, provider.id
    open_sessions = {s.starts_at: s for s in upcoming(turn.tx, provider, SERVICE, turn.now)}
    chosen = open_sessions.get(starts_at)
    turn.conversation.day = Day(dates=(starts_at.date(),))
    if chosen is None:
        return alternatives(turn, provider, turn.say("book.session_gone"), None)
    if not chosen.free_places:
        return alternatives(turn, provider, turn.say("book.full"), chosen)
    draft.starts_at = chosen.starts_at
    return proceed(turn)


def choose_child(turn: Turn, child_id: str) -> Outcome:
    draft = draft_of(turn)
    known = {str(child.id): child for child in children_of(turn.tx, turn.family)}
    if child_id in known:
        draft.child_id = known[child_id].id
        return proceed(turn)
    draft.child_id = None
    return ask_child(turn) if turn.family.consented_at else proceed(turn)


def confirm(turn: Turn, key: str) -> Outcome:
    draft = turn.conversation.draft
    request_key = f"{turn.family.id}-{key}"
    if draft is None or draft.key != key:
        earlier = booking.by_request_key(turn.tx, turn.family.id, request_key)
        if earlier is None:
            return Outcome((Reply(turn.say("book.confirm_gone"), ((turn.button("button.book", "book:"),),)),))
        return Outcome(
            (Reply(turn.say("book.again", booking=line(turn, earlier))),), provider=earlier.session.provider
        )
    provider = turn.provider(draft.provider)
    if provider is None or draft.starts_at is None:
        return proceed(turn)
    if draft.moving:
        moved = booking.move(turn.tx, turn.family.id, draft.moving, provider, draft.starts_at, turn.now)
        return told(turn, provider, moved)
    child_id = draft.child_id or _new_child(turn, draft)
    if child_id is None:
        return child_step(turn, provider, draft)
    request = booking.BookingRequest(
        family_id=turn.family.id,
        child_id=child_id,
        provider=provider,
        service=SERVICE,
        starts_at=draft.starts_at,
        request_key=request_key,
        acknowledged_eligibility=draft.eligibility_said,
    )
    return told(turn, provider, booking.book(turn.tx, request, turn.now, turn.rng))


def _new_child(turn: Turn, draft: Draft) -> int | None:
    if draft.nickname is None or draft.born_on is None:
        return None
    match add_child(turn.tx, turn.family, draft.nickname, draft.born_on, draft.born_day_known):
        case NicknameTaken(child=child):
            return child.id
        case child:
            return child.id


def _move_which(turn: Turn) -> Outcome:
    bookings = booking.bookings_of(turn.tx, turn.family.id, turn.now)
    if not bookings:
        return Outcome((Reply(turn.say("book.nothing_to_move"), ((turn.button("button.book", "book:"),),)),))
    if len(bookings) == 1:
        return move(turn, bookings[0].number, keep_day=True)
    rows = tuple(
        (turn.button("button.move_one", f"move:{b.number}", booking=line(turn, b)[:50]),) for b in bookings
    )
    return Outcome((Reply(turn.say("book.move_which"), rows),))


def move(turn: Turn, number: str, keep_day: bool = False) -> Outcome:
    """Starts moving a booking of the family's own."""
    own = {b.number: b for b in booking.bookings_of(turn.tx, turn.family.id, turn.now)}
    provider = turn.provider(own[number].session.provider) if number in own else None
    if provider is None:
        return Outcome(
            (Reply(turn.say("cancel.not_found"), ((turn.button("button.bookings", "bookings:"),),)),)
        )
    draft = turn.conversation.draft = new_draft(turn, provider)
    draft.moving, draft.child_id = number, own[number].child_id
    if not keep_day:
        turn.conversation.day = Day()
    return proceed(turn)


TOPIC = TopicHandler(
    "book",
    answer,
    {
        "book": start,
        "slot": choose_session,
        "child": choose_child,
        "agree": agree,
        "ok": confirm,
        "move": move,
    },
)
