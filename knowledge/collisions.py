"""Questions of two entries that say the same: a parent's question then reaches one of them by chance."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.problems import Problem
from knowledge.records import Loc, Located
from knowledge.text import Synonyms, normalise, tokens
from knowledge.word_lists import SYNONYMS

if TYPE_CHECKING:
    from knowledge.loader import Files

Answered = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Example:
    """A question of an FAQ entry or a topic. target: "faq:" and the entry's id, or the topic."""

    target: str
    text: str
    located: Located[Any]
    path: Loc

    @property
    def name(self) -> str:
        return self.target.removeprefix("faq:")

    @property
    def place(self) -> str:
        return f"{self.located.file}:{self.located.line_of(*self.path)}"


def examples(files: Files) -> Iterator[Example]:
    for topic in files.topics:
        for path, text in topic.texts("phrases"):
            yield Example(topic.text("topic") or "", text, topic, path)
    for entry in files.faq:
        for path, text in entry.texts("questions"):
            yield Example(f"faq:{entry.text('id')}", text, entry, path)


def check(files: Files, answered: Answered | None) -> Iterator[Problem]:
    """answered: the target that a question reaches, "" when none does; None where it is not tried."""
    for first, second in pairs(files):
        reached = {answered(first.text), answered(second.text)} if answered else set()
        if reached == {first.target, second.target}:
            continue  # alike and yet told apart
        winner = next((it for it in (first, second) if reached == {it.target}), None)
        yield second.located.problem(
            "collides_won" if winner else "collides",
            *second.path,
            severity="warning",
            question=second.text,
            other=first.text,
            first=first.place,
            winner=winner.name if winner else "",
        )


def pairs(files: Files) -> Iterator[tuple[Example, Example]]:
    """The first example of each saying beside the first of every other entry that says it too."""
    said = _Saying(files)
    groups: dict[tuple[str, ...], list[Example]] = defaultdict(list)
    for example in examples(files):
        if saying := said(example.text):
            groups[saying].append(example)
    for group in groups.values():
        by_target = {example.target: example for example in reversed(group)}
        first, *others = reversed(by_target.values())
        yield from ((first, other) for other in others)


class _Saying:
    """What a question says, whatever the order of its words: synonyms in one form, fillers left out."""

    def __init__(self, files: Files) -> None:
        words = {listed.record.name: listed.record.words for listed in files.words if listed.record}
        self._synonyms = Synonyms({name: w for name, w in words.items() if name.startswith(SYNONYMS)})
        self._fillers = _pattern(words.get("filler", ()))

    def __call__(self, text: str) -> tuple[str, ...]:
        standard = self._synonyms.canonical(normalise(text))
        return tuple(sorted(tokens(self._fillers.sub(" ", standard))))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    listed = sorted(map(normalise, words), key=len, reverse=True)
    whole = (rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w.isascii() else re.escape(w) for w in listed)
    return re.compile("|".join(whole) or r"(?!)")
