"""The waiting list in the chat: joining it, a place offered, leaving it."""

from bot.dialogue import cards, formats
from bot.dialogue.booking_refusals import reason
from bot.dialogue.booking_result import refused, told, told_each
from bot.dialogue.conversation import Draft
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services import waitlist
from bot.services.waitlist import (
    Accepted,
    AlreadyWaiting,
    Joined,
    NotFound,
    OfferOver,
    SessionHasPlaces,
    Waiting,
    WaitRequest,
)
from knowledge.schema import Provider


def join(turn: Turn, provider: Provider, draft: Draft) -> Outcome:
    """Brothers and sisters of one draft wait for places together."""
    assert draft.starts_at is not None
    request = WaitRequest(
        family_id=turn.family.id,
        children=draft.child_ids,
        provider=provider,
        service=draft.service,
        starts_at=draft.starts_at,
        request_key=f"{turn.family.id}-{draft.key}",
        acknowledged_eligibility=draft.eligibility_said,
        by=turn.guardian.id,
    )
    match waitlist.join(turn.tx, request, turn.now, turn.arrangements.hold_for):
        case Joined() | AlreadyWaiting() as joined:
            turn.conversation.confirmed = draft.key
            turn.conversation.draft = None
            return _joined(turn, provider, joined)
        case SessionHasPlaces():
            draft.waiting = False
            rows = ((turn.button("button.confirm", f"ok:{draft.key}"), turn.button("button.stop", "stop:")),)
            return Outcome((Reply(turn.say("wait.has_places"), rows),), provider=provider.id)
        case OfferOver(because=because):
            return _offer_over(turn, because)
        case refusal:
            return refused(turn, provider, reason(turn, refusal))


def _joined(turn: Turn, provider: Provider, joined: Joined | AlreadyWaiting) -> Outcome:
    text = "\n".join(
        [
            turn.say(
                "wait.joined" if isinstance(joined, Joined) else "wait.already",
                position=joined.position,
                since=formats.day_and_time(joined.since, turn.english),
            ),
            turn.say("wait.rules", minutes=_minutes(turn)),
            cards.footer(turn, provider),
        ]
    )
    rows = (
        (turn.button("button.bookings", "bookings:"), turn.button("button.unwait", f"unwait:{joined.entry}")),
        (turn.button("button.find", "find:new"),),
    )
    return Outcome((Reply(text, rows),), provider=provider.id, providers=(provider.id,))


def accept(turn: Turn, entry: str) -> Outcome:
    """The place that was offered."""
    number = int(entry) if entry.isdecimal() else 0
    provider = turn.provider(waitlist.provider_of(turn.tx, turn.family.id, number))
    if provider is None:
        return _offer_over(turn)
    outcome = waitlist.accept(
        turn.tx,
        turn.family.id,
        number,
        provider,
        turn.now,
        turn.rng,
        by=turn.guardian.id,
    )
    match outcome:
        case Accepted(bookings=(booked,)):
            return told(turn, provider, booked)
        case Accepted(bookings=several):
            return told_each(turn, provider, [(booked.child, booked) for booked in several])
        case OfferOver(because=because):
            return _offer_over(turn, because)
        case NotFound():
            return _offer_over(turn)
        case refusal:
            return refused(turn, provider, reason(turn, refusal))


def leave(turn: Turn, entry: str) -> Outcome:
    """Gives a place on the list, or one that is offered, to the next."""
    waiting = _own(turn, entry)
    if waiting is None:
        return _offer_over(turn)
    provider = turn.provider(waiting.provider)
    waitlist.leave(
        turn.tx,
        turn.family.id,
        waiting.entry,
        turn.now,
        provider,
        by=turn.guardian.id,
        hold_for=turn.arrangements.hold_for,
    )
    rows = ((turn.button("button.bookings", "bookings:"), turn.button("button.book", "book:")),)
    return Outcome((Reply(turn.say("wait.left", session=_session(turn, waiting)), rows),))


def lines(turn: Turn) -> tuple[list[str], list[tuple[Button, ...]]]:
    """What the family waits for, and its buttons."""
    said: list[str] = []
    rows: list[tuple[Button, ...]] = []
    for waiting in waitlist.waiting_of(turn.tx, turn.family.id):
        children = formats.listing(waiting.children, turn.english)
        if waiting.hold_until:
            until = formats.day_and_time(waiting.hold_until, turn.english)
            said.append(turn.say("wait.offered_line", session=_session(turn, waiting), until=until))
            rows.append(
                (
                    turn.button("button.take", f"take:{waiting.entry}"),
                    turn.button("button.unwait", f"unwait:{waiting.entry}"),
                )
            )
            continue
        said.append(
            turn.say(
                "wait.line",
                session=_session(turn, waiting),
                children=children,
                position=waiting.position,
                since=formats.day_and_time(waiting.since, turn.english),
            )
        )
        rows.append((turn.button("button.unwait_one", f"unwait:{waiting.entry}", session=said[-1][:30]),))
    return said, rows


def _own(turn: Turn, entry: str) -> Waiting | None:
    """Only what the family itself waits for."""
    mine = waitlist.waiting_of(turn.tx, turn.family.id)
    return next((waiting for waiting in mine if str(waiting.entry) == entry), None)


def _offer_over(turn: Turn, because: str = "expired") -> Outcome:
    rows = ((turn.button("button.bookings", "bookings:"), turn.button("button.book", "book:")),)
    return Outcome((Reply(turn.say(f"wait.over_{because}"), rows),))


def _session(turn: Turn, waiting: Waiting) -> str:
    provider = turn.provider(waiting.provider)
    name = turn.name_of(provider) if provider else waiting.provider
    return f"{name} {formats.when(waiting.starts_at, waiting.ends_at, turn.english)}"


def _minutes(turn: Turn) -> int:
    return round(turn.arrangements.hold_for.total_seconds() / 60)
