"""Greetings, thanks, goodbye, what the bot can do; starting over."""

import re

from bot.dialogue.conversation import Conversation
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Button, Reply

_THANKS = re.compile(r"谢|辛苦|thank|thx|cheers")
_GOODBYE = re.compile(r"再见|拜|bye|晚安|good night")
_ACKNOWLEDGED = re.compile(
    r"^(?:好的?|知道了|明白了?|嗯+|ok(?:ay)?|great|got it|收到|太好了|可以|行)[。.! ]*$"
)


def answer(turn: Turn) -> Outcome:
    text = turn.reading.text if turn.reading else ""
    if _THANKS.search(text):
        return Outcome((Reply(turn.say("smalltalk.thanks")),))
    if _GOODBYE.search(text):
        return Outcome((Reply(turn.say("smalltalk.goodbye")),))
    if _ACKNOWLEDGED.match(text):
        return Outcome((Reply(turn.say("smalltalk.acknowledged"), menu(turn)),))
    return hello(turn)


def hello(turn: Turn) -> Outcome:
    return Outcome((Reply(turn.say("smalltalk.hello"), menu(turn)),))


def menu(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    return (
        (turn.button("button.find", "find:new"), turn.button("button.book", "book:")),
        (turn.button("button.bookings", "bookings:"), turn.button("button.quota", "quota:")),
        (turn.button("button.register", "guide:community"), turn.button("button.human", "human:")),
    )


def restart(turn: Turn, _: str) -> Outcome:
    turn.conversation = Conversation(language=turn.conversation.language)
    return hello(turn)


TOPIC = TopicHandler("smalltalk", answer, {"restart": restart})
