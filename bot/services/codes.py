"""One-time codes that people read out or type. Only a code's digest is kept."""

import hashlib
import random

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
_LENGTH = 8  # about 40 bits: with a limit on wrong ones, and a day to live, not to be guessed


def new_code(rng: random.Random) -> str:
    """rng: one that cannot be foretold outside of tests."""
    return "".join(rng.choices(_LETTERS, k=_LENGTH))


def digest(code: str) -> str:
    """The same for any spacing, hyphens and case."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
