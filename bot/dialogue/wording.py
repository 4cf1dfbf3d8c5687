"""The bot's words, from the reply files."""

from collections.abc import Mapping

from knowledge.schema import Text


class Wording:
    """say("book.confirmed", "en", number=…): KeyError for a key that no file holds."""

    def __init__(self, replies: Mapping[str, Text]) -> None:
        self._replies = replies

    def __call__(self, key: str, language: str, **values: object) -> str:
        return self._replies[key].in_language(language).format(**values)
