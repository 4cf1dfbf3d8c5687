"""人工请求: what parents ask of people. An answer goes to the chat that the request came from."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.services import cases
from bot.services.cases import LONGEST_WORDS, REMIND_AFTER
from bot.web.access import Way
from bot.web.visit import NOT_HERE, Visit
from db.models import CaseMessage, HumanRequest, StaffMember

PATH = "/admin/requests"
MOST_CLOSED = 50
CLOSED_SHOWN_FOR = timedelta(days=30)


def show(visit: Visit) -> Response:
    closed = visit.query.get("closed") == "yes"
    with visit.tx() as tx:
        found = _closed(tx, visit) if closed else cases.open_cases(tx, visit.member)
    return visit.page("requests", cases=found, closed=closed, late=visit.now - REMIND_AFTER)


def show_one(visit: Visit) -> Response:
    return _one(visit)


def answer(visit: Visit) -> Response:
    words = visit.form.get("words", "").strip()
    if not words or len(words) > LONGEST_WORDS:
        return _one(visit, "answer_length")
    with visit.tx() as tx:
        case = _mine(tx, visit)
        if case.closed_at:
            return visit.to(_path(case), visit.say("case_is_closed"), "bad")
        if not _sent_already(cases.messages_of(tx, case), visit.member, words):
            cases.answer(tx, case, visit.member, words, visit.now)
    return visit.to(_path(case), visit.say("answered"))


def close(visit: Visit) -> Response:
    with visit.tx() as tx:
        case = _mine(tx, visit)
        closed = visit.confirmed and cases.close(tx, case, visit.who, visit.now)
    if not visit.confirmed:
        question = visit.say("case_close_ask", number=case.id)
        warning = visit.say("case_close_means" if case.answered_at else "case_close_unanswered")
        return visit.confirm(question, visit.say("case_close_verb"), _path(case), warning)
    said = visit.say("case_closed_now" if closed else "case_is_closed", number=case.id)
    return visit.to(PATH, said, "good" if closed else "bad")


def _one(visit: Visit, fault: str = "") -> Response:
    with visit.tx() as tx:
        case = _mine(tx, visit)
        messages = cases.messages_of(tx, case)
        names = {row.id: row.name for row in tx.execute(select(StaffMember.id, StaffMember.name))}
    return visit.page(
        "request",
        case=case,
        messages=messages,
        names=names,
        longest=LONGEST_WORDS,
        typed=visit.form.get("words", ""),
        fault=fault,
        status=422 if fault else 200,
    )


def _mine(tx: Session, visit: Visit) -> HumanRequest:
    number = visit.given["case"]
    case = cases.case_with(tx, int(number)) if number.isdecimal() and len(number) < 10 else None
    if case is None or not cases.is_for(visit.member, case):
        raise NOT_HERE
    return case


def _sent_already(messages: tuple[CaseMessage, ...], member: StaffMember, words: str) -> bool:
    """The same form twice, by a second press."""
    return bool(messages) and (messages[-1].staff_id, messages[-1].words) == (member.id, words)


def _closed(tx: Session, visit: Visit) -> list[HumanRequest]:
    found = (
        select(HumanRequest)
        .where(HumanRequest.closed_at > visit.now - CLOSED_SHOWN_FOR)
        .order_by(HumanRequest.closed_at.desc())
    )
    return [case for case in tx.scalars(found) if cases.is_for(visit.member, case)][:MOST_CLOSED]


def _path(case: HumanRequest) -> str:
    return f"{PATH}/{case.id}"


WAYS = (
    Way("GET", PATH, show, "requests"),
    Way("GET", PATH + "/{case}", show_one, "requests"),
    Way("POST", PATH + "/{case}/answer", answer, "requests"),
    Way("POST", PATH + "/{case}/close", close, "requests"),
)
