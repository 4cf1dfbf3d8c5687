"""问新版本: what a draft would answer, before anybody else hears it."""

from urllib.parse import urlencode

from starlette.responses import Response

from bot.messages import Answer, IncomingMessage
from bot.services import drafts
from bot.web.access import Way
from bot.web.pages.draft import LONGEST_QUESTION, LOOKS_AGAIN_S
from bot.web.pages.draft import PATH as DRAFT
from bot.web.visit import Visit
from db.models import KnowledgeDraft

PATH = DRAFT + "/try"
CHANNEL = "pages"
MOST_LOOKS = 40  # two minutes


def ask(visit: Visit) -> Response:
    """Nothing that is asked here is kept: a draft has a memory of its own."""
    question = visit.query.get("question", "").strip()[:LONGEST_QUESTION]
    with visit.tx() as tx:
        draft = drafts.open_draft(tx, visit.member)
        ready = draft is not None and draft.result is not None
    if draft is None or not ready:
        return visit.to(DRAFT, visit.say("try_not_ready"), "bad")
    answer = _answer(visit, draft, question) if question else None
    looks = _looks(visit)
    waits = bool(question) and answer is None and looks < MOST_LOOKS
    page = visit.page(
        "try", draft=draft, question=question, answer=answer, longest=LONGEST_QUESTION, waits=waits
    )
    if waits:
        again = urlencode({"question": question, "looks": looks + 1})
        page.headers["Refresh"] = f"{LOOKS_AGAIN_S}; url={PATH}?{again}"
    return page


def _answer(visit: Visit, draft: KnowledgeDraft, question: str) -> Answer | None:
    message = IncomingMessage(CHANNEL, str(visit.member.id), text=question)
    return visit.office.try_out(draft.id, draft.revision, message)


def _looks(visit: Visit) -> int:
    """How often the page has come back for this answer."""
    told = visit.query.get("looks", "")
    return int(told) if told.isdecimal() and len(told) < 4 else 0


WAYS = (Way("GET", PATH, ask, "knowledge"),)
