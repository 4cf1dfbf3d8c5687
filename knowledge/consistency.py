"""What no single entry can show: things that are missing, that stand twice, or that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, get_args

from knowledge import duplicates, prose, reply_faults, whereabouts
from knowledge.field_faults import did_you_mean
from knowledge.hours_text import fault_of
from knowledge.problems import Problem, Severity
from knowledge.records import Loc, Located
from knowledge.schema import FaqEntry, Guide, Kind, Provider, Topic, WordList
from knowledge.word_lists import SYNONYMS, WORD_LISTS

if TYPE_CHECKING:
    from knowledge.loader import Files

UNPHRASED_TOPICS = ("faq", "unknown")  # FAQ entries bring their own questions


def cross_check(files: Files) -> Iterator[Problem]:
    """Works on what was typed, so that a fault in one field hides none in another."""
    yield from duplicates.find(files)
    yield from whereabouts.check(files)
    yield from prose.check(files)
    yield from reply_faults.check(files.replies, complete="replies" not in files.unread)
    if "faq" not in files.unread:
        yield from _suggestions(files.faq)
    for provider in files.providers:
        yield from _opening_hours(provider)
        yield from _sample_flag(provider)
    topics = {located.text("topic") for located in files.topics}
    if "topics" not in files.unread:
        wanted = set(get_args(Topic)) - set(UNPHRASED_TOPICS)
        yield from _missing("topics", "topic_missing", wanted - topics)
    if "guides" not in files.unread:
        yield from _guides(files.guides)
    yield from _word_lists(files.words, complete="words" not in files.unread)


def _missing(folder: str, code: str, names: Iterable[str], severity: Severity = "error") -> Iterator[Problem]:
    for name in sorted(names):
        yield Problem(folder, 1, code, severity=severity, details={"name": name})


def _suggestions(entries: Sequence[Located[FaqEntry]]) -> Iterator[Problem]:
    known = {name for located in entries if (name := located.text("id"))}
    for located in entries:
        for path, other in located.texts("suggest"):
            if other == located.text("id"):
                yield located.problem("suggests_itself", *path)
            elif other not in known:
                yield located.problem("unknown_suggestion", *path, id=other, hint=did_you_mean(other, known))


def _opening_hours(located: Located[Provider]) -> Iterator[Problem]:
    for path, opens in _rules(located.data, ()):
        if fault := fault_of(opens.strip()):
            hint = f"→ {fault.correction}? " if fault.correction else ""
            yield located.problem(fault.code, *path, value=opens, hint=hint)


def _rules(data: Any, path: Loc) -> Iterator[tuple[Loc, str]]:
    """Every `opens` of the provider and its services."""
    if isinstance(data, dict):
        if isinstance(opens := data.get("opens"), str) and opens.strip():
            yield (*path, "opens"), opens
        for name in ("opening_hours", "services", "sessions"):
            yield from _rules(data.get(name), (*path, name))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _rules(item, (*path, index))


def _sample_flag(located: Located[Provider]) -> Iterator[Problem]:
    """A made-up provider must never pass for a real one."""
    in_samples = located.file.startswith("providers/samples/")
    if in_samples != (located.text("sample") == "true"):
        yield located.problem("sample_unmarked" if in_samples else "sample_misplaced", "sample")


def _guides(guides: Sequence[Located[Guide]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for located in guides:
        kind = located.text("kind") or ""
        if kind in first:
            yield located.problem("guide_twice", "kind", kind=kind, first=first[kind])
        first.setdefault(kind, located.place)
    yield from _missing("guides", "guide_missing", set(get_args(Kind)) - set(first))


def _word_lists(lists: Sequence[Located[WordList]], complete: bool) -> Iterator[Problem]:
    names = {name: located for located in lists if (name := located.text("name"))}
    missing = sorted(set(WORD_LISTS) - set(names))
    for name, located in names.items():
        if name not in WORD_LISTS and not name.startswith(SYNONYMS):
            hint = did_you_mean(name, [*missing, SYNONYMS])
            severity: Severity = "error" if hint else "warning"
            yield located.problem("word_list_unknown", "name", severity=severity, value=name, hint=hint)
    if complete:
        yield from _missing("words", "word_list_missing", missing, "warning")
