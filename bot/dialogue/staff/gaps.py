"""What parents asked in vain, for those who keep the answers."""

from datetime import timedelta

from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services import audit, gaps
from db.models import StaffMember

LOOKED_BACK = timedelta(days=30)
MOST_SHOWN = 8


def show(turn: Turn, member: StaffMember, _: str) -> Outcome:
    found = gaps.gaps(turn.tx, turn.now - LOOKED_BACK, member.district)[:MOST_SHOWN]
    if not found:
        return Outcome((Reply(turn.say("gaps.none")),))
    lines = [turn.say("gaps.heading", days=LOOKED_BACK.days)]
    lines += [turn.say("gaps.line", count=gap.count, words=gap.words) for gap in found]
    rows = tuple(
        (turn.button("button.gap_skip", f"desk:skip:{gap.numbers[0]}", words=gap.words[:20]),)
        for gap in found
    )
    return Outcome((Reply("\n".join(lines), rows),))


def _skip_button(turn: Turn, gap: gaps.Gap) -> Button:
    return turn.button("button.gap_skip", f"desk:skip:{gap.numbers[0]}", words=gap.words[:20])


def skip(turn: Turn, member: StaffMember, number: str) -> Outcome:
    """Not a question for this bot, with all those like it."""
    found = gaps.gaps(turn.tx, turn.now - LOOKED_BACK, member.district)
    gap = next((gap for gap in found if str(gap.numbers[0]) == number), None)
    if gap is not None:
        gaps.handle(turn.tx, gap.numbers, audit.staff(member.id), "skipped", turn.now)
    return show(turn, member, "")
