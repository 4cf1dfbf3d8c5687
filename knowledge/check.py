"""Everything an administrator should know about the files: errors, and what is doubtful today."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from knowledge import astray, collisions, coverage, dormant, points
from knowledge.astray import Trial
from knowledge.likeness import BIG
from knowledge.loader import Files, Knowledge, read, used
from knowledge.problems import Problem
from knowledge.progress import Progress, counted, unseen
from knowledge.records import Loc, Located
from knowledge.schema import Provider

STALE_AFTER = timedelta(days=365)
EARLIEST = date(1990, 1, 1)
LONGEST_AHEAD = timedelta(days=20 * 365)
Tries = Callable[[Knowledge], Trial]


@dataclass(frozen=True, slots=True)
class Checked:
    """problems: by file and line. knowledge: None while there are errors."""

    problems: tuple[Problem, ...]
    knowledge: Knowledge | None

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)


def check(directory: Path, today: date) -> tuple[Problem, ...]:
    """All errors and warnings that show without asking the bot."""
    return checked(directory, today).problems


def checked(directory: Path, today: date, tries: Tries | None = None, progress: Progress = unseen) -> Checked:
    """tries: makes what answers questions from the knowledge, to see which examples go astray."""
    files, problems = read(directory, progress)
    problems += _doubts(files, today, progress)
    sound = all(problem.severity != "error" for problem in problems)
    knowledge = used(files) if sound else None
    if knowledge:
        problems += _of_sound_files(files, knowledge, tries, progress)
    in_order = sorted(problems, key=lambda problem: (problem.file, problem.line))
    return Checked(tuple(in_order), knowledge)


def _of_sound_files(
    files: Files, knowledge: Knowledge, tries: Tries | None, progress: Progress
) -> Iterator[Problem]:
    """What an error elsewhere would show wrongly, and what is worth its time only then."""
    yield from coverage.check(files)
    few = sum(1 for _ in collisions.examples(files)) <= BIG  # else the most alike answers: itself
    if tries is None or not few:
        yield from collisions.check(files, None)
        return
    progress("learning", 0, 1)
    yield from _asked(files, tries(knowledge), progress)


def _asked(files: Files, trial: Trial, progress: Progress) -> Iterator[Problem]:
    """Nothing twice: of a collision that is told, not also that the loser goes astray."""
    colliding = list(collisions.check(files, lambda question: trial.reached(question)[0]))
    told = {(it.details["first"], it.details["other"]) for it in colliding}
    told |= {(f"{it.file}:{it.line}", it.details["question"]) for it in colliding}
    yield from colliding
    for problem in astray.check(files, trial, progress):
        if (f"{problem.file}:{problem.line}", problem.details["question"]) not in told:
            yield problem


def _doubts(files: Files, today: date, progress: Progress) -> Iterator[Problem]:
    sourced: list[Located[Any]] = [*files.providers, *files.faq, *files.guides, *files.benefits]
    for located in counted(sourced, "comparing", progress):
        for path, value in _dates(located.data, ()):
            yield from _date(located, path, value, today)
    for provider in files.providers:
        yield from _provider(provider, today)
        yield from dormant.check(provider, today)
    yield from points.check(files)


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
