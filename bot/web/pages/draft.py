"""草稿: a change of the knowledge on its way: what it would do, then publishing or dropping it."""

import base64
from collections.abc import Sequence
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.publishing.review import MOST_LINES
from bot.services import drafts
from bot.services.draft_steps import File, Mapped, Step
from bot.services.drafts import Another, NotReady, Outdated, TooManySteps
from bot.services.versions import Published, SameAsInForce
from bot.web.access import Way
from bot.web.visit import NOT_HERE, Visit
from db.models import KnowledgeDraft
from knowledge.problems import KnowledgeError

PATH = "/admin/draft"
LOOKS_AGAIN_S = 3  # the page, while the draft is being checked or made ready
LONGEST_QUESTION = 300
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEGABYTE = 1_000_000


def show(visit: Visit, fault: str = "") -> Response:
    """fault: what is wrong with the form that was sent."""
    with visit.tx() as tx:
        draft = drafts.open_draft(tx, visit.member)
        steps = drafts.steps_of(tx, draft) if draft else ()
    page = visit.page(
        "draft",
        draft=draft,
        steps=_named(visit, draft, steps) if draft else (),
        review=draft.review if draft else None,
        ready=draft is not None and drafts.may_be_published(draft.review),
        most=drafts.LARGEST_FILE,
        most_mb=drafts.LARGEST_FILE // _MEGABYTE,
        most_lines=MOST_LINES,
        longest=LONGEST_QUESTION,
        fault=fault,
        status=422 if fault else 200,
    )
    if draft and draft.review is None:
        page.headers["Refresh"] = str(LOOKS_AGAIN_S)
    return page


def take_file(visit: Visit) -> Response:
    if visit.upload is None:
        return visit.to(PATH, visit.say("draft_no_file"), "bad")
    if len(visit.upload.content) > drafts.LARGEST_FILE:
        most = drafts.LARGEST_FILE // _MEGABYTE
        return visit.to(PATH, visit.say("draft_too_large", name=visit.upload.name, most=most), "bad")
    with visit.tx() as tx:
        outcome = drafts.add(tx, visit.member, visit.upload, visit.now)
    if isinstance(outcome, KnowledgeDraft):
        return visit.to(PATH, visit.say("draft_received", name=visit.upload.name))
    return refused(visit, outcome)


def refused(visit: Visit, outcome: Another | TooManySteps) -> Response:
    """On to the draft that has to end first."""
    match outcome:
        case Another():
            return visit.to(PATH, visit.say("draft_another"), "bad")
        case TooManySteps():
            return visit.to(PATH, visit.say("draft_too_many", most=drafts.MOST_STEPS), "bad")


def marked(visit: Visit) -> Response:
    """The table with what is wrong marked in it."""
    with visit.tx() as tx:
        draft = drafts.open_draft(tx, visit.member)
    found = draft.review.get("marked") if draft and draft.review else None
    if found is None:
        raise NOT_HERE
    return _download(base64.b64decode(found["base64"]), found["name"])


def workbook(visit: Visit) -> Response:
    """What is in force, to be changed and sent back."""
    try:
        content = visit.office.workbook()
    except KnowledgeError:  # of a folder that was never published
        content = None
    if content is None:
        return visit.to(PATH, visit.say("draft_no_workbook"), "bad")
    return _download(content, visit.say("draft_workbook_name", day=f"{visit.now:%Y-%m-%d}"))


def _download(content: bytes, name: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=_XLSX, headers={"Content-Disposition": disposition})


def publish(visit: Visit) -> Response:
    with visit.tx() as tx:
        draft = meant(tx, visit)
    if draft is None:
        return visit.to(PATH, visit.say("draft_has_changed"), "bad")
    if not drafts.may_be_published(draft.review):
        return visit.to(PATH, visit.say("draft_not_ready"), "bad")
    if not visit.confirmed:
        return _asks(visit, draft)
    with visit.tx() as tx:
        still = meant(tx, visit)
        in_force = visit.office.digest_in_force(tx)
        outcome = drafts.publish(tx, still, in_force, visit.now) if still else NotReady()
    match outcome:
        case Published(version=number):
            return visit.to("/admin/versions", visit.say("draft_published", version=number))
        case SameAsInForce(version=number):
            return visit.to(PATH, visit.say("draft_same", version=number), "bad")
        case NotReady():
            return visit.to(PATH, visit.say("draft_not_ready"), "bad")
        case Outdated():
            return visit.to(PATH, visit.say("draft_outdated"), "bad")


def drop(visit: Visit) -> Response:
    with visit.tx() as tx:
        draft = meant(tx, visit)
        if draft and visit.confirmed:
            drafts.drop(tx, draft, visit.now)
    if draft is None:
        return visit.to(PATH, visit.say("draft_has_changed"), "bad")
    if visit.confirmed:
        return visit.to(PATH, visit.say("draft_dropped"))
    return visit.confirm(
        visit.say("drop_ask"),
        visit.say("draft_drop"),
        PATH,
        *_steps_of(visit, draft),
        more=visit.say("drop_means"),
    )


def _asks(visit: Visit, draft: KnowledgeDraft) -> Response:
    assert draft.review is not None
    shifted = visit.say("publish_effect", asked=draft.review["asked"], count=draft.review["counts"]["shifts"])
    told = [visit.say("publish_changes", count=draft.review["counts"]["changes"]), shifted]
    if draft.review["from_folder"]:
        told.append(visit.say("draft_from_folder"))
    return visit.confirm(
        visit.say("publish_ask"), visit.say("draft_publish"), PATH, *told, more=visit.say("publish_means")
    )


def meant(tx: Session, visit: Visit) -> KnowledgeDraft | None:
    """As it was when the page was shown: what was added since has not been seen."""
    return drafts.as_seen(tx, visit.member, visit.field("number", 12), visit.field("revision", 12))


def _steps_of(visit: Visit, draft: KnowledgeDraft) -> list[str]:
    with visit.tx() as tx:
        return _named(visit, draft, drafts.steps_of(tx, draft))


def _named(visit: Visit, draft: KnowledgeDraft, steps: Sequence[Step]) -> list[str]:
    if draft.back_to is not None:
        return [visit.say("step_back", version=draft.back_to)]
    return [_name(visit, step) for step in steps]


def _name(visit: Visit, step: Step) -> str:
    if isinstance(step, File):
        return visit.say("step_file", name=step.name)
    if isinstance(step, Mapped):
        return visit.say("step_mapping", name=step.name)
    if step.answer:
        return visit.say("step_entry", question=step.question, category=step.category, answer=step.answer)
    entry = visit.using.knowledge.faq.get(step.entry)
    return visit.say(
        "step_question", question=step.question, entry=entry.questions[0] if entry else step.entry
    )


WAYS = (
    Way("GET", PATH, show, "knowledge"),
    Way("GET", PATH + "/marked", marked, "knowledge"),
    Way("GET", PATH + "/workbook", workbook, "knowledge"),
    Way("POST", PATH + "/file", take_file, "knowledge", takes_file=True),
    Way("POST", PATH + "/publish", publish, "knowledge"),
    Way("POST", PATH + "/drop", drop, "knowledge"),
)
