"""没答上的问题: what parents asked in vain, the most frequent first."""

from datetime import timedelta

from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.services import drafts, gaps
from bot.services.draft_steps import Question
from bot.services.gaps import Gap
from bot.web.access import Way
from bot.web.visit import NOT_HERE, Visit

PATH = "/admin/gaps"
LOOKED_BACK = timedelta(days=30)
MOST = 50


def show(visit: Visit) -> Response:
    with visit.tx() as tx:
        found = gaps.gaps(tx, visit.now - LOOKED_BACK, visit.district)
        in_draft = {number for step in questions_in_draft(tx, visit) for number in step.numbers}
    return visit.page(
        "gaps",
        gaps=found[:MOST],
        groups=len(found),
        most=MOST,
        days=LOOKED_BACK.days,
        in_draft={gap for gap in found if not in_draft.isdisjoint(gap.numbers)},
    )


def handle(visit: Visit) -> Response:
    with visit.tx() as tx:
        group = group_of(tx, visit, visit.field("number", 12))
        if visit.confirmed:
            gaps.handle(tx, group.numbers, visit.who, "web", visit.now)
    if not visit.confirmed:
        question = visit.say("gap_ask", words=group.words)
        return visit.confirm(question, visit.say("gap_verb"), PATH, visit.say("gap_means", count=group.count))
    return visit.to(PATH, visit.say("gap_done", count=group.count))


def group_of(tx: Session, visit: Visit, number: str) -> Gap:
    """The group that holds the question, as it is now; or NOT_HERE."""
    found = gaps.gaps(tx, visit.now - LOOKED_BACK, visit.district)
    group = next((gap for gap in found if number in map(str, gap.numbers)), None)
    if group is None:
        raise NOT_HERE
    return group


def questions_in_draft(tx: Session, visit: Visit) -> list[Question]:
    """That the member has added to entries, but not published yet."""
    draft = drafts.open_draft(tx, visit.member)
    return [step for step in drafts.steps_of(tx, draft) if isinstance(step, Question)] if draft else []


WAYS = (Way("GET", PATH, show, "knowledge"), Way("POST", PATH + "/handle", handle, "knowledge"))
