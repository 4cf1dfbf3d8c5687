"""What have I booked."""

from collections.abc import Sequence

from bot.dialogue import arrival, booking_files, family, formats, tell_me, waiting
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Button, Reply
from bot.services.booking import bookings_of
from db.models import Booking


def answer(turn: Turn) -> Outcome:
    return show(turn, "")


def show(turn: Turn, _: str) -> Outcome:
    bookings = bookings_of(turn.tx, turn.family.id, turn.now)
    waits, wait_rows = waiting.lines(turn)
    wishes, wish_rows = tell_me.lines(turn)
    if not bookings and not waits and not wishes:
        rows = ((turn.button("button.book", "book:"), turn.button("button.find", "find:new")),)
        return Outcome((Reply(turn.say("bookings.none"), rows),))
    lines = [turn.say("bookings.heading", count=len(bookings))] if bookings else []
    lines += [line(turn, booking) for booking in bookings]
    lines += [turn.say("wait.heading"), *waits] if waits else []
    lines += [turn.say("tell.heading"), *wishes] if wishes else []
    changes = [row for booking in bookings for row in _change_rows(turn, booking)]
    buttons: tuple[tuple[Button, ...], ...] = (*changes, *wait_rows, *wish_rows)
    return Outcome((Reply("\n".join(lines), buttons),), providers=providers_of(bookings))


def _change_rows(turn: Turn, booking: Booking) -> tuple[tuple[Button, ...], ...]:
    more = (move_button(turn, booking), *booking_files.buttons(turn, booking))
    return (cancel_button(turn, booking),), more


def providers_of(bookings: Sequence[Booking]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(booking.session.provider for booking in bookings))


def line(turn: Turn, booking: Booking) -> str:
    provider = turn.provider(booking.session.provider)
    return turn.say(
        "bookings.line",
        number=booking.number,
        name=turn.name_of(provider) if provider else booking.session.provider,
        when=formats.when(booking.session.starts_at, booking.session.ends_at, turn.english),
        child=booking.child.nickname,
    )


def short(turn: Turn, booking: Booking) -> str:
    when = formats.when(booking.session.starts_at, booking.session.ends_at, turn.english)
    return f"{when} {booking.child.nickname}"


def cancel_button(turn: Turn, booking: Booking) -> Button:
    return turn.button("button.cancel_one", f"cancel:{booking.number}", booking=short(turn, booking))


def move_button(turn: Turn, booking: Booking) -> Button:
    return turn.button("button.move", f"move:{booking.number}")


TOPIC = TopicHandler(
    "bookings",
    answer,
    {
        "bookings": show,
        "ics": booking_files.send_calendar,
        "entry": booking_files.send_code,
        "here": arrival.check_in,
        "tell": tell_me.subscribe,
        "untell": tell_me.unsubscribe,
        "family": family.show,
        "invite": family.invite,
        "leave": family.leave,
        "unguard": family.remove,
    },
)
