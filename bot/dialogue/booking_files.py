"""What a parent may take along from a booking: the file for the calendar, and the code for the door."""

import io

import segno

from bot.clock import SHANGHAI
from bot.dialogue import cards, formats
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Document, Reply
from bot.services.bookings import by_number
from bot.services.calendar_file import MIME, Entry, calendar_file
from db.models import Booking
from knowledge.schema import Provider

ANY_PROVIDER = "{provider}"  # what a chat link has in place of what is opened


def buttons(turn: Turn, booking: Booking) -> tuple[Button, ...]:
    """For a booking that stands; the code on its day only."""
    calendar = calendar_button(turn, booking.number)
    return (calendar, _entry_button(turn, booking.number)) if _is_today(turn, booking) else (calendar,)


def calendar_button(turn: Turn, number: str) -> Button:
    return turn.button("button.calendar", f"ics:{number}")


def uncalendar_button(turn: Turn, number: str) -> Button:
    """The same file; for a booking that was cancelled it takes the entry out."""
    return turn.button("button.uncalendar", f"ics:{number}")


def send_calendar(turn: Turn, number: str) -> Outcome:
    booking = by_number(turn.tx, turn.family.id, number)
    if booking is None:
        return _not_found(turn)
    content = calendar_file(_entry(turn, booking), turn.now)
    words = turn.say("calendar.cancelled" if booking.cancelled_at else "calendar.file")
    reply = Reply(words, document=Document(f"{booking.number}.ics", MIME, content))
    return _about(booking, reply)


def send_code(turn: Turn, number: str) -> Outcome:
    """A picture that staff scan. What it opens for anyone else says nothing."""
    booking = by_number(turn.tx, turn.family.id, number)
    if booking is None or booking.cancelled_at:
        return _not_found(turn)
    when, name = _when(turn, booking), _name(turn, booking)
    if booking.checked_in_at:
        at = formats.clock(booking.checked_in_at)
        return _about(booking, Reply(turn.say("here.already", child=booking.child.nickname, at=at)))
    if not _is_today(turn, booking):
        rows = ((calendar_button(turn, number),),)
        return _about(booking, Reply(turn.say("entry.on_the_day", when=when), rows))
    code = turn.arrangements.entry_codes.code_of(booking.id)
    link = turn.arrangements.chat_link
    picture = _qr(link.replace(ANY_PROVIDER, code) if link else code)
    text = f"{turn.say('entry.code', name=name, when=when)}\n{code}"
    return _about(booking, Reply(text, document=Document(f"{number}.png", "image/png", picture)))


def _about(booking: Booking, reply: Reply) -> Outcome:
    provider = booking.session.provider
    return Outcome((reply,), provider=provider, providers=(provider,))


def _entry(turn: Turn, booking: Booking) -> Entry:
    session, provider = booking.session, turn.provider(booking.session.provider)
    service, name = turn.say(f"service.{session.service}"), _name(turn, booking)
    return Entry(
        number=booking.number,
        revision=booking.revision,
        cancelled=booking.cancelled_at is not None,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        title=turn.say("calendar.title", name=name, service=service),
        host=name,
        about="\n".join(_notes(turn, booking, provider)),
        place=cards.address(turn, provider) if provider else None,
        point=(provider.point.lat, provider.point.lon) if provider and provider.point else None,
    )


def _notes(turn: Turn, booking: Booking, provider: Provider | None) -> list[str]:
    lines = [turn.say("calendar.about", number=booking.number)]
    offers = provider.services if provider else ()
    offer = next((o for o in offers if o.service == booking.session.service), None)
    if offer and offer.bring:
        lines.append(turn.say("book.bring", what=offer.bring.in_language(turn.language)))
    if provider and provider.telephone:
        lines.append(turn.say("card.telephone", telephone=provider.telephone))
    if provider and provider.sample:
        lines.append(turn.say("card.sample"))
    return lines


def _entry_button(turn: Turn, number: str) -> Button:
    return turn.button("button.entry", f"entry:{number}")


def _is_today(turn: Turn, booking: Booking) -> bool:
    day = booking.session.starts_at.astimezone(SHANGHAI).date()
    return day == turn.now.astimezone(SHANGHAI).date() and booking.session.ends_at > turn.now


def _when(turn: Turn, booking: Booking) -> str:
    return formats.when(booking.session.starts_at, booking.session.ends_at, turn.english)


def _name(turn: Turn, booking: Booking) -> str:
    provider = turn.provider(booking.session.provider)
    return turn.name_of(provider) if provider else booking.session.provider


def _not_found(turn: Turn) -> Outcome:
    rows = ((turn.button("button.bookings", "bookings:"),),)
    return Outcome((Reply(turn.say("cancel.not_found"), rows),))


def _qr(content: str) -> bytes:
    picture = io.BytesIO()
    segno.make(content, error="m", micro=False).save(picture, kind="png", scale=8)
    return picture.getvalue()
