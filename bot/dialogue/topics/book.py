"""Booking temporary care: provider → session → child → confirm. One question at a time, and none whose
answer is already known."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import SHANGHAI
from bot.dialogue import cards
from bot.dialogue.booking_result import told
from bot.dialogue.booking_steps import (
    alternatives,
    ask_child,
    ask_confirm,
    ask_consent,
    ask_provider,
    ask_session,
    ask_which_child,
    new_draft,
    not_bookable,
    offer_distance,
    offer_label,
    others_near,
)
from bot.dialogue.child_details import read_child
from bot.dialogue.conversation import Day, Draft
from bot.dialogue.search import ages_of, fits_time
from bot.dialogue.subject import picked_from_list, provider_meant, remember
from bot.dialogue.topics.bookings import line
from bot.dialogue.topics.cancel import stop
from bot.dialogue.topics.find import gone
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Button, Reply
from bot.services import booking
from bot.services.families import NicknameTaken, add_child, children_of, consent
from bot.services.sessions import OpenSession, upcoming
from knowledge.ages import months_between, takes_on
from knowledge.opening import Interval
from knowledge.schema import Provider, Service

SERVICE: Service = "temporary_care"
SLOT = "%Y%m%d%H%M"
SURE_OF_ANOTHER_TOPIC = 0.72
NEWBORN = timedelta(days=90)  # a date nearer than that is a day of care
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


def proceed(turn: Turn) -> Outcome:
    """Asks for the first thing that is still missing."""
    draft = _draft(turn)
    provider = turn.provider(draft.provider) or _likely_provider(turn)
    if provider is None:
        return ask_provider(turn)
    draft.provider = turn.conversation.provider = provider.id
    if not cards.can_book(provider):
        return _instead_of(turn, provider)
    if draft.starts_at is None:
        fitting = _fitting(turn, provider)
        if len(fitting) != 1 or not turn.conversation.day:
            return ask_session(turn, provider, fitting)
        if not fitting[0].free_places:
            return alternatives(turn, provider, turn.say("book.full"), fitting[0])
        draft.starts_at = fitting[0].starts_at
    return _child_step(turn, provider, draft)


def _instead_of(turn: Turn, provider: Provider) -> Outcome:
    """With a day in mind, the nearest one that has a place then is proposed at once, and named as such."""
    others = others_near(turn, provider) if turn.conversation.day.dates else []
    if not others:
        return not_bookable(turn, provider)
    _draft(turn).provider = others[0].provider.id
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


def _child_step(turn: Turn, provider: Provider, draft: Draft) -> Outcome:
    conversation = turn.conversation
    if draft.child_id is None and draft.nickname is None:
        children = children_of(turn.tx, turn.family)
        if len(children) == 1:
            draft.child_id = children[0].id
        elif children:
            return ask_which_child(turn, children)
    if draft.child_id is None:
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
    ages = ages_of(provider, "temporary_care")
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


def _draft(turn: Turn) -> Draft:
    if turn.conversation.draft is None:
        turn.conversation.draft = new_draft(turn, None)
    return turn.conversation.draft


def _likely_provider(turn: Turn) -> Provider | None:
    """Of the last list, the first with a session on the wanted day; no guess without a day."""
    if not turn.conversation.day:
        return None
    for shown in turn.conversation.shown:
        provider = turn.provider(shown)
        if provider and cards.can_book(provider) and any(s.free_places for s in _fitting(turn, provider)):
            return provider
    return None


def _fitting(turn: Turn, provider: Provider) -> list[OpenSession]:
    wanted = turn.conversation.day
    return [
        session
        for session in upcoming(turn.tx, provider, SERVICE, turn.now)
        if (not wanted.dates or session.starts_at.astimezone(SHANGHAI).date() in wanted.dates)
        and fits_time(Interval(session.starts_at, session.ends_at), wanted)
    ]


def take_answer(turn: Turn) -> Outcome | None:
    """The message as the answer to what the booking asked; None when it is something else."""
    draft, reading = _draft(turn), turn.reading
    assert reading is not None
    entities = reading.entities
    agrees, declines = turn.wishes.is_all("yes", reading.text), turn.wishes.is_exactly("no", reading.text)
    if draft.asked in ("consent", "confirm") and declines:
        return stop(turn, "")
    if draft.asked == "confirm" and agrees:
        return confirm(turn, draft.key)
    if draft.asked in ("consent", "child") and (taken := _take_child(turn, draft, agrees)) is not None:
        return taken
    if draft.asked == "confirm" and draft.child_id is None and (corrected := _correct_birthday(turn, draft)):
        return corrected
    if draft.asked == "provider":
        chosen = entities.provider or picked_from_list(turn.conversation, entities.ordinal)
        if chosen and reading.whole.bare:
            draft.provider = turn.conversation.provider = chosen
            return proceed(turn)
    return _take_day(turn, draft)


def _take_day(turn: Turn, draft: Draft) -> Outcome | None:
    """Another day or time, said at any step: "不是周二，周四"."""
    reading = turn.reading
    assert reading is not None
    when = reading.entities.when
    if when.week and reading.whole.bare:
        remember(turn, reading, searching=False, refining=True)
        draft.starts_at = None
        return proceed(turn)
    if not (when.dates or when.time or when.part) or not (reading.whole.bare or _corrects(reading.text)):
        return None
    before = turn.conversation.day
    turn.conversation.day = Day(
        dates=when.dates[-1:] or before.dates,
        time=when.time,
        part=when.part or (None if when.time else before.part),
    )
    draft.starts_at = None
    return proceed(turn)


def _corrects(text: str) -> bool:
    return re.search(r"不是|换成|改成|还是|instead|rather|not ", text) is not None and not re.search(
        "取消|cancel", text
    )


def _take_child(turn: Turn, draft: Draft, agrees: bool) -> Outcome | None:
    reading = turn.reading
    assert reading is not None
    if agrees and draft.asked == "consent":
        return agree(turn, "")
    details = read_child(turn.message.text or "", turn.now.date())
    if details.born_on is None and (draft.asked == "consent" or not _sounds_like_a_name(turn)):
        return _birthday_needed(turn) if reading.entities.age and draft.asked == "child" else None
    consent(turn.tx, turn.family, turn.now)
    draft.nickname = details.nickname or draft.nickname
    if details.born_on:
        draft.born_on, draft.born_day_known = details.born_on, details.born_day_known
        turn.conversation.born_on = details.born_on
        turn.conversation.born_day_known = details.born_day_known
    return proceed(turn)


def _correct_birthday(turn: Turn, draft: Draft) -> Outcome | None:
    """ "不对，是2024年5月20": told at the last step."""
    details = read_child(turn.message.text or "", turn.now.date())
    if details.born_on is None or details.born_on > turn.now.date() - NEWBORN:
        return None
    draft.born_on, draft.born_day_known = details.born_on, details.born_day_known
    return proceed(turn)


def _birthday_needed(turn: Turn) -> Outcome:
    return ask_child(turn, "book.birthday_needed")


def _sounds_like_a_name(turn: Turn) -> bool:
    """Nothing that is asked for or known otherwise: a bare short word."""
    reading = turn.reading
    assert reading is not None
    details = read_child(turn.message.text or "", turn.now.date())
    best = reading.whole.candidates[0].score if reading.whole.candidates else 0.0
    return details.nickname is not None and not reading.entities.age and best < SURE_OF_ANOTHER_TOPIC


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
    draft = _draft(turn)
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
        return _child_step(turn, provider, draft)
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
