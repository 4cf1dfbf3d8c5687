"""What may stand only once: ids, names, places, questions, phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from knowledge.problems import Problem, Severity
from knowledge.records import Loc, Located
from knowledge.schema import FaqEntry, Place, Provider, TopicPhrases
from knowledge.text import normalise

if TYPE_CHECKING:
    from knowledge.loader import Files

_NOT_A_WORD = re.compile(r"[\W_]+")


def find(files: Files) -> Iterator[Problem]:
    for entries, key in (
        (files.providers, "id"), (files.faq, "id"), (files.guides, "id"), (files.benefits, "id"),
        (files.words, "name"), (files.topics, "topic"),
    ):  # fmt: skip
        yield from _ids(entries, key)
    yield from _reply_keys(files.replies)
    yield from _places(files.places)
    yield from _provider_names(files.providers)
    yield from _questions(files.faq)
    yield from _phrases(files.topics)
    for everything in (
        files.providers, files.faq, files.guides, files.topics, files.words, files.places
    ):  # fmt: skip
        yield from _within_lists(everything)


def form(text: str) -> str:
    """What is left when width, script, case and punctuation do not count."""
    return _NOT_A_WORD.sub("", normalise(text))


def _ids(entries: Sequence[Located[Any]], key: str) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for located in entries:
        value = located.text(key)
        if value is None:
            continue
        if value in first:
            yield located.problem("id_twice", key, id=value, first=first[value])
        first.setdefault(value, located.place)


def _reply_keys(replies: Sequence[Located[Any]]) -> Iterator[Problem]:
    """Within one file the YAML reader has seen them."""
    first: dict[str, str] = {}
    for located in replies:
        key = str(located.path[0])
        if key in first:
            yield Problem(
                located.file, located.line_of(), "id_twice", key, details={"id": key, "first": first[key]}
            )
        first.setdefault(key, located.place)


def _places(places: Sequence[Located[Place]]) -> Iterator[Problem]:
    first: dict[tuple[str | None, ...], str] = {}
    for located in places:
        key = tuple(located.text(name) for name in ("kind", "district", "name"))
        if None not in key and key in first:
            yield located.problem("place_twice", "name", name=key[2] or "", first=first[key])
        first.setdefault(key, located.place)


def _provider_names(providers: Sequence[Located[Provider]]) -> Iterator[Problem]:
    """Two providers may share an alias, about which the bot then asks back; a name is one's own."""
    first: dict[str, tuple[int, str, bool]] = {}
    for number, located in enumerate(providers):
        names: list[tuple[Loc, str]] = [
            ((key,), name) for key in ("name", "name_en") if (name := located.text(key))
        ]
        for path, name in (*names, *located.texts("aliases")):
            here, is_alias = f"{located.file}:{located.line_of(*path)}", path[0] == "aliases"
            owner, place, was_alias = first.setdefault(form(name), (number, here, is_alias))
            if owner != number:
                shared = is_alias and was_alias
                severity: Severity = "warning" if shared else "error"
                code = "alias_shared" if shared else "name_twice"
                yield located.problem(code, *path, severity=severity, name=name, first=place)


def _questions(entries: Sequence[Located[FaqEntry]]) -> Iterator[Problem]:
    """A question, or one that must reach an entry, belongs to one entry only."""
    first: dict[str, tuple[int, str]] = {}
    for number, located in enumerate(entries):
        for path, question in (*located.texts("questions"), *located.texts("tests")):
            here = f"{located.file}:{located.line_of(*path)}"
            owner, place = first.setdefault(form(question), (number, here))
            if owner != number:
                yield located.problem("question_twice", *path, question=question, first=place)


def _phrases(topics: Sequence[Located[TopicPhrases]]) -> Iterator[Problem]:
    first: dict[str, tuple[str, str]] = {}
    for located in topics:
        for path, phrase in located.texts("phrases"):
            here = f"{located.file}:{located.line_of(*path)}"
            owner, place = first.setdefault(form(phrase), (located.file, here))
            if owner != located.file:
                yield located.problem("question_twice", *path, question=phrase, first=place)


def _within_lists(entries: Sequence[Located[Any]]) -> Iterator[Problem]:
    for located in entries:
        for path, items in _lists(located.data, ()):
            seen: set[str] = set()
            for index, item in enumerate(map(str, items)):
                if item in seen:
                    yield located.problem("listed_twice", *path, index, severity="warning", value=item[:60])
                seen.add(item)


def _lists(value: Any, path: Loc) -> Iterator[tuple[Loc, list[Any]]]:
    """Every list of the entry, also inside others."""
    if isinstance(value, list) and len(value) > 1:
        yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        if isinstance(inner, list | dict):
            yield from _lists(inner, (*path, key))
