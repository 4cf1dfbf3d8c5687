"""Greetings, thanks, goodbye, what the bot can do; starting over."""

import re

from bot.dialogue import cards
from bot.dialogue.conversation import Conversation
from bot.dialogue.topics import faq
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Button, Reply
from knowledge.schema import Provider

_THANKS = re.compile(r"谢|辛苦|thank|thx|cheers")
_GOODBYE = re.compile(r"再见|拜|bye|晚安|good night")
_ACKNOWLEDGED = re.compile(
    r"^(?:好的?|知道了|明白了?|嗯+|ok(?:ay)?|great|got it|收到|太好了|可以|行)[。.! ]*$"
)

MOST_EXAMPLES = 3


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
    key = "smalltalk.hello" if turn.knowledge.providers else "smalltalk.hello_general"
    examples = "\n".join(f"· {example}" for example in _examples(turn))
    return Outcome((Reply(turn.say(key, examples=examples), menu(turn)),))


def _examples(turn: Turn) -> list[str]:
    """Of what this very pack answers: one that can be booked, where there is one."""
    providers = sorted(turn.knowledge.providers.values(), key=lambda it: (it.sample, not cards.can_book(it)))
    if not providers:
        return [faq.label(turn, entry) for entry in list(turn.knowledge.faq.values())[:MOST_EXAMPLES]]
    example = providers[0]
    lines = [
        turn.say("smalltalk.example_near", place=_whereabouts(turn, example)),
        turn.say("smalltalk.example_provider", provider=turn.name_of(example)),
    ]
    return lines + ([turn.say("smalltalk.example_book")] if cards.can_book(example) else [])


def _whereabouts(turn: Turn, provider: Provider) -> str:
    """Its street or district, in Latin letters for English where the places have it so."""
    name = provider.street or provider.district
    latin = (
        a
        for p in turn.knowledge.places
        if p.name == name
        for a in p.aliases
        if a.isascii() and not a.isdigit()
    )
    return next(latin, name) if turn.english else name


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
