"""The shipped knowledge, loaded once for all tests of a worker: making it takes seconds."""

from functools import cache

from bot.dialogue.loaded import Loaded, loaded
from knowledge.loader import SHIPPED, load


@cache
def shipped() -> Loaded:
    return loaded(load(SHIPPED))
