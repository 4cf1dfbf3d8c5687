"""Booking temporary care: to take a place on a day, or to move a booking."""

import re
from datetime import datetime

from bot.clock import SHANGHAI
from bot.dialogue import formats, waiting
from bot.dialogue.booking_alternatives import alternatives
from bot.dialogue.booking_flow import child_step, proceed
from bot.dialogue.booking_result import told, told_each
from bot.dialogue.booking_steps import ask_child
from bot.dialogue.conversation import Day, Draft
from bot.dialogue.drafts import draft_of, new_draft
from bot.dialogue.session_buttons import Slot, slot_meant
from bot.dialogue.subject import provider_meant
from bot.dialogue.topics import bookings
from bot.dialogue.topics.bookings import line
from bot.dialogue.topics.find import gone
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Reply
from bot.services import booking
from bot.services.families import NicknameTaken, add_child, children_of, consent
from bot.services.rules import service_of as service_booked
from bot.services.sessions import upcoming
from knowledge.schema import Provider

_MOVES = re.compile(
    r"改到|改约|改期|改时间|换个?时间|换到|改成|换成|调到|挪到|挪一天|往后挪|reschedule|\bmove\b|"
    r"another (?:day|time)|change (?:my|it|the)"
)


def answer(turn: Turn) -> Outcome:
    text = turn.reading.text if turn.reading else ""
    if _MOVES.search(text) and turn.conversation.draft is None:
        return _move_which(turn)
    draft = turn.conversation.draft = new_draft(turn, provider_meant(turn))
    if turn.reading and turn.reading.entities.wishes.service == "guidance":
        draft.service = "guidance"
    return proceed(turn)


def agree(turn: Turn, _: str) -> Outcome:
    consent(turn.tx, turn.family, turn.now)
    return proceed(turn) if turn.conversation.draft else start(turn, "")


def start(turn: Turn, rest: str) -> Outcome:
    """The button "book" of a provider, of its guidance, or of the menu."""
    provider_id, _, service = rest.partition(":")
    provider = turn.provider(provider_id)
    if provider_id and provider is None:
        return gone(turn)
    draft = turn.conversation.draft = new_draft(turn, provider)
    draft.service = "guidance" if service == "guidance" else draft.service
    if provider:
        turn.conversation.provider = provider.id
    return proceed(turn)


def choose_session(turn: Turn, slot: str) -> Outcome:
    """Tested again like anything typed."""
    meant = slot_meant(turn, slot)
    if meant is None:
        return gone(turn)
    draft, before = _draft_for(turn, meant), turn.conversation.day
    turn.conversation.day = Day(dates=(meant.starts_at.date(),), weekly=before.weekly)
    open_sessions = {s.starts_at: s for s in upcoming(turn.tx, meant.provider, meant.service, turn.now)}
    chosen = open_sessions.get(meant.starts_at)
    if chosen is None:
        return alternatives(turn, meant.provider, turn.say("book.session_gone"), None)
    if not chosen.free_places:
        return alternatives(turn, meant.provider, turn.say("book.full"), chosen)
    draft.starts_at, draft.waiting = chosen.starts_at, False
    return proceed(turn)


def wait(turn: Turn, slot: str) -> Outcome:
    """For a full session: the waiting list, asked for like a booking."""
    meant = slot_meant(turn, slot)
    if meant is None:
        return gone(turn)
    draft = _draft_for(turn, meant)
    draft.starts_at, draft.waiting = meant.starts_at, True
    turn.conversation.day = Day(dates=(meant.starts_at.date(),))
    return proceed(turn)


def _draft_for(turn: Turn, slot: Slot) -> Draft:
    draft = turn.conversation.draft or new_draft(turn, slot.provider)
    turn.conversation.draft = draft
    draft.provider = turn.conversation.provider = slot.provider.id
    draft.service = slot.service
    return draft


def choose_child(turn: Turn, chosen: str) -> Outcome:
    draft = draft_of(turn)
    known = {str(child.id): child for child in children_of(turn.tx, turn.family)}
    if chosen == "all" and known:
        draft.child_ids = tuple(child.id for child in known.values())
        return proceed(turn)
    if chosen in known:
        draft.child_ids = (known[chosen].id,)
        return proceed(turn)
    draft.child_ids = ()
    return ask_child(turn) if turn.family.consented_at else proceed(turn)


