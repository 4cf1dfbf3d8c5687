"""To give a booking back; to stop what is under way."""

import re

from bot.clock import SHANGHAI
from bot.dialogue import formats, waiting
from bot.dialogue.booking_files import uncalendar_button
from bot.dialogue.topics.bookings import cancel_button, line, providers_of
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Button, Reply
from bot.services.booking import (
    AlreadyCancelled,
    Cancelled,
    InTime,
    Late,
    NotFound,
    Over,
    TooLate,
    bookings_of,
    cancel,
    terms_of_cancelling,
)
from db.models import Booking

_MEANS_A_BOOKING = re.compile(r"预约|booking|appointment|周|号|第|ty[0-9a-z]{6}")
_NUMBER = re.compile(r"\bty[0-9a-z]{6}\b")


def answer(turn: Turn) -> Outcome:
    """A booking under way is stopped first; then bookings that stand are offered for giving back."""
    text = turn.reading.text if turn.reading else ""
    conversation = turn.conversation
    if (
        conversation.draft
        and not _NUMBER.search(text)
        and not (turn.reading and turn.reading.entities.when.dates)
    ):
        return stop(turn, "")
    if number := _NUMBER.search(text):
        return ask(turn, number.group().upper())
    bookings = _meant(turn, bookings_of(turn.tx, turn.family.id, turn.now))
    if not bookings:
        if conversation.open is not None and not _MEANS_A_BOOKING.search(text):
            return stop(turn, "")
        return Outcome((Reply(turn.say("cancel.none"), ((turn.button("button.bookings", "bookings:"),),)),))
    if len(bookings) == 1:
        return ask(turn, bookings[0].number)
    rows = tuple((cancel_button(turn, booking),) for booking in bookings)
    return Outcome((Reply(turn.say("cancel.which"), rows),), providers=providers_of(bookings))


def _meant(turn: Turn, bookings: tuple[Booking, ...]) -> tuple[Booking, ...]:
    """Those of the day or provider that the message names; all when it names none."""
    if turn.reading is None:
        return bookings
    entities = turn.reading.entities
    if days := entities.when.dates or entities.when.excluded:  # 取消周四的, 周四不去了
        bookings = tuple(b for b in bookings if b.session.starts_at.astimezone(SHANGHAI).date() in days)
    if entities.provider:
        bookings = tuple(b for b in bookings if b.session.provider == entities.provider)
    return bookings


def ask(turn: Turn, number: str) -> Outcome:
    """Which one it is, and what giving it back means: then one press."""
    booking = _own(turn, number)
    if booking is None:
        return give_back(turn, number)
    rows = (
        (turn.button("button.cancel_now", f"cancel_now:{number}"), turn.button("button.keep", "bookings:")),
    )
    provider_id = booking.session.provider
    text = f"{turn.say('cancel.sure', booking=line(turn, booking))}\n{_terms(turn, booking)}"
    return Outcome((Reply(text, rows),), provider=provider_id, providers=(provider_id,))


def _terms(turn: Turn, booking: Booking) -> str:
    match terms_of_cancelling(booking, turn.provider(booking.session.provider), turn.now):
        case InTime(deadline=deadline):
            return turn.say("cancel.in_time", deadline=formats.day_and_time(deadline, turn.english))
        case Late(deadline=deadline, counts=counts):
            key = "cancel.late_counts" if counts else "cancel.late"
            return turn.say(key, deadline=formats.day_and_time(deadline, turn.english))
        case Over(deadline=deadline):
            return turn.say("cancel.too_late", deadline=formats.day_and_time(deadline, turn.english))


def give_back(turn: Turn, number: str) -> Outcome:
    booking = _own(turn, number)
    provider = turn.provider(booking.session.provider) if booking else None
    outcome = cancel(
        turn.tx,
        turn.family.id,
        number,
        turn.now,
        provider,
        by=turn.guardian.id,
        key=f"cancel-{number}",
        hold_for=turn.arrangements.hold_for,
    )
    match outcome:
        case Cancelled(booking=given, counted=counted):
            text = turn.say("cancel.done_counted" if counted else "cancel.done", booking=line(turn, given))
        case AlreadyCancelled():
            text = turn.say("cancel.already", number=number)
        case TooLate(deadline=deadline):
            text = turn.say("cancel.too_late", deadline=formats.day_and_time(deadline, turn.english))
            return Outcome((Reply(text, ((turn.button("button.human", "human:"),),)),))
        case NotFound():
            text = turn.say("cancel.not_found")
    rows: tuple[tuple[Button, ...], ...] = (
        (turn.button("button.bookings", "bookings:"), turn.button("button.book", "book:")),
    )
    if isinstance(outcome, Cancelled | AlreadyCancelled):
        rows += ((uncalendar_button(turn, number),),)
    return Outcome((Reply(text, rows),), provider=provider.id if provider else None)


def _own(turn: Turn, number: str) -> Booking | None:
    return next((b for b in bookings_of(turn.tx, turn.family.id, turn.now) if b.number == number), None)


def stop(turn: Turn, _: str) -> Outcome:
    turn.conversation.draft = None
    turn.conversation.open = None
    return Outcome(
        (
            Reply(
                turn.say("cancel.stopped"),
                ((turn.button("button.find", "find:new"), turn.button("button.bookings", "bookings:")),),
            ),
        )
    )


TOPIC = TopicHandler(
    "cancel", answer, {"cancel": ask, "cancel_now": give_back, "stop": stop, "unwait": waiting.leave}
)
