"""Names of places and providers in a message: the longest first, one wrong character forgiven."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz.distance import Levenshtein

Thing = TypeVar("Thing")
Span = tuple[int, int]
FORGIVING_FROM = 5  # characters a name needs before one of them may be wrong


@dataclass(frozen=True, slots=True)
class Named(Generic[Thing]):
    """things: all that bear the name found at span."""

    things: tuple[Thing, ...]
    name: str
    span: Span


class NameIndex(Generic[Thing]):
    """names: pairs of a normalised name and what bears it."""

    def __init__(self, names: Iterable[tuple[str, Thing]]) -> None:
        bearers: defaultdict[str, list[Thing]] = defaultdict(list)
        for name, thing in names:
            if name and thing not in bearers[name]:
                bearers[name].append(thing)
        self._bearers = {name: tuple(things) for name, things in bearers.items()}
        self._by_start: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(self._bearers, key=len, reverse=True):
            self._by_start[name[:2]].append(name)
        self._forgiving = [(name, set(name)) for name in self._bearers if len(name) >= FORGIVING_FROM]

    def __contains__(self, name: str) -> bool:
        return name in self._bearers

    def find(self, text: str, taken: Iterable[Span] = ()) -> list[Named[Thing]]:
        """From left to right, none overlapping another or a taken span."""
        busy = list(taken)
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

    def find_misspelt(self, text: str) -> Named[Thing] | None:
        """The one long name that stands in text with one character wrong, missing or too many."""
        best: tuple[int, str, Span] | None = None
        present = set(text)
        for name, characters in self._forgiving:
            if len(characters - present) > 1:
                continue
            for start in range(max(1, len(text) - len(name) + 2)):
                window = text[start : start + len(name)]
                wrong = Levenshtein.distance(name, window, score_cutoff=1)
                same_edges = window and (window[0] == name[0] or window[-1] == name[-1])
                if wrong <= 1 and same_edges and (best is None or len(name) > len(best[1])):
                    best = (wrong, name, (start, start + len(window)))
        return Named(self._bearers[best[1]], best[1], best[2]) if best else None

    def _name_at(self, text: str, at: int, busy: list[Span]) -> str | None:
        for name in self._by_start.get(text[at : at + 2], ()):
            end = at + len(name)
            if text.startswith(name, at) and whole_word(text, at, end) and not overlaps((at, end), busy):
                return name
        return None


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def whole_word(text: str, start: int, end: int) -> bool:
    """False where a Latin word is only a part of a longer one."""

    def latin(index: int) -> bool:
        return 0 <= index < len(text) and text[index].isascii() and text[index].isalpha()

    return not (latin(start) and latin(start - 1)) and not (latin(end - 1) and latin(end))
