"""What the parent hears of a booking's outcome: the number, or the reason and what is possible instead."""

from bot.clock import SHANGHAI
from bot.dialogue import cards, formats
from bot.dialogue.booking_steps import alternatives, ask_child
from bot.dialogue.conversation import Day
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services import booking
from knowledge.schema import Provider


def told(turn: Turn, provider: Provider, outcome: booking.Outcome) -> Outcome:
    english = turn.english
    match outcome:
        case booking.Booked() | booking.Moved():
            return _booked(turn, provider, outcome)
        case booking.SessionFull():
            return alternatives(turn, provider, turn.say("book.full"), None)
        case booking.QuotaUsed(used=used, allowed=allowed, year=year):
            return _refused(
                turn, provider, turn.say("book.quota_used", used=used, allowed=allowed, year=year)
            )
        case booking.WrongAge(age_months=age, takes=ages, from_day=from_day):
            why = turn.say("book.wrong_age", age=formats.months(age, english), first=ages.from_, last=ages.to)
            if from_day:
                why += "\n" + turn.say("book.old_enough_from", day=formats.full_day(from_day, english))
            return _refused(turn, provider, why)
        case booking.AgeUnknown():
            return ask_child(turn, "book.day_decides")
        case booking.AlreadyBooked(number=number):
            return _refused(turn, provider, turn.say("book.already_booked", number=number))
        case booking.AlreadyBegan():
            return alternatives(turn, provider, turn.say("book.already_began"), None)
        case booking.NotEligible(of=of):
            named = of.in_language(turn.language) if of else ""
            return _refused(turn, provider, turn.say("book.not_eligible", of=named))
        case booking.TooLate(deadline=deadline):
            local = deadline.astimezone(SHANGHAI)
            named = f"{formats.day(local.date(), english)} {formats.clock(local)}"
            return _refused(turn, provider, turn.say("cancel.too_late", deadline=named))
        case booking.AlreadyCancelled():
            return _refused(turn, provider, turn.say("book.confirm_gone"))
        case booking.NotFound():
            return _refused(turn, provider, turn.say("cancel.not_found"))
        case booking.NotOffered() | booking.TooFarAhead():
            return alternatives(turn, provider, turn.say("book.session_gone"), None)


def _booked(turn: Turn, provider: Provider, booked: "booking.Booked | booking.Moved") -> Outcome:
    turn.conversation.draft = None
    starts_at = booked.starts_at.astimezone(SHANGHAI)
    turn.conversation.day = Day(dates=(starts_at.date(),), time=starts_at.time())  # "同样时间下周"
    lines = [
        turn.say(
            "book.moved" if isinstance(booked, booking.Moved) else "book.booked",
            number=booked.number,
            name=turn.name_of(provider),
            when=formats.when(booked.starts_at, booked.ends_at, turn.english),
            child=booked.child,
        )
    ]
    where = cards.address(turn, provider)
    lines.append(turn.say("card.address", address=where) if where else turn.say("book.no_address"))
    offer = provider.offer("temporary_care")
    if offer and offer.bring:
        lines.append(turn.say("book.bring", what=offer.bring.in_language(turn.language)))
    else:
        lines.append(turn.say("book.bring_unknown"))
    if booked.quota_left is not None:
        year = booked.starts_at.astimezone(SHANGHAI).year
        lines.append(turn.say("book.quota_left", left=booked.quota_left, year=year))
    if offer:
        lines.append(turn.say("cancel.deadline", hours=offer.cancel_until_hours))
    lines.append(cards.footer(turn, provider))
    rows: tuple[tuple[Button, ...], ...] = (
        (
            turn.button("button.bookings", "bookings:"),
            turn.button("button.cancel_this", f"cancel:{booked.number}"),
        ),
    )
    reply = Reply("\n".join(lines), rows, location=cards.location(turn, provider))
    return Outcome((reply,), provider=provider.id, providers=(provider.id,))


def _refused(turn: Turn, provider: Provider, why: str) -> Outcome:
    """Nothing more to ask: the draft ends, other ways are offered."""
    turn.conversation.draft = None
    rows = (
        (turn.button("button.find", "find:new"), turn.button("button.bookings", "bookings:")),
        (turn.button("button.human", "human:"),),
    )
    return Outcome((Reply(why, rows),), provider=provider.id, providers=(provider.id,))
