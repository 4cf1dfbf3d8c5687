"""The booking under way in a conversation."""

from bot.dialogue.conversation import Draft
from bot.dialogue.turn import Turn
from knowledge.schema import Provider, Service


def new_draft(turn: Turn, provider: Provider | None) -> Draft:
    key = "".join(turn.rng.choices("abcdefghjkmnpqrstuvwxyz23456789", k=10))
    return Draft(key=key, started_at=turn.now, provider=provider.id if provider else None)


def draft_of(turn: Turn) -> Draft:
    """The booking under way, begun when there is none."""
    if turn.conversation.draft is None:
        turn.conversation.draft = new_draft(turn, None)
    return turn.conversation.draft


def service_of(turn: Turn) -> Service:
    """What is being booked; temporary care unless something else was said."""
    draft = turn.conversation.draft
    return draft.service if draft else "temporary_care"
