"""Drafts of the knowledge in the chat: files that are sent, trying them out, publishing or dropping them; and
going back to an earlier version."""

from bot.clock import SHANGHAI
from bot.dialogue.speaker import Speaker
from bot.dialogue.staff.draft_report import report
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Document, Reply
from bot.services import drafts, versions
from bot.services.draft_steps import File
from bot.services.drafts import Another, NotReady, Outdated, TooManySteps
from bot.services.staff import Scope, scope_of
from bot.services.versions import Published, SameAsInForce
from db.models import KnowledgeDraft, StaffMember

VERSIONS_SHOWN = 8


def receive(turn: Turn, member: StaffMember, document: Document) -> Outcome:
    """What it would do is told as soon as that is known."""
    if len(document.content) > drafts.LARGEST_FILE:
        return _said(turn, "draft.too_large", name=document.name, most=drafts.LARGEST_FILE // 1_000_000)
    match drafts.add(turn.tx, member, File(document.name, document.content), turn.now):
        case Another(draft=number):
            return _said(turn, "draft.another", number=number)
        case TooManySteps():
            return _said(turn, "draft.too_many", most=drafts.MOST_STEPS)
        case KnowledgeDraft(id=number):
            return _said(turn, "draft.received", name=document.name, number=number)


def show(turn: Turn, member: StaffMember, _: str) -> Outcome:
    draft = drafts.open_draft(turn.tx, member)
    if draft is None:
        return _said(turn, "draft.none")
    if draft.review is None:
        return _said(turn, "draft.being_read", number=draft.id)
    speaker = Speaker(turn.knowledge, turn.wording, turn.language)
    return Outcome((report(speaker, {"draft": draft.id, "revision": draft.revision, **draft.review}),))


def send_workbook(turn: Turn, member: StaffMember, _: str) -> Outcome:
    turn.arrangements.send_workbook(member.id)
    return _said(turn, "draft.workbook_comes")


def publish(turn: Turn, member: StaffMember, about: str) -> Outcome:
    number, _, revision = about.partition(":")
    draft = drafts.as_seen(turn.tx, member, number, revision)
    if draft is None:
        return has_changed(turn, member, about)
    match drafts.publish(turn.tx, draft, turn.arrangements.digest_in_force(turn.tx), turn.now):
        case NotReady():
            return _said(turn, "draft.not_ready", number=number)
        case Outdated():
            return _said(turn, "draft.outdated", number=number)
        case SameAsInForce(version):
            return _said(turn, "draft.same", version=version)
        case Published(version):
            turn.conversation.trying = None
            return _said(turn, "draft.published", version=version)


def has_changed(turn: Turn, member: StaffMember, about: str) -> Outcome:
    """For a press on what was shown of a draft before it changed, or ended. about: begins with its number."""
    number = about.partition(":")[0]
    if drafts.draft_of(turn.tx, member, number) is None:
        return _said(turn, "draft.gone", number=number)
    return Outcome((Reply(turn.say("draft.has_changed", number=number)), *show(turn, member, "").replies))


def drop(turn: Turn, member: StaffMember, number: str) -> Outcome:
    draft = drafts.draft_of(turn.tx, member, number)
    if draft is None:
        return _said(turn, "draft.gone", number=number)
    drafts.drop(turn.tx, draft, turn.now)
    turn.conversation.trying = None
    return _said(turn, "draft.dropped", number=number)


def begin_trying(turn: Turn, member: StaffMember, number: str) -> Outcome:
    draft = drafts.draft_of(turn.tx, member, number)
    if draft is None or draft.result is None:
        return _said(turn, "draft.gone", number=number)
    turn.conversation.trying = draft.id
    way_out = (turn.button("button.draft_end_trying", "desk:untry"),)
    return Outcome((Reply(turn.say("draft.trying", number=number), (way_out,)),))


def end_trying(turn: Turn, member: StaffMember, _: str) -> Outcome:
    turn.conversation.trying = None
    return show(turn, member, "")


def show_versions(turn: Turn, member: StaffMember, _: str) -> Outcome:
    current, found = versions.in_force(turn.tx), versions.versions(turn.tx)
    if current is None:
        return _said(turn, "versions.none")
    lines = [
        turn.say(
            "versions.current" if version.id == current.version else "versions.line",
            number=version.id,
            at=f"{version.made_at.astimezone(SHANGHAI):%m-%d %H:%M}",
            note=version.note or "",
        )
        for version in found[:VERSIONS_SHOWN]
    ]
    return Outcome((Reply("\n".join([turn.say("versions.heading"), *lines])),))


def roll_back(turn: Turn, member: StaffMember, rest: str) -> Outcome:
    """`/rollback [version]`: prepares putting back the one told, or the one before. It concerns every
    district, so that it is for roles without limits."""
    if scope_of(member) != Scope():
        return _said(turn, "staff.may_not")
    current, told = versions.in_force(turn.tx), rest.strip()
    if current is None:
        return _said(turn, "versions.not_there")
    wanted = (
        versions.before(turn.tx, current.version) if not told else int(told) if told.isdecimal() else None
    )
    known = {version.id for version in versions.versions(turn.tx)}
    if wanted is None or wanted not in known or wanted == current.version:
        return _said(turn, "versions.not_there")
    match drafts.go_back(turn.tx, member, wanted, turn.now):
        case Another(draft=number):
            return _said(turn, "draft.another", number=number)
        case KnowledgeDraft(id=number):
            return _said(turn, "versions.going_back", version=wanted, number=number)


def _said(turn: Turn, key: str, **values: object) -> Outcome:
    return Outcome((Reply(turn.say(key, **values)),))
