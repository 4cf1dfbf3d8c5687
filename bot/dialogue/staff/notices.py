"""Urgent notices: shown on every answer about the provider, without touching a file."""

from datetime import datetime, time

from bot.clock import SHANGHAI
from bot.dialogue import cards
from bot.dialogue.staff.scope import provider_meant, provider_with
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Reply
from bot.services import notices
from bot.services.staff import scope_of
from db.models import StaffMember

_DAY_ENDS = time(23, 59)


def post(turn: Turn, member: StaffMember, rest: str) -> Outcome:
    """`/notice provider [until] words`: until the end of the day told, else of today."""
    provider, words = provider_meant(turn, member), rest.split()
    when = turn.reading.entities.when if turn.reading else None
    told = bool(when and (when.dates or when.time))
    text = " ".join(words[2 if told else 1 :])
    if provider is None or not text:
        return Outcome((Reply(turn.say("staff.how_to_notice")),))
    day = when.dates[0] if when and when.dates else turn.now.date()
    until = datetime.combine(day, (when.time if when else None) or _DAY_ENDS, SHANGHAI)
    if until <= turn.now:
        return Outcome((Reply(turn.say("notice.past")),))
    made = notices.post(turn.tx, provider.id, text, until, member.id, turn.now)
    rows = ((turn.button("button.withdraw", f"desk:withdraw:{made.id}"),),)
    said = turn.say("notice.made", name=turn.name_of(provider), notice=cards.urgent(turn, made))
    return Outcome((Reply(said, rows),), provider=provider.id)


def show(turn: Turn, member: StaffMember, _: str) -> Outcome:
    mine = [one for one in turn.urgent_notices if provider_with(turn, member, one.provider)]
    if not mine:
        return Outcome((Reply(turn.say("notice.none")),))
    rows = tuple((turn.button("button.withdraw", f"desk:withdraw:{one.id}"),) for one in mine)
    return Outcome((Reply("\n".join(cards.urgent(turn, one) for one in mine), rows),))


def withdraw(turn: Turn, member: StaffMember, number: str) -> Outcome:
    mine = [str(one.id) for one in turn.urgent_notices if _reaches(turn, member, one)]
    done = number in mine and notices.withdraw(turn.tx, int(number), member.id, turn.now)
    return Outcome((Reply(turn.say("notice.withdrawn" if done else "notice.none")),))


def _reaches(turn: Turn, member: StaffMember, notice: notices.Notice) -> bool:
    provider = turn.provider(notice.provider)
    return scope_of(member).covers(provider) if provider else member.district is None
