"""How many free sessions are left this year, for each child."""

from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Reply
from bot.services.booking import quota_left
from bot.services.families import children_of


def answer(turn: Turn) -> Outcome:
    return show(turn, "")


def show(turn: Turn, _: str) -> Outcome:
    year = turn.now.year
    allowed = usual_allowance(turn)
    if not allowed:
        return Outcome((Reply(turn.say("quota.unknown"), ((turn.button("button.human", "human:"),),)),))
    children = children_of(turn.tx, turn.family)
    rows = ((turn.button("button.bookings", "bookings:"), turn.button("button.book", "book:")),)
    if not children:
        return Outcome((Reply(turn.say("quota.no_child", allowed=allowed), rows),))
    lines = [
        turn.say(
            "quota.line", child=child.nickname, year=year, left=left, used=allowed - left, allowed=allowed
        )
        for child in children
        for left in [quota_left(turn.tx, child, "temporary_care", allowed, year)]
    ]
    return Outcome((Reply("\n".join([*lines, turn.say("quota.rule", allowed=allowed)]), rows),))


def usual_allowance(turn: Turn) -> int:
    """Free sessions a year in a 宝宝屋, as the files of the providers say; 0 where none says so."""
    offers = [p.offer("temporary_care") for p in turn.knowledge.providers.values()]
    return max((offer.free_sessions for offer in offers if offer and offer.free_sessions), default=0)


TOPIC = TopicHandler("quota", answer, {"quota": show})
