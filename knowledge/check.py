"""Everything an administrator should know about the files: errors, and what is doubtful today."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from knowledge.loader import Files, read
from knowledge.problems import Problem
from knowledge.records import Loc, Located
from knowledge.schema import Provider

STALE_AFTER = timedelta(days=365)
EARLIEST = date(1990, 1, 1)
LONGEST_AHEAD = timedelta(days=20 * 365)


def check(directory: Path, today: date) -> tuple[Problem, ...]:
    """All errors and warnings, by file and line."""
    files, problems = read(directory)
    problems += _doubts(files, today)
    return tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))


def _doubts(files: Files, today: date) -> Iterator[Problem]:
    sourced: list[Located[Any]] = [*files.providers, *files.faq, *files.guides, *files.benefits]
    for located in sourced:
        for path, value in _dates(located.data, ()):
            yield from _date(located, path, value, today)
    for provider in files.providers:
        yield from _provider(provider, today)


def _dates(value: Any, path: Loc) -> Iterator[tuple[Loc, date]]:
    """Every field that holds a day, also of entries with other faults."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("checked_on", "valid_from", "valid_until", "opens_on") and isinstance(inner, str):
                try:
                    yield (*path, key), date.fromisoformat(inner)
                except ValueError:
                    continue  # reported as no date
            elif not isinstance(inner, str):
                yield from _dates(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if not isinstance(inner, str):
                yield from _dates(inner, (*path, index))


def _date(located: Located[Any], path: Loc, day: date, today: date) -> Iterator[Problem]:
    value = day.isoformat()
    if not EARLIEST <= day <= today + LONGEST_AHEAD:
        yield located.problem("date_absurd", *path, value=value)
    elif path[-1] == "checked_on" and day > today:
        yield located.problem("checked_in_future", *path, value=value)
    elif path[-1] == "checked_on" and today - day > STALE_AFTER:
        yield located.problem("stale_source", *path, severity="warning", value=value)
    elif path[-1] == "valid_until" and day < today:
        yield located.problem("expired", *path, severity="warning", value=value)
    elif path[-1] == "opens_on" and day < today:
        yield located.problem("opened_already", *path, severity="warning", value=value)


def _provider(located: Located[Provider], today: date) -> Iterator[Problem]:
    provider = located.record
    if provider is None:
        return
    if not provider.telephone and not provider.registration:
        yield located.problem("no_contact", severity="warning", name=provider.name)
    if provider.quality_rating and provider.quality_rating.year > today.year:
        year = str(provider.quality_rating.year)
        yield located.problem("checked_in_future", "quality_rating", "year", value=year)
    for index, offer in enumerate(provider.services):
        ages, own = offer.ages_months, provider.ages_months
        if offer.service == "guidance":  # is for families whose child is not in care
            continue
        if ages and own and (ages.from_ < own.from_ or ages.to > own.to):
            path = ("services", index, "ages_months")
            yield located.problem("ages_outside", *path, severity="warning", service=offer.service)
