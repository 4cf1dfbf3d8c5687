"""Numbers of bookings: short, and made of signs that are not misheard or misread."""

import random
from collections.abc import Iterator

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6


def numbers(rng: random.Random) -> Iterator[str]:
    """Without end: the next is for when one is taken."""
    while True:
        yield "TY" + "".join(rng.choices(ALPHABET, k=LENGTH))
