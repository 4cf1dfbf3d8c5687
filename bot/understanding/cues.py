"""Words that speak for a topic, read before anything is scored: they hold the verb (book, cancel, ask)
and the turn of meaning that likeness of letters does not see."""

import re
from collections.abc import Callable, Iterator, Mapping

from knowledge.schema import Topic, TopicPhrases

BASE_STRENGTH, COVERING_STRENGTH = 0.5, 0.4
# Where both speak, the first turns the meaning of the second ("取消预约" is no booking).
_OVERRULES = (
    ("cancel", "book"), ("cancel", "bookings"), ("bookings", "book"), ("quota", "price"),
    ("quota", "book"), ("privacy", "cancel"), ("human", "find"), ("privacy", "find"),
)  # fmt: skip


class CueReader:
    def __init__(self, topics: Mapping[Topic, TopicPhrases], canonical: Callable[[str], str]) -> None:
        self._topic_of = {canonical(word): name for name, topic in topics.items() for word in topic.strong}
        longest_first = sorted(self._topic_of, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_whole_word, longest_first))) if longest_first else None

    def read(self, masked: str, residue: str) -> Iterator[tuple[str, str, float]]:
        """(topic, its longest word, strength 0 to 1): the more of the message the word covers, the
        stronger."""
        if self._pattern is None:
            return
        found: dict[str, str] = {}
        for match in self._pattern.finditer(masked):
            topic: str = self._topic_of[match.group()]
            found[topic] = max(found.get(topic, ""), match.group(), key=len)
        for winner, loser in _OVERRULES:
            if winner in found:
                found.pop(loser, None)
        length = max(1, len(re.sub(r"\s", "", residue)))
        for topic, word in found.items():
            yield topic, word, BASE_STRENGTH + COVERING_STRENGTH * min(1.0, len(word) / length)


def _whole_word(word: str) -> str:
    return rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
