"""没答上的问题: what parents asked in vain, the most frequent first."""

from datetime import timedelta

from starlette.responses import Response

from bot.services import gaps
from bot.web.access import Way
from bot.web.visit import NOT_HERE, Visit

PATH = "/admin/gaps"
LOOKED_BACK = timedelta(days=30)
MOST = 50


def show(visit: Visit) -> Response:
    with visit.tx() as tx:
        found = gaps.gaps(tx, visit.now - LOOKED_BACK, visit.district)
    return visit.page("gaps", gaps=found[:MOST], groups=len(found), most=MOST, days=LOOKED_BACK.days)


def handle(visit: Visit) -> Response:
    """The group that holds the question, as it is now."""
    number = visit.field("number", 12)
    with visit.tx() as tx:
        found = gaps.gaps(tx, visit.now - LOOKED_BACK, visit.district)
        group = next((gap for gap in found if number in map(str, gap.numbers)), None)
        if group and visit.confirmed:
            gaps.handle(tx, group.numbers, visit.who, "web", visit.now)
    if group is None:
        raise NOT_HERE
    if not visit.confirmed:
        question = visit.say("gap_ask", words=group.words)
        return visit.confirm(question, visit.say("gap_verb"), PATH, visit.say("gap_means", count=group.count))
    return visit.to(PATH, visit.say("gap_done", count=group.count))


WAYS = (Way("GET", PATH, show, "knowledge"), Way("POST", PATH + "/handle", handle, "knowledge"))
