"""One written form for what people type, so that questions and knowledge meet in it."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from opencc import OpenCC

_TO_SIMPLIFIED = OpenCC("t2s")
_TO_TRADITIONAL = OpenCC("s2t")
_REPEATED = re.compile(r"([^\d\s])\1{2,}")
_SPACES = re.compile(r"\s+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_WORD_OR_HAN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?|[\u3400-\u9fff\ue000-\uf8ff]")

Script = Literal["zh-Hans", "zh-Hant", "en"]


def normalise(text: str) -> str:
    """Half-width, simplified, lower case, without invisible characters; three or more of the same
    character become one. Idempotent."""
    plain = unicodedata.normalize("NFKC", text)
    visible = "".join(
        c for c in plain if unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Co") or c in "\n\t"
    )
    # Case folding may undo NFKC (e.g. "ϓ"), hence twice.
    folded = unicodedata.normalize("NFKC", _TO_SIMPLIFIED.convert(visible).casefold())
    return _SPACES.sub(" ", _REPEATED.sub(r"\1", folded)).strip()


def to_traditional(text: str) -> str:
    return str(_TO_TRADITIONAL.convert(text))


def is_traditional(text: str) -> bool:
    return bool(_TO_SIMPLIFIED.convert(text) != text)


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


def count_han(text: str) -> int:
    return len(_HAN.findall(text))


def tokens(text: str) -> list[str]:
    """Of normalised text: words, numbers and single Chinese characters, in order."""
    return _WORD_OR_HAN.findall(text)


class Synonyms:
    """Replaces every listed word by the first of its list, the longest word first."""

    def __init__(self, groups: Mapping[str, tuple[str, ...]]) -> None:
        self._canonical = {
            normalise(word): f" {normalise(words[0])} " if words[0].isascii() else normalise(words[0])
            for words in groups.values()
            for word in words
        }
        by_length = sorted(self._canonical, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_as_whole_word, by_length))) if by_length else None

    def canonical(self, text: str) -> str:
        """text: normalised."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self._canonical[match.group()], text)


@lru_cache(maxsize=4096)
def _as_whole_word(word: str) -> str:
    """A Latin word only matches whole; Chinese has no such boundary."""
    escaped = re.escape(word)
    return rf"(?<![a-z]){escaped}(?![a-z])" if word.isascii() else escaped
