"""What have I booked."""

from collections.abc import Sequence

from bot.dialogue import formats
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Button, Reply
from bot.services.booking import bookings_of
from db.models import Booking


def answer(turn: Turn) -> Outcome:
    return show(turn, "")


def show(turn: Turn, _: str) -> Outcome:
    bookings = bookings_of(turn.tx, turn.family.id, turn.now)
    if not bookings:
        rows = ((turn.button("button.book", "book:"), turn.button("button.find", "find:new")),)
        return Outcome((Reply(turn.say("bookings.none"), rows),))
    lines = [turn.say("bookings.heading", count=len(bookings))]
    lines += [line(turn, booking) for booking in bookings]
    buttons = tuple((cancel_button(turn, booking), move_button(turn, booking)) for booking in bookings)
    return Outcome((Reply("\n".join(lines), buttons),), providers=providers_of(bookings))


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


TOPIC = TopicHandler("bookings", answer, {"bookings": show})
