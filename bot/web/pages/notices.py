"""紧急通知: shown on every answer about a provider until it is over."""

from datetime import datetime, time

from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.clock import SHANGHAI
from bot.services import notices
from bot.services.notices import LONGEST_NOTICE
from bot.web.access import Way
from bot.web.rendering import local
from bot.web.visit import NOT_HERE, Visit

PATH = "/admin/notices"
_DAY_ENDS = time(23, 59)


def show(visit: Visit) -> Response:
    return _page(visit)


def post(visit: Visit) -> Response:
    provider = visit.provider(visit.field("provider", 40))
    words, until = visit.field("words", LONGEST_NOTICE), _instant(visit.field("until", 16))
    if not words:
        return _page(visit, "notice_no_words")
    if until is None or until <= visit.now:
        return _page(visit, "notice_past")
    with visit.tx() as tx:
        notices.post(tx, provider.id, words, until, visit.member.id, visit.now)
    return visit.to(PATH, visit.say("notice_posted", name=provider.name))


def withdraw(visit: Visit) -> Response:
    number = visit.field("number", 12)
    with visit.tx() as tx:
        notice = next((one for one in _mine(tx, visit) if str(one.id) == number), None)
        if notice and visit.confirmed:
            notices.withdraw(tx, notice.id, visit.member.id, visit.now)
    if notice is None:
        raise NOT_HERE
    if not visit.confirmed:
        question = visit.say("notice_ask", name=visit.name_of(notice.provider))
        return visit.confirm(question, visit.say("notice_verb"), PATH, notice.words)
    return visit.to(PATH, visit.say("notice_withdrawn"))


def _page(visit: Visit, fault: str = "") -> Response:
    with visit.tx() as tx:
        mine = _mine(tx, visit)
    tonight = datetime.combine(visit.now.astimezone(SHANGHAI).date(), _DAY_ENDS, SHANGHAI)
    return visit.page(
        "notices",
        notices=mine,
        providers=visit.providers(),
        longest=LONGEST_NOTICE,
        typed={
            "provider": visit.field("provider", 40),
            "words": visit.field("words", LONGEST_NOTICE),
            "until": visit.field("until", 16) or local(tonight),
        },
        fault=fault,
        status=422 if fault else 200,
    )


def _mine(tx: Session, visit: Visit) -> list[notices.Notice]:
    reached = visit.provider_ids()
    return [one for one in notices.in_force(tx, visit.now) if reached is None or one.provider in reached]


def _instant(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None


WAYS = (
    Way("GET", PATH, show, "bookings"),
    Way("POST", PATH, post, "bookings"),
    Way("POST", PATH + "/withdraw", withdraw, "bookings"),
)
