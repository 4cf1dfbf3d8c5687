"""The guardians of a family in the chat: inviting a second one by a one-time code, leaving, removing."""

from bot.dialogue import formats
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services import guardians
from bot.services.guardians import (
    AlreadyInFamily,
    CodeExpired,
    CodeUnknown,
    JoinedFamily,
    LastGuardian,
    LeftFamily,
    OwnFamilyInUse,
    Removed,
    TooManyTries,
)


def show(turn: Turn, _: str) -> Outcome:
    """Who sees and changes the family's bookings, and what can be done about it."""
    members = guardians.guardians_of(turn.tx, turn.family.id)
    others = [one for one in members if one.id != turn.guardian.id]
    lines = [turn.say("family.alone" if not others else "family.several", count=len(members))]
    rows: list[tuple[Button, ...]] = [(turn.button("button.invite", "invite:"),)]
    for number, other in enumerate(others, start=2):
        rows.append((turn.button("button.remove_guardian", f"unguard:{other.id}", number=number),))
    if others:
        rows.append((turn.button("button.leave_family", "leave:"),))
    return Outcome((Reply("\n".join(lines), tuple(rows)),))


def invite(turn: Turn, _: str) -> Outcome:
    invitation = guardians.invite(turn.tx, turn.guardian, turn.now, turn.rng)
    text = turn.say(
        "family.code",
        code=invitation.code,
        until=formats.day_and_time(invitation.expires_at, turn.english),
    )
    return Outcome((Reply(text, ((turn.button("button.bookings", "bookings:"),),)),))


def join(turn: Turn, code: str) -> Outcome:
    match guardians.join(turn.tx, code, turn.guardian, turn.now):
        case JoinedFamily():
            turn.forget_family()
            turn.conversation.draft = None
            text = turn.say("family.joined")
        case AlreadyInFamily():
            text = turn.say("family.already")
        case OwnFamilyInUse():
            text = turn.say("family.own_in_use")
        case CodeExpired():
            text = turn.say("family.code_expired")
        case CodeUnknown():
            text = turn.say("family.code_unknown")
        case TooManyTries(until=until):
            text = turn.say("family.too_many_tries", until=formats.clock(until))
    rows = ((turn.button("button.bookings", "bookings:"), turn.button("button.human", "human:")),)
    return Outcome((Reply(text, rows),))


def leave(turn: Turn, _: str) -> Outcome:
    match guardians.leave(turn.tx, turn.guardian, turn.now):
        case LeftFamily():
            turn.forget_family()
            turn.conversation.draft = None
            text = turn.say("family.left")
        case LastGuardian():
            text = turn.say("family.last")
    return Outcome((Reply(text, ((turn.button("button.find", "find:new"),),)),))


def remove(turn: Turn, other: str) -> Outcome:
    done = other.isdecimal() and isinstance(
        guardians.remove(turn.tx, turn.guardian, int(other), turn.now), Removed
    )
    text = turn.say("family.removed" if done else "family.nobody")
    return Outcome((Reply(text, ((turn.button("button.family", "family:"),),)),))
