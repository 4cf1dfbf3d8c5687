"""At the door: the parent scans the provider's poster, or staff scan the parent's code."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.clock import SHANGHAI
from bot.dialogue import formats
from bot.dialogue.booking_files import buttons
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, IncomingMessage, Reply
from bot.services import audit, desk, staff
from bot.services.bookings import bookings_of, by_number
from bot.services.entry_codes import code_in
from bot.services.outcomes import NotFound
from db.models import Booking, StaffMember
from knowledge.schema import Provider

EARLY = timedelta(minutes=30)  # how long before the start one may be at the door


def as_scan(message: IncomingMessage) -> IncomingMessage:
    """A code that was typed, or scanned into the keyboard, is as good as the link that holds it."""
    code = code_in(message.text or "")
    return replace(message, text=None, button=f"start:{code}") if code else message


def opened(turn: Turn, what: str) -> Outcome | None:
    """By a link or a scan. what: an entry code, or the id of a provider. None where there is nobody to check
    in."""
    if provider := turn.provider(what):
        return at_the_door(turn, provider)
    code = code_in(what)
    return _scanned(turn, code) if code else None


def at_the_door(turn: Turn, provider: Provider) -> Outcome | None:
    """The poster of a provider was scanned: who is expected there now is checked in. None where the family
    has no booking today."""
    today = _today(turn, provider)
    expected = [booking for booking in today if booking.checked_in_at is None]
    if not expected:
        return check_in(turn, today[0].number) if today else None
    here = [booking for booking in expected if booking.session.starts_at - EARLY <= turn.now]
    if len(here) == 1:
        return check_in(turn, here[0].number)
    if here:
        rows = tuple(
            (turn.button("button.here", f"here:{one.number}", child=one.child.nickname),) for one in here
        )
        words = turn.say("here.which", name=turn.name_of(provider))
        return Outcome((Reply(words, rows),), provider=provider.id, providers=(provider.id,))
    return _too_early(turn, provider, expected[0])


def check_in(turn: Turn, number: str) -> Outcome:
    """The family's own booking, by the family."""
    booking = by_number(turn.tx, turn.family.id, number)
    if booking is None or booking.cancelled_at:
        return Outcome((Reply(turn.say("cancel.not_found")),))
    where = booking.session.provider
    provider = turn.provider(where)
    name = turn.name_of(provider) if provider else where
    when = formats.when(booking.session.starts_at, booking.session.ends_at, turn.english)
    match desk.check_in(turn.tx, number, turn.now, audit.guardian(turn.guardian.id)):
        case desk.CheckedIn(at=at, nickname=child):
            text = turn.say("here.done", at=formats.clock(at), child=child, name=name, when=when)
        case desk.AlreadyIn(at=at, nickname=child):
            text = turn.say("here.already", at=formats.clock(at), child=child)
        case _:
            text = turn.say("entry.on_the_day", when=when)
    return Outcome((Reply(text),), provider=where, providers=(where,))


def _scanned(turn: Turn, code: str) -> Outcome:
    member = staff.member_of(turn.tx, turn.message.channel, turn.message.user)
    if member is None or not staff.may(member, "bookings"):
        return Outcome((Reply(turn.say("scan.not_staff")),))
    return Outcome((Reply(_let_in(turn, code, member)),))


def _let_in(turn: Turn, code: str, member: StaffMember) -> str:
    booking_id = turn.arrangements.entry_codes.booking_of(code)
    booking = turn.tx.scalar(select(Booking).where(Booking.id == booking_id))
    if booking is None:
        return turn.say("scan.refused")
    provider = turn.provider(booking.session.provider)
    scope = staff.scope_of(member)
    if not (scope.covers(provider) if provider else scope == staff.Scope()):
        return turn.say("scan.elsewhere")
    when = formats.when(booking.session.starts_at, booking.session.ends_at, turn.english)
    match desk.check_in(turn.tx, booking.number, turn.now, audit.staff(member.id)):
        case desk.CheckedIn(number=number, nickname=child, at=at):
            return turn.say("scan.done", at=formats.clock(at), child=child, when=when, number=number)
        case desk.AlreadyIn(number=number, nickname=child, at=at):
            return turn.say("scan.already", at=formats.clock(at), child=child, number=number)
        case desk.NotToday():
            return turn.say("scan.other_day", when=when)
        case desk.BookingGone():
            return turn.say("scan.gone")
        case NotFound():
            return turn.say("scan.refused")


def _today(turn: Turn, provider: Provider) -> list[Booking]:
    today = turn.now.astimezone(SHANGHAI).date()
    return [
        booking
        for booking in bookings_of(turn.tx, turn.family.id, turn.now)
        if booking.session.provider == provider.id
        and booking.session.starts_at.astimezone(SHANGHAI).date() == today
    ]


def _too_early(turn: Turn, provider: Provider, booking: Booking) -> Outcome:
    words = turn.say(
        "here.early",
        when=formats.span(booking.session.starts_at, booking.session.ends_at),
        name=turn.name_of(provider),
        minutes=int(EARLY.total_seconds() // 60),
    )
    rows = (buttons(turn, booking), (Button(turn.name_of(provider), f"p:{provider.id}"),))
    return Outcome((Reply(words, rows),), provider=provider.id, providers=(provider.id,))