def confirm(turn: Turn, key: str) -> Outcome:
    draft = turn.conversation.draft
    if draft is None or draft.key != key:
        return _confirmed_before(turn, key)
    provider = turn.provider(draft.provider)
    if provider is None or draft.starts_at is None:
        return proceed(turn)
    if draft.moving:
        return told(turn, provider, _move(turn, draft.moving, provider, draft.starts_at))
    if not draft.child_ids:
        child_id = _new_child(turn, draft)
        if child_id is None:
            return child_step(turn, provider, draft)
        draft.child_ids = (child_id,)
    if draft.waiting:
        return waiting.join(turn, provider, draft)
    return _book(turn, provider, draft)


def _book(turn: Turn, provider: Provider, draft: Draft) -> Outcome:
    """One child and date, or several, each of which stands or falls on its own."""
    requests = _requests(turn, provider, draft)
    if len(requests) == 1 and draft.weeks == 1:
        outcome = booking.book(turn.tx, requests[0], turn.now, turn.rng, turn.arrangements.hold_for)
        turn.conversation.confirmed = draft.key if isinstance(outcome, booking.Booked) else None
        return told(turn, provider, outcome)
    names = {child.id: child.nickname for child in children_of(turn.tx, turn.family)}
    outcomes: list[tuple[str, booking.Outcome]] = []
    for request in requests:
        dates = booking.book_series(
            turn.tx, request, draft.weeks, turn.now, turn.rng, turn.arrangements.hold_for
        )
        for starts_at, outcome in dates:
            day = formats.day(starts_at.astimezone(SHANGHAI).date(), turn.english)
            outcomes.append((_label(draft, names[request.child_id], day), outcome))
    turn.conversation.confirmed = draft.key
    return told_each(turn, provider, outcomes)


def _label(draft: Draft, nickname: str, day: str) -> str:
    """What tells one outcome from the others."""
    if draft.weeks == 1:
        return nickname
    return day if len(draft.child_ids) == 1 else f"{nickname} {day}"


def _requests(turn: Turn, provider: Provider, draft: Draft) -> list[booking.BookingRequest]:
    """One a child. Their keys differ, and the first is the draft's own."""
    assert draft.starts_at is not None
    family_id = turn.writer.family_id
    key = f"{family_id}-{draft.key}"
    return [
        booking.BookingRequest(
            family_id=family_id,
            child_id=child_id,
            provider=provider,
            service=draft.service,
            starts_at=draft.starts_at,
            request_key=f"{key}-{number}" if number else key,
            acknowledged_eligibility=draft.eligibility_said,
            by=turn.writer.id,
            standing=draft.weeks > 1,
        )
        for number, child_id in enumerate(draft.child_ids)
    ]


def _confirmed_before(turn: Turn, key: str) -> Outcome:
    """A second press, or one of an old message: what stands is said, nothing is done twice."""
    earlier = booking.by_request_key(turn.tx, turn.family.id, f"{turn.family.id}-{key}")
    if earlier is not None:
        said = turn.say("book.again", booking=line(turn, earlier))
        return Outcome((Reply(said),), provider=earlier.session.provider)
    if turn.conversation.confirmed == key:
        return bookings.show(turn, "")
    return Outcome((Reply(turn.say("book.confirm_gone"), ((turn.button("button.book", "book:"),),)),))


def _move(turn: Turn, number: str, provider: Provider, starts_at: datetime) -> booking.Outcome:
    return booking.move(
        turn.tx,
        turn.family.id,
        number,
        provider,
        starts_at,
        turn.now,
        by=turn.guardian.id,
        hold_for=turn.arrangements.hold_for,
    )


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
    draft.moving, draft.child_ids = number, (own[number].child_id,)
    draft.service = service_booked(own[number])
    if not keep_day:
        turn.conversation.day = Day()
    return proceed(turn)


TOPIC = TopicHandler(
    "book",
    answer,
    {
        "book": start,
        "slot": choose_session,
        "wait": wait,
        "take": waiting.accept,
        "child": choose_child,
        "agree": agree,
        "ok": confirm,
        "move": move,
    },
)
