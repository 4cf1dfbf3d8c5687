"""What an answer took from the talk rather than from the message: said where it could be another, asked where
nothing decides."""

from dataclasses import dataclass, replace

from bot.dialogue import formats
from bot.dialogue.context import picked_from_list, providers_referred
from bot.dialogue.conversation import Conversation
from bot.dialogue.subject import in_care
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.understanding.reading import age_in_months

_OF_ONE_PROVIDER = ("find", "price", "hours", "register")


@dataclass(frozen=True, slots=True)
class Talk:
    """What had been talked about when the message came."""

    provider: str | None
    mentioned: tuple[str, ...]
    shown: tuple[str, ...]


def talk_of(conversation: Conversation) -> Talk:
    return Talk(conversation.provider, conversation.mentioned, conversation.shown)


def with_assumptions(turn: Turn, talk: Talk, topic: str, outcome: Outcome) -> Outcome:
    """The outcome, its first reply led by what was assumed."""
    lines = [*_provider_line(turn, talk, topic, outcome), *_child_line(turn, topic, outcome)]
    if not lines:
        return outcome
    said = outcome.replies[0].text.split("\n")
    provider = turn.provider(outcome.provider)
    if provider and said[0] == turn.name_of(provider):  # named once is enough
        said = said[1:]
    first = replace(outcome.replies[0], text="\n".join([*lines, *said]))
    return replace(outcome, replies=(first, *outcome.replies[1:]))


def _provider_line(turn: Turn, talk: Talk, topic: str, outcome: Outcome) -> list[str]:
    """Once for each provider, and only where another had been talked about or listed."""
    provider, conversation = turn.provider(outcome.provider), turn.conversation
    if provider is None or topic not in _OF_ONE_PROVIDER or _tells_provider(turn, talk):
        return []
    others = {*talk.mentioned, *talk.shown} - {provider.id}
    if not others or conversation.assumed == provider.id:
        return []
    conversation.assumed = provider.id
    return [turn.say("context.assumed", name=turn.name_of(provider))]


def _tells_provider(turn: Turn, talk: Talk) -> bool:
    assert turn.reading is not None
    entities = turn.reading.entities
    points = entities.reference.to == "other" or (
        entities.reference.to == "last" and talk.provider is not None
    )
    return bool(entities.providers) or entities.ordinal is not None or points


def _child_line(turn: Turn, topic: str, outcome: Outcome) -> list[str]:
    """Of several children told at once: which one the search is for."""
    assert turn.reading is not None
    children, today = turn.reading.entities.children, turn.now.date()
    if len(children) < 2 or topic not in ("find", "price", "hours") or outcome.provider:
        return []
    child = in_care(children, today)
    age = formats.months(age_in_months(child, today) or 0, turn.english)
    return [turn.say("context.child", child=f"{child.who} {age}" if child.who else age)]


def ask_which_is_meant(turn: Turn, topic: str) -> Outcome | None:
    """Back, where "另外一家" may be several or "第九家" none. None when it is clear."""
    assert turn.reading is not None
    entities, conversation = turn.reading.entities, turn.conversation
    if entities.providers or topic not in (*_OF_ONE_PROVIDER, "book"):
        return None
    meant = providers_referred(conversation, entities.reference)
    if entities.ordinal is not None and conversation.shown:
        if picked_from_list(conversation, entities.ordinal):
            return None
        return Outcome((Reply(turn.say("context.no_such_number", count=len(conversation.shown))),))
    if entities.reference.to == "other" and len(meant) > 1:
        rows = tuple((Button(turn.name_of(p), f"p:{p.id}"),) for p in map(turn.provider, meant) if p)
        return Outcome((Reply(turn.say("ask.which_provider"), rows),), providers=meant)
    points = entities.ordinal is not None or entities.reference.to in ("last", "other")
    if meant or not points or not turn.reading.whole.bare:
        return None
    return Outcome((Reply(turn.say("hours.which"), ((turn.button("button.find", "find:new"),),)),))
