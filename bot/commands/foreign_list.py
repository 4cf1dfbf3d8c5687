"""The guided step of `tuoyu knowledge import`: which column of a foreign list is what."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import httpx

from bot.commands.console import show, tell, words
from bot.settings import Settings
from knowledge.excel.columns import labels_of
from knowledge.excel.geocoder import Geocoder
from knowledge.excel.importing import Faulty, sound
from knowledge.excel.listed_rows import kinds_not_known
from knowledge.excel.listing import Taken, take_list
from knowledge.excel.mapping import (
    REMEMBERED,
    ForeignList,
    ListMapping,
    Proposal,
    foreign_list,
    remember,
    remembered,
)
from knowledge.excel.reading import Table
from knowledge.excel.safety import Refused
from knowledge.excel.sentences import sentence
from knowledge.excel.targets import targets
from knowledge.progress import Progress

SHOWN = 3  # examples of a column
DATUMS = ("gcj02", "bd09", "wgs84")
WEEKDAYS = "Mo-Fr"


def prepare_list(
    options: argparse.Namespace,
    settings: Settings,
    directory: Path,
    found: Sequence[Table],
    today: date,
    progress: Progress,
) -> Taken | Faulty:
    """KnowledgeError; GeocoderDown; Refused when there is no list, or no mapping can be had."""
    listed = foreign_list(found)
    if listed is None:
        raise Refused("no_list")
    files = sound(directory)  # before anything is asked in vain
    memory: Path = options.mapping or directory / REMEMBERED
    try:
        mapping = remembered(memory, listed.headings)
    except ValueError as fault:
        raise Refused("mapping_broken", file=str(memory)) from fault
    if mapping is None and options.mapping:
        raise Refused("mapping_other", file=str(memory))
    given = {name: value for name in ("datum", "source") if (value := getattr(options, name))}
    if mapping:
        show("list_remembered", path=memory)
        mapping = mapping.model_copy(update=given)
    else:
        mapping = _asked(listed, options).model_copy(update=given)
        if not options.dry_run:
            remember(memory, mapping)
            show("list_kept", path=memory)
    with httpx.Client() as client:
        geocoder = Geocoder(settings.geocoder, settings.geocoder_datum, client) if settings.geocoder else None
        find = cache(geocoder.find) if geocoder else None
        return take_list(directory, files, listed, mapping, today, find, progress)


def _asked(listed: ForeignList, options: argparse.Namespace) -> ListMapping:
    """Column by column, then what holds for the whole list. Enter takes what is proposed."""
    show("list_about", title=listed.table.title, rows=len(listed.lines))
    choices = list(targets().values())
    print("   ".join(f"{n} {target.label}" for n, target in enumerate(choices, start=1)))
    columns = {}
    for proposal in listed.proposals:
        columns[proposal.heading] = _column(proposal, [target.name for target in choices])
    mapping = ListMapping(columns=columns)
    chosen = set(columns.values())
    if "kind" not in chosen:
        mapping.kind = _kind(words()["list_kind_of_all"], "social")
    for said in kinds_not_known(listed, mapping):
        mapping.kinds[said] = _kind(words()["list_kind_of"].format(said=said), "social")
    if not {"district", "address"} & chosen:
        mapping.district = _ask(words()["list_district"], "") or None
    if {"lat", "lon", "point"} & chosen and not options.datum:
        mapping.datum = _one_of(words()["list_datum"], [words()[f"datum_{d}"] for d in DATUMS], DATUMS, 0)
    if "hours" in chosen:
        mapping.days = _ask(words()["list_days"].format(days=WEEKDAYS), WEEKDAYS)
    if not options.source:
        mapping.source = _ask(words()["list_source"].format(title=listed.table.title), listed.table.title)
    return mapping


def _column(proposal: Proposal, names: Sequence[str]) -> str:
    examples = "、".join(example[:20] for example in proposal.examples[:SHOWN])
    proposed = targets()[proposal.target].label
    question = words()["list_column"].format(
        heading=proposal.heading, examples=examples, proposed=proposed, score=proposal.score or "?"
    )
    return _choice(question, names, proposal.target)


def _kind(question: str, proposed: str) -> str:
    labels = labels_of("Provider.kind")
    return _one_of(question, list(labels.values()), list(labels), list(labels).index(proposed))


def _one_of(question: str, labels: Sequence[str], names: Sequence[str], proposed: int) -> str:
    offered = "   ".join(f"{n} {label}" for n, label in enumerate(labels, start=1))
    print(f"{question}\n  {offered}")
    return _choice(words()["list_choose"].format(proposed=labels[proposed]), names, names[proposed])


def _choice(question: str, names: Sequence[str], proposed: str) -> str:
    """A number from 1 chooses; Enter takes what is proposed."""
    while True:
        answer = _ask(question, "")
        if not answer:
            return proposed
        if answer.isdecimal() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        tell("list_number", last=len(names))


def _ask(question: str, otherwise: str) -> str:
    print(question, end=" ", flush=True)
    line = sys.stdin.readline()
    if not line:
        raise Refused("nobody_answers")
    return line.strip() or otherwise


def report(taken: Taken, show_line: Callable[[str], None], most: int) -> None:
    """How the providers are placed, and what was taken otherwise than it stands in the list."""
    for how, count in taken.placed.items():
        show("list_placed", how=sentence(f"placed_{how}"), count=count)
    for name, confidence in taken.unsure[:most]:
        show("list_looked_up", name=name, confidence=confidence or "?")
    for note in taken.notes[:most]:
        show_line(note.line())
