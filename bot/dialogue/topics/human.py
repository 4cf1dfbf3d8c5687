"""A person: the parent's words are kept for the district's staff. And reports of wrong facts."""

from bot.dialogue.conversation import Open
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Reply
from bot.services.requests import leave_request, report_fact

# "转人工" alone says nothing about the matter yet.
SHORT_CALL_CHARACTERS, SHORT_CALL_WORDS = 12, 10
LONGEST_WORDS = 2_000


def answer(turn: Turn) -> Outcome:
    text = turn.message.text or ""
    short = len(text.split()) <= SHORT_CALL_WORDS if turn.english else len(text) <= SHORT_CALL_CHARACTERS
    if short:
        return ask(turn, "")
    return _leave(turn, text)


def ask(turn: Turn, _: str) -> Outcome:
    turn.conversation.open = Open(what="human", about=turn.conversation.last_question)
    return Outcome((Reply(turn.say("human.ask"), ((turn.button("button.never_mind", "stop:"),),)),))


def receive(turn: Turn, words: str, earlier: str = "") -> Outcome:
    turn.conversation.open = None
    return _leave(turn, f"{earlier}\n{words}" if earlier else words)


def _leave(turn: Turn, words: str) -> Outcome:
    spot = turn.conversation.spot
    provider = turn.provider(turn.conversation.provider)
    district = provider.district if provider else (spot.district if spot else None)
    request = leave_request(turn.tx, turn.family.id, district, words[:LONGEST_WORDS], turn.now)
    key = "human.left_district" if district else "human.left"
    return Outcome((Reply(turn.say(key, number=request.id, district=district)),))


def ask_what_is_wrong(turn: Turn, subject: str) -> Outcome:
    turn.conversation.open = Open(what="wrong", about=subject)
    return Outcome(
        (Reply(turn.say("wrong.ask"), ((turn.button("button.never_mind", "stop:"),),)),), topic="human"
    )


def receive_what_is_wrong(turn: Turn, words: str, subject: str) -> Outcome:
    turn.conversation.open = None
    report_fact(turn.tx, turn.family.id, subject, words[:LONGEST_WORDS], turn.now)
    return Outcome((Reply(turn.say("wrong.thanks")),), topic="human")


TOPIC = TopicHandler("human", answer, {"human": ask, "wrong": ask_what_is_wrong})
