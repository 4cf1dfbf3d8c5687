"""Names with one character wrong, missing or too many that does not even sound right: 陆家咀 → 陆家嘴."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from rapidfuzz.distance import Levenshtein

from bot.understanding.lexicon import EVERYWHERE, Lexicon
from bot.understanding.spans import Taken
from knowledge.text import count_han

SHORTEST_PLACE, SHORTEST = 3, 4  # characters of a place, of any other name of which one may be wrong
ANY_ERROR_FROM = 5  # in a shorter one, none may be missing or too many
# Of a name's first three characters two are right: which, and how far apart.
_TAILS = "区站镇路园"
_PAIRS = ((0, 1), (1, 2), (0, 2))

Found = tuple[int, int, str]


class NameRepairs:
    def __init__(self, places: Iterable[str], names: Iterable[str], lexicon: Lexicon) -> None:
        """names: of places and all else."""
        self._names = {name for name in names if count_han(name) == len(name)}
        self._longest = max(map(len, self._names), default=0)
        self._lexicon = lexicon
        self._by_start: defaultdict[str, list[str]] = defaultdict(list)
        self._by_pair: defaultdict[tuple[str, str, int], defaultdict[str, list[tuple[str, int]]]] = (
            defaultdict(partial(defaultdict, list))
        )
        shorter = {name for name in self._names.intersection(places) if len(name) >= SHORTEST_PLACE}
        for name in sorted(shorter.union(name for name in self._names if len(name) >= SHORTEST)):
            self._by_start[name[:3]].append(name)
            for first, second in _PAIRS:
                alike = self._by_pair[name[first], name[second], second - first]
                alike[name[3:4]].append((name, first))

    def find(self, text: str) -> Iterator[Found]:
        """(start, end, what was meant), from left to right, none overlapping."""
        named: Taken | None = None
        done = 0
        for at in range(len(text) - 1):
            for found in self._at(text, at):
                # Names that stand there as they should are looked for only when there is doubt.
                named = named or self._named(text)
                if found[0] >= done and named.is_free(found[:2]):
                    yield found
                    done = found[1]

    def _named(self, text: str) -> Taken:
        ends = range(2, self._longest + 1)
        spans = ((at, at + n) for at in range(len(text)) for n in ends if text[at : at + n] in self._names)
        return Taken(len(text), spans)

    def _at(self, text: str, at: int) -> tuple[Found, ...]:
        """The one name whose remains stand here; the longest, and none when two are as likely."""
        found = {hit for start, name in self._likely(text, at) for hit in self._remains(text, start, name)}
        if not found:
            return ()
        most = max(len(name) for _, _, name in found)
        longest = [hit for hit in found if len(hit[2]) == most]
        return tuple(longest) if len(longest) == 1 else ()

    def _likely(self, text: str, at: int) -> Iterator[tuple[int, str]]:
        """Names and where they may begin. With the one error among the first three characters, the fourth
        stands at most one off its place: of the many names in 浦东 few are compared."""
        for gap in (1, 2):
            alike = self._by_pair.get((text[at], text[at + gap : at + gap + 1], gap))
            if alike is None:
                continue
            for fourth in {"", *text[at + 1 : at + 5]}:
                for name, offset in alike.get(fourth, ()):
                    if at >= offset:
                        yield at - offset, name
        for name in self._by_start.get(text[at : at + 3], ()):
            yield at, name

    def _remains(self, text: str, start: int, name: str) -> Iterator[Found]:
        if text.startswith(name, start):
            return
        for by in (0, 1, -1) if len(name) >= ANY_ERROR_FROM else (0,):
            end = start + len(name) + by
            typed = text[start:end]
            if len(typed) < end - start or Levenshtein.distance(name, typed, score_cutoff=1) != 1:
                continue
            if self._is_slip(text, start, end, name):
                yield start, end, name
                return

    def _is_slip(self, text: str, start: int, end: int, name: str) -> bool:
        """Not where another word is meant, or the name without its 区: 小桔子宝宝屋 is no 小桔灯宝宝屋."""
        right = _alike_up_to(text[start:end], name)
        if right >= len(name.rstrip(_TAILS)) or (right == 0 and end - start != len(name)):
            return False
        wrong = start + right
        if end - start >= len(name) and text[wrong] in EVERYWHERE:
            return False
        if end - start >= len(name) and self._lexicon.stands_in_word(text, wrong):
            return False
        return self._lexicon.reads_better(text, (start, end), name)


def _alike_up_to(typed: str, name: str) -> int:
    differing = (at for at, (a, b) in enumerate(zip(typed, name, strict=False)) if a != b)
    return next(differing, min(len(typed), len(name)))
