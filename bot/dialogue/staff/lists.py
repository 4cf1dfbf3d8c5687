"""A list from elsewhere in the chat: what its columns mean is proposed, put right by a press, confirmed."""

from collections.abc import Mapping
from typing import Any

from bot.dialogue.speaker import Speaker
from bot.dialogue.staff.drafts import has_changed
from bot.dialogue.staff.list_report import line, report, rows
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services import drafts, list_choices
from bot.services.drafts import Another, TooManySteps
from bot.services.list_choices import NoName
from db.models import KnowledgeDraft, StaffMember


def ask_one(turn: Turn, member: StaffMember, about: str) -> Outcome:
    """What one column, or one thing that the columns leave open, should be."""
    draft, at, _ = _seen(turn, member, about)
    waiting = list_choices.to_tell(draft) if draft else None
    if draft is None or waiting is None or not _is_offered(waiting, at):
        return has_changed(turn, member, about)
    choice = waiting["choices"][at]
    offered = waiting["options"][choice["sort"]]
    shown = f"{draft.id}:{draft.revision}:{at}"
    buttons = [Button(label, f"desk:means:{shown}:{option}") for option, (_, label) in enumerate(offered)]
    told = line(Speaker(turn.knowledge, turn.wording, turn.language), at, choice, dict(offered))
    return Outcome((Reply(turn.say("list.which", line=told), rows(buttons)),))


def choose(turn: Turn, member: StaffMember, about: str) -> Outcome:
    draft, at, option = _seen(turn, member, about)
    waiting = list_choices.to_tell(draft) if draft else None
    if draft is None or waiting is None or not _is_offered(waiting, at, option):
        return has_changed(turn, member, about)
    list_choices.choose(draft, at, waiting["options"][waiting["choices"][at]["sort"]][option][0])
    return _shown(turn, draft)


def confirm(turn: Turn, member: StaffMember, about: str) -> Outcome:
    draft, *_ = _seen(turn, member, about)
    if draft is None or list_choices.to_tell(draft) is None:
        return has_changed(turn, member, about)
    match list_choices.confirm(turn.tx, member, draft, turn.now):
        case NoName():
            shown = _shown(turn, draft)
            return Outcome((Reply(turn.say("list.no_name")), *shown.replies))
        case Another(draft=other):
            return Outcome((Reply(turn.say("draft.another", number=other)),))
        case TooManySteps():
            return Outcome((Reply(turn.say("draft.too_many", most=drafts.MOST_STEPS)),))
        case KnowledgeDraft(id=number):
            return Outcome((Reply(turn.say("list.goes_on", number=number)),))


def ask_anew(turn: Turn, member: StaffMember, about: str) -> Outcome:
    """What the columns of a list that was taken mean: what was told before may have been wrong."""
    draft, number, _ = _seen(turn, member, about)
    if draft is None or not list_choices.ask_anew(turn.tx, member, draft, number, turn.now):
        return has_changed(turn, member, about)
    return Outcome((Reply(turn.say("list.asked_anew", number=draft.id)),))


def _seen(turn: Turn, member: StaffMember, about: str) -> tuple[KnowledgeDraft | None, int, int]:
    """about: the draft's number, its revision as it was shown, then numbers of what was pressed, if any; -1
    in the place of one that is missing."""
    parts = [int(part) if part.isdecimal() and len(part) < 10 else -1 for part in about.split(":")]
    number, revision, first, second, *_ = (*parts, -1, -1, -1, -1)
    return drafts.as_seen(turn.tx, member, number, revision), first, second


def _is_offered(waiting: Mapping[str, Any], at: int, option: int = 0) -> bool:
    if not 0 <= at < len(waiting["choices"]):
        return False
    return 0 <= option < len(waiting["options"][waiting["choices"][at]["sort"]])


def _shown(turn: Turn, draft: KnowledgeDraft) -> Outcome:
    waiting = list_choices.to_tell(draft)
    assert waiting is not None
    speaker = Speaker(turn.knowledge, turn.wording, turn.language)
    return Outcome((report(speaker, draft.id, draft.revision, waiting),))
