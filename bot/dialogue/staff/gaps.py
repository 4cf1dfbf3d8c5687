"""What parents asked in vain, for those who keep the answers."""

from collections.abc import Iterator
from datetime import timedelta

from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services import audit, drafts, gaps
from bot.services.draft_steps import Question
from bot.services.drafts import Another, TooManySteps
from db.models import KnowledgeDraft, StaffMember

LOOKED_BACK = timedelta(days=30)
MOST_SHOWN = 8


def show(turn: Turn, member: StaffMember, _: str) -> Outcome:
    found = gaps.gaps(turn.tx, turn.now - LOOKED_BACK, member.district)[:MOST_SHOWN]
    if not found:
        return Outcome((Reply(turn.say("gaps.none")),))
    lines = [turn.say("gaps.heading", days=LOOKED_BACK.days)]
    lines += [turn.say("gaps.line", count=gap.count, words=gap.words) for gap in found]
    rows = tuple(tuple(_buttons(turn, gap)) for gap in found)
    return Outcome((Reply("\n".join(lines), rows),))


def _buttons(turn: Turn, gap: gaps.Gap) -> Iterator[Button]:
    about = gap.numbers[0]
    entry = turn.knowledge.faq.get(gap.nearest or "")
    if entry is not None:
        yield turn.button("button.gap_learn", f"desk:learn:{about}", entry=entry.questions[0][:20])
    yield turn.button("button.gap_skip", f"desk:skip:{about}", words=gap.words[:20])


def learn(turn: Turn, member: StaffMember, number: str) -> Outcome:
    """The question becomes an example of the entry that is nearest to it, in the member's draft."""
    gap = _gap(turn, member, number)
    if gap is None or gap.nearest is None or gap.nearest not in turn.knowledge.faq:
        return show(turn, member, "")
    step = Question(gap.nearest, gap.words, numbers=gap.numbers)
    match drafts.add(turn.tx, member, step, turn.now):
        case Another(draft=number_of):
            text = turn.say("draft.another", number=number_of)
        case TooManySteps():
            text = turn.say("draft.too_many", most=drafts.MOST_STEPS)
        case KnowledgeDraft(id=number_of):
            text = turn.say("draft.received", name=gap.words, number=number_of)
    return Outcome((Reply(text),))


def skip(turn: Turn, member: StaffMember, number: str) -> Outcome:
    """Not a question for this bot, with all those like it."""
    gap = _gap(turn, member, number)
    if gap is not None:
        gaps.handle(turn.tx, gap.numbers, audit.staff(member.id), "skipped", turn.now)
    return show(turn, member, "")


def _gap(turn: Turn, member: StaffMember, number: str) -> gaps.Gap | None:
    found = gaps.gaps(turn.tx, turn.now - LOOKED_BACK, member.district)
    return next((gap for gap in found if number in map(str, gap.numbers)), None)
