"""How far something long has come, for whoever shows it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Progress = Callable[[str, int, int], None]  # step, done, of how many
Item = TypeVar("Item")


def unseen(_step: str, _done: int, _of: int) -> None:
    """Nobody watches."""


def counted(items: Sequence[Item], step: str, progress: Progress) -> Iterator[Item]:
    """The items, each reported when it is taken up, and the end."""
    for done, item in enumerate(items):
        progress(step, done, len(items))
        yield item
    progress(step, len(items), len(items))
