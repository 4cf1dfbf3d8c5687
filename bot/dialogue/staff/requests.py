"""Requests of parents: the open ones, one of them, answering and closing it."""

from bot.dialogue import formats
from bot.dialogue.conversation import Open
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services import audit, cases
from db.models import HumanRequest, StaffMember

MOST_SHOWN = 8
SHOWN_CHARACTERS = 60


def show(turn: Turn, member: StaffMember, _: str) -> Outcome:
    mine = cases.open_cases(turn.tx, member)
    if not mine:
        return Outcome((Reply(turn.say("cases.none")),))
    lines = [turn.say("cases.heading", count=len(mine)), *(_line(turn, case) for case in mine[:MOST_SHOWN])]
    rows = tuple(
        (turn.button("button.case", f"desk:case:{case.id}", number=case.id),) for case in mine[:MOST_SHOWN]
    )
    return Outcome((Reply("\n".join(lines), rows),))


def open_one(turn: Turn, member: StaffMember, number: str) -> Outcome:
    """The whole of it; what is typed next is the answer."""
    case = _mine(turn, member, number)
    if case is None:
        return Outcome((Reply(turn.say("staff.not_yours")),))
    lines = [turn.say("cases.one", number=case.id, district=case.district or "")]
    lines += [turn.say(f"cases.by_{line['from']}", words=line["words"]) for line in case.excerpt or ()]
    lines.append(turn.say("cases.by_parent", words=case.words))
    for message in cases.messages_of(turn.tx, case):
        by = "staff" if message.staff_id else "parent"
        lines.append(turn.say(f"cases.by_{by}", words=message.words))
    lines.append(turn.say("cases.type_answer"))
    turn.conversation.open = Open(what="answer", about=str(case.id))
    return Outcome((Reply("\n".join(lines), (_after(turn, case),)),))


def answer(turn: Turn, member: StaffMember, rest: str) -> Outcome:
    number, _, words = rest.partition(":")
    case = _mine(turn, member, number)
    if case is None:
        return Outcome((Reply(turn.say("staff.not_yours")),))
    cases.answer(turn.tx, case, member, words, turn.now)
    return Outcome((Reply(turn.say("cases.answered", number=case.id), (_after(turn, case),)),))


def close(turn: Turn, member: StaffMember, number: str) -> Outcome:
    case = _mine(turn, member, number)
    turn.conversation.open = None
    closed = case is not None and cases.close(turn.tx, case, audit.staff(member.id), turn.now)
    return Outcome((Reply(turn.say("cases.closed" if closed else "cases.gone", number=number)),))


def _mine(turn: Turn, member: StaffMember, number: str) -> HumanRequest | None:
    case = cases.case_with(turn.tx, int(number)) if number.isdecimal() else None
    return case if case and case.closed_at is None and cases.is_for(member, case) else None


def _after(turn: Turn, case: HumanRequest) -> tuple[Button, ...]:
    return (
        turn.button("button.case", f"desk:case:{case.id}", number=case.id),
        turn.button("button.case_done", f"desk:done:{case.id}"),
    )


def _line(turn: Turn, case: HumanRequest) -> str:
    since = formats.day(case.created_at.date(), turn.english)
    key = "cases.line_answered" if case.answered_at else "cases.line"
    words = case.words[:SHOWN_CHARACTERS]
    return turn.say(key, number=case.id, district=case.district or "", since=since, words=words)
