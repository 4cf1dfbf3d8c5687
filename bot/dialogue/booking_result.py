"""What the parent hears of a booking's outcome: the number, or the reason and what is possible instead."""

from collections.abc import Sequence

from bot.clock import SHANGHAI
from bot.dialogue import cards, formats
from bot.dialogue.booking_alternatives import alternatives
from bot.dialogue.booking_files import calendar_button
from bot.dialogue.booking_refusals import reason
from bot.dialogue.booking_steps import ask_child
from bot.dialogue.conversation import Day
from bot.dialogue.drafts import service_of
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Reply
from bot.services import booking
from bot.services.sessions import OpenSession, upcoming
from knowledge.schema import Provider

# After these another session may do; after the others nothing is left to ask.
_ANOTHER_MAY_DO = (
    booking.SessionFull, booking.SessionClosed, booking.AlreadyBegan, booking.NotOffered, booking.TooFarAhead,
)  # fmt: skip


def told(turn: Turn, provider: Provider, outcome: booking.Outcome) -> Outcome:
    match outcome:
        case booking.Booked() | booking.Moved():
            return _booked(turn, provider, outcome)
        case booking.AgeUnknown():
            return ask_child(turn, "book.day_decides")
        case _ if isinstance(outcome, _ANOTHER_MAY_DO):
            missed = _missed(turn, provider) if isinstance(outcome, booking.SessionFull) else None
            return alternatives(turn, provider, reason(turn, outcome), missed)
    return refused(turn, provider, reason(turn, outcome))


def told_each(turn: Turn, provider: Provider, outcomes: Sequence[tuple[str, booking.Outcome]]) -> Outcome:
    """Of several children or dates: each stands or falls for its own reason. outcomes: with what each is
    called, a nickname or a day."""
    lines = []
    for label, outcome in outcomes:
        if isinstance(outcome, booking.Booked | booking.Moved):
            lines.append(turn.say("book.each_booked", label=label, number=outcome.number))
        else:
            lines.append(turn.say("book.each_refused", label=label, why=reason(turn, outcome)))
    stand = [o for _, o in outcomes if isinstance(o, booking.Booked | booking.Moved)]
    heading = turn.say("book.several", name=turn.name_of(provider), count=len(stand), of=len(outcomes))
    last = stand[-1] if stand else None
    if last:
        lines += _after_booking(turn, provider, last)
    turn.conversation.draft = None
    rows = ((turn.button("button.bookings", "bookings:"), turn.button("button.find", "find:new")),)
    reply = Reply("\n".join([heading, *lines, cards.footer(turn, provider)]), rows)
    return Outcome((reply,), provider=provider.id, providers=(provider.id,))


def _missed(turn: Turn, provider: Provider) -> OpenSession | None:
    draft = turn.conversation.draft
    if draft is None or draft.starts_at is None:
        return None
    sessions = upcoming(turn.tx, provider, draft.service, turn.now)
    return next((s for s in sessions if s.starts_at == draft.starts_at), None)


def _booked(turn: Turn, provider: Provider, booked: booking.Booked | booking.Moved) -> Outcome:
    starts_at = booked.starts_at.astimezone(SHANGHAI)
    turn.conversation.day = Day(dates=(starts_at.date(),), time=starts_at.time())  # "同样时间下周"
    lines = [
        turn.say(
            "book.moved" if isinstance(booked, booking.Moved) else "book.booked",
            number=booked.number,
            name=turn.name_of(provider),
            when=formats.when(booked.starts_at, booked.ends_at, turn.english),
            child=booked.child,
        ),
        *_after_booking(turn, provider, booked),
        cards.footer(turn, provider),
    ]
    turn.conversation.draft = None
    rows = (
        (
            turn.button("button.bookings", "bookings:"),
            turn.button("button.cancel_this", f"cancel:{booked.number}"),
        ),
        (calendar_button(turn, booked.number),),
    )
    reply = Reply("\n".join(lines), rows, location=cards.location(turn, provider))
    return Outcome((reply,), provider=provider.id, providers=(provider.id,))


def _after_booking(turn: Turn, provider: Provider, booked: booking.Booked | booking.Moved) -> list[str]:
    """Where to go, what to bring, what is left of the year, until when it can be given back."""
    where = cards.address(turn, provider)
    lines = [turn.say("card.address", address=where) if where else turn.say("book.no_address")]
    offer = provider.offer(service_of(turn))
    if offer and offer.bring:
        lines.append(turn.say("book.bring", what=offer.bring.in_language(turn.language)))
    else:
        lines.append(turn.say("book.bring_unknown"))
    if booked.quota_left is not None:
        year = booked.starts_at.astimezone(SHANGHAI).year
        lines.append(turn.say("book.quota_left", left=booked.quota_left, year=year))
    if offer:
        lines.append(turn.say("cancel.deadline", hours=offer.cancel_until_hours))
    return lines


def refused(turn: Turn, provider: Provider, why: str) -> Outcome:
    """Nothing more to ask: the draft ends, other ways are offered."""
    turn.conversation.draft = None
    rows = (
        (turn.button("button.find", "find:new"), turn.button("button.bookings", "bookings:")),
        (turn.button("button.human", "human:"),),
    )
    return Outcome((Reply(why, rows),), provider=provider.id, providers=(provider.id,))
