"""Words that stand in examples for any name of their kind: 某地附近有托班吗 is an example in every city."""

import re
from collections.abc import Mapping

from bot.understanding.masking import SIGNS
from knowledge.text import normalise

STAND_INS = {"any-place": "place", "any-district": "district", "any-provider": "provider"}


class StandIns:
    """words: the knowledge's word lists."""

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self._signs = {
            normalise(word): SIGNS[kind] for name, kind in STAND_INS.items() for word in words.get(name, ())
        }
        by_length = sorted(self._signs, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, by_length)) or r"(?!)")

    def masked(self, normalised: str) -> str:
        """Each with the sign of its kind in its place."""
        return self._pattern.sub(lambda found: self._signs[found.group()], normalised)
