"""Names of places and providers in a message: the longest first."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.understanding.spans import Span, Taken

Thing = TypeVar("Thing")
# Between these a word such as 糖果 is the name of a provider, as "糖果几点开" is.
_BEFORE_NAME = re.compile(r"(?:^|[去约问到找叫]|[,。!?;] ?)$")
_AFTER_NAME = re.compile(
    r"$|[,。!?;]|那家|这家|几点|在哪|电话|地址|开门|开放|收费|多少钱|贵不贵|周[一二三四五六日天]|有空位|有名额"
    r"|怎么(?:去|走|样|预约|报名|收费)"
)


@dataclass(frozen=True, slots=True)
class Named(Generic[Thing]):
    """things: all that bear the name found at span."""

    things: tuple[Thing, ...]
    name: str
    span: Span


class NameIndex(Generic[Thing]):
    """names: pairs of a normalised name and what bears it; everyday: those that are also words of their own,
    and names only where nothing else can be meant."""

    def __init__(
        self, names: Iterable[tuple[str, Thing]], everyday: Iterable[tuple[str, Thing]] = ()
    ) -> None:
        bearers: defaultdict[str, list[Thing]] = defaultdict(list)
        always = list(names)
        rarely = list(everyday)
        for name, thing in [*always, *rarely]:
            if name and thing not in bearers[name]:
                bearers[name].append(thing)
        self._everyday = {name for name, _ in rarely} - {name for name, _ in always}
        self._bearers = {name: tuple(things) for name, things in bearers.items()}
        self._by_start: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(self._bearers, key=len, reverse=True):
            self._by_start[name[:2]].append(name)

    def __contains__(self, name: str) -> bool:
        return name in self._bearers

    def find(self, text: str, taken: Iterable[Span] = ()) -> list[Named[Thing]]:
        """From left to right, none overlapping another or a taken span."""
        busy = Taken(len(text), taken)
        found = []
        at = 0
        while at < len(text) - 1:
            name = self._name_at(text, at, busy)
            if name is None:
                at += 1
                continue
            found.append(Named(self._bearers[name], name, (at, at + len(name))))
            at += len(name)
        return found

    def _name_at(self, text: str, at: int, busy: Taken) -> str | None:
        for name in self._by_start.get(text[at : at + 2], ()):
            end = at + len(name)
            if (
                text.startswith(name, at)
                and whole_word(text, at, end)
                and busy.is_free((at, end))
                and (name not in self._everyday or _must_be_name(text, at, end))
            ):
                return name
        return None


def _must_be_name(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 2) : start]
    return _BEFORE_NAME.search(before) is not None and _AFTER_NAME.match(text, end) is not None


def whole_word(text: str, start: int, end: int) -> bool:
    """False where a Latin word is only a part of a longer one."""

    def latin(index: int) -> bool:
        return 0 <= index < len(text) and text[index].isascii() and text[index].isalpha()

    return not (latin(start) and latin(start - 1)) and not (latin(end - 1) and latin(end))
