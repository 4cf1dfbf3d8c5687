"""The bot's words, from the reply files."""

from collections.abc import Mapping
from dataclasses import replace

from bot.messages import Button, Reply
from knowledge.schema import Text
from knowledge.text import to_traditional


class Wording:
    """say("book.confirmed", "en", number=…): KeyError for a key that no file holds."""

    def __init__(self, replies: Mapping[str, Text]) -> None:
        self._replies = replies

    def __call__(self, key: str, language: str, **values: object) -> str:
        return self._replies[key].in_language(language).format(**values)


def in_traditional(reply: Reply) -> Reply:
    rows = tuple(tuple(Button(to_traditional(b.label), b.data) for b in row) for row in reply.buttons)
    return replace(reply, text=to_traditional(reply.text), buttons=rows)
