"""What a question leads to when it is the first of a chat: to try knowledge out, without a conversation."""

from collections.abc import Sequence
from datetime import datetime

from bot.dialogue.conversation import Conversation
from bot.dialogue.policy import AskWhich, Run, Unknown, choose
from bot.understanding.understand import Understanding
from knowledge.astray import ASKED_BACK, NOT_UNDERSTOOD
from knowledge.loader import Knowledge


class Trial:
    """The knowledge as a parent would meet it at an instant."""

    def __init__(self, knowledge: Knowledge, now: datetime) -> None:
        self._understanding = Understanding(knowledge)
        self._now = now

    def reached(self, question: str) -> tuple[str, ...]:
        """The targets that answer ("faq:" and an entry's id, or a topic), or what is done instead."""
        match choose(self._understanding.read(question, self._now), Conversation()):
            case Run(targets):
                return tuple(candidate.target for candidate in targets)
            case AskWhich():
                return (ASKED_BACK,)
            case Unknown():
                return (NOT_UNDERSTOOD,)

    def least_certain(self, most: int) -> Sequence[tuple[str, str]]:
        """(target, example) of those most likely to be answered by another target."""
        return self._understanding.least_certain(most)
