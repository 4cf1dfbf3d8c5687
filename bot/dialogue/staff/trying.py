"""As long as somebody tries a draft out, the draft answers instead of what is in force; commands and buttons
of the staff still mean the bot itself."""

from dataclasses import replace

from bot.dialogue.response import Response
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Answer, Reply
from bot.services import drafts, staff
from db.models import KnowledgeDraft

OF_STAFF = "desk:"


def answered(turn: Turn, commands: frozenset[str]) -> Response | None:
    """None where the bot itself answers. commands: those of the staff."""
    number, message = turn.conversation.trying, turn.message
    if number is None or (message.button or "").startswith(OF_STAFF) or message.document:
        return None
    if (message.text or "").strip().partition(" ")[0].partition("@")[0] in commands:
        return None
    member = staff.member_of(turn.tx, message.channel, message.user)
    draft = drafts.draft_of(turn.tx, member, number) if member else None
    if draft is None or draft.review is None:
        turn.conversation.trying = None
        return None
    answer = turn.arrangements.try_out(draft.id, draft.revision, replace(message, update_id=None))
    if answer is None:
        return _response(turn, draft, (Reply(turn.say("draft.getting_ready")),))
    return _response(turn, draft, answer.replies, answer)


def _response(
    turn: Turn, draft: KnowledgeDraft, replies: tuple[Reply, ...], answer: Answer | None = None
) -> Response:
    """Marked as a try-out, and with the way out of it."""
    first = replace(replies[0], text=turn.say("draft.tried", number=draft.id, text=replies[0].text))
    replies = (first, *replies[1:])
    way_out = (turn.button("button.draft_end_trying", "desk:untry"),)
    last = replace(replies[-1], buttons=(*replies[-1].buttons, way_out))
    outcome = Outcome((*replies[:-1], last))
    if answer is None:
        return Response(outcome, ("smalltalk",))
    told = replace(outcome, faq=answer.faq, provider=answer.provider, providers=answer.providers)
    return Response(told, (answer.topic, *answer.more_topics), answer.confidence, answer.alternatives)
