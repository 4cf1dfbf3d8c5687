"""The guided step of `tuoyu knowledge import`: which column of a foreign list is what."""

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bot.commands.console import show
from bot.commands.list_questions import asked
from bot.settings import Settings
from knowledge.excel.geocoder import GeocoderAt, finder
from knowledge.excel.importing import Faulty, sound
from knowledge.excel.lines import Table
from knowledge.excel.listing import Taken, take_list
from knowledge.excel.mapping import (
    REMEMBERED,
    foreign_list,
    remember,
    remembered,
)
from knowledge.excel.safety import Refused
from knowledge.excel.sentences import sentence
from knowledge.progress import Progress


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
        wanted = {name: name not in given for name in ("datum", "source")}
        mapping = asked(listed, files, **wanted).model_copy(update=given)
        if not options.dry_run:
            remember(memory, mapping)
            show("list_kept", path=memory)
    with finder(GeocoderAt(settings.geocoder, settings.geocoder_datum)) as find:
        return take_list(directory, files, listed, mapping, today, find, progress)


def report(taken: Taken, show_line: Callable[[str], None], most: int) -> None:
    """How the providers are placed, and what was taken otherwise than it stands in the list."""
    for how, count in taken.placed.items():
        show("list_placed", how=sentence(f"placed_{how}"), count=count)
    for name, confidence in taken.unsure[:most]:
        show("list_looked_up", name=name, confidence=confidence or "?")
    for note in taken.notes[:most]:
        show_line(note.line())
