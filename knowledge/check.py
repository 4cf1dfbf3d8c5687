"""Everything an administrator should know about the files: errors, and what is doubtful."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from knowledge.loader import Files, read
from knowledge.problems import Problem
from knowledge.records import Located

STALE_AFTER = timedelta(days=365)


def check(directory: Path, today: date) -> tuple[Problem, ...]:
    """All errors and warnings, by file and line."""
    files, problems = read(directory)
    problems += _doubts(files, today)
    return tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))


def _doubts(files: Files, today: date) -> Iterator[Problem]:
    for entries in (files.providers, files.faq, files.guides, files.benefits):
        yield from _sources(entries, today)
    for located in files.providers:
        provider = located.record
        if not provider.telephone and not provider.registration:
            yield Problem(
                located.file,
                located.line_of(),
                "no_contact",
                severity="warning",
                details={"name": provider.name},
            )
        for name in ("opening_hours", "notices"):
            yield from _expired(located, (name,), getattr(provider, name), today)
        for index, offer in enumerate(provider.services):
            yield from _expired(located, ("services", index, "fees"), offer.fees, today)
            yield from _expired(located, ("services", index, "sessions"), offer.sessions, today)
    for entry in files.faq:
        if entry.record.valid_until and entry.record.valid_until < today:
            details = {"value": entry.record.valid_until.isoformat()}
            yield Problem(
                entry.file, entry.line_of("valid_until"), "expired", "valid_until", "warning", details
            )


def _sources(entries: Sequence[Located[Any]], today: date) -> Iterator[Problem]:
    for located in entries:
        checked_on = located.record.source.checked_on
        details = {"value": checked_on.isoformat()}
        line = located.line_of("source", "checked_on")
        if checked_on > today:
            yield Problem(located.file, line, "checked_in_future", "checked_on", details=details)
        elif today - checked_on > STALE_AFTER:
            yield Problem(located.file, line, "stale_source", "checked_on", "warning", details)


def _expired(
    located: Located[Any], path: tuple[str | int, ...], rules: Sequence[Any], today: date
) -> Iterator[Problem]:
    for index, rule in enumerate(rules):
        if rule.valid_until and rule.valid_until < today:
            details = {"value": rule.valid_until.isoformat()}
            line = located.line_of(*path, index, "valid_until")
            yield Problem(located.file, line, "expired", "valid_until", "warning", details)
