"""Ids from Chinese names: pinyin, two syllables between hyphens."""

from collections.abc import Container
from hashlib import blake2b
from itertools import count

from knowledge.pinyin.readings import readings
from knowledge.text import normalise

LONGEST = 40  # characters, as the schema has it
_CUT = 33


def new_id(name: str, taken: Container[str]) -> str:
    """The same for the same name, unless it is taken: then numbered."""
    slug = _slug(name)
    if slug not in taken:
        return slug
    return next(other for n in count(2) if (other := f"{slug[: LONGEST - 5]}-{n}") not in taken)


def _slug(name: str) -> str:
    plain = normalise(name)
    parts, word = [], ""
    syllables = 0
    for character in plain:
        reading = readings(character)
        if reading:
            word, syllables = word + reading[0], syllables + 1
        elif character.isascii() and character.isalnum():
            word, syllables = word + character, 0
        if word and (syllables == 2 or not (reading or character.isalnum())):
            parts.append(word)
            word, syllables = "", 0
    parts += [word] if word else []
    digest = blake2b(plain.encode(), digest_size=3).hexdigest()
    slug = "-".join(parts) or f"provider-{digest}"
    return slug if len(slug) <= LONGEST else f"{slug[:_CUT].rstrip('-')}-{digest}"
