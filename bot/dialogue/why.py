"""`/why`: how the message before was understood, told to administrators only. Of their chats, and of no
others, the explanation is kept in the conversation until the next message."""

from collections.abc import Callable

from bot.dialogue.explain import explanation, say
from bot.dialogue.turn import Turn
from bot.messages import Answer, IncomingMessage, Reply

COMMAND = "/why"


def answer_to_administrator(turn: Turn, answered: Callable[[Turn], Answer]) -> Answer:
    """The command's own answer; any other message is answered as for anybody, and can be asked about."""
    if _is_asked(turn.message):
        return Answer((Reply(turn.conversation.why or say("nothing")),), topic="smalltalk")
    # Before it is answered: where the answer erases or begins anew, the explanation goes as well.
    turn.conversation.why = _understood(turn)
    answer = answered(turn)
    if turn.conversation.why:
        topics = ", ".join((answer.topic, *answer.more_topics))
        turn.conversation.why += "\n" + say("answered", topics=topics)
    return answer


def _is_asked(message: IncomingMessage) -> bool:
    command = (message.text or "").strip().partition(" ")[0]
    return command.partition("@")[0] == COMMAND


def _understood(turn: Turn) -> str:
    if turn.reading is not None:
        return explanation(turn.reading, turn.conversation)
    if turn.message.button is not None:
        return say("pressed", data=turn.message.button)
    return say("shared")
