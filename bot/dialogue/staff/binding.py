"""Binding a chat account to a role by its one-time code."""

from bot.dialogue.turn import Outcome, Turn
from bot.messages import Reply
from bot.services import staff, tries
from bot.services.staff import Bound, CodeRefused


def bind(turn: Turn, code: str) -> Outcome:
    who = f"{turn.message.channel}:{turn.message.user}"
    if tries.must_wait(turn.tx, who, turn.now):
        return Outcome((Reply(turn.say("staff.too_many_tries")),))
    match staff.bind(turn.tx, code, turn.message.channel, turn.message.user, turn.now):
        case Bound(member=member):
            area = member.provider or member.district or turn.say("staff.everywhere")
            text = turn.say("staff.bound", name=member.name, role=turn.say(f"role.{member.role}"), area=area)
        case CodeRefused():
            tries.note(turn.tx, who, turn.now)
            text = turn.say("staff.code_refused")
    return Outcome((Reply(text),))
