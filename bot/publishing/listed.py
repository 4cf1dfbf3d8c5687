"""A list from elsewhere in a draft: taken once it is known what its columns mean; else what is to be told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.services.draft_steps import Mapped
from knowledge.excel.choices import Choice, columns, left_open, options, told
from knowledge.excel.geocoder import NO_GEOCODER, GeocoderAt, finder
from knowledge.excel.importing import Faulty, sound
from knowledge.excel.lines import Table
from knowledge.excel.listing import Taken, take_list
from knowledge.excel.mapping import REMEMBERED, ForeignList, ListMapping, foreign_list, remembered
from knowledge.excel.safety import Refused
from knowledge.excel.sentences import sentence
from knowledge.loader import Files


@dataclass(frozen=True, slots=True)
class Known:
    """What helps to read lists. published: mappings that came with drafts, the newest first; file: of those
    in the folder."""

    published: tuple[ListMapping, ...] = ()
    file: bytes | None = None
    geocoder: GeocoderAt = NO_GEOCODER


NO_HELP = Known()


@dataclass(frozen=True, slots=True)
class ToTell:
    """What somebody has to tell about a list before it can be taken. mapping: as it is with all that is
    proposed; choices: what of it is to be confirmed."""

    file: str
    rows: int
    mapping: ListMapping
    choices: tuple[Choice, ...]
    options: Mapping[str, Mapping[str, str]]

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "rows": self.rows,
            "mapping": self.mapping.model_dump(),
            "options": {sort: list(offered.items()) for sort, offered in self.options.items()},
            "choices": [
                {
                    "sort": choice.sort,
                    "about": choice.about,
                    "examples": choice.examples,
                    "chosen": choice.proposed,
                    "sure": choice.sure,
                    "count": choice.count,
                }
                for choice in self.choices
            ],
        }


def take(
    directory: Path,
    name: str,
    found: Sequence[Table],
    told_now: Sequence[Mapped],
    known: Known,
    today: date,
) -> Taken | Faulty | ToTell:
    """told_now: in this draft. KnowledgeError for files with errors; Refused where there is no list;
    GeocoderDown."""
    listed = foreign_list(found)
    if listed is None:
        raise Refused("no_list")
    files = sound(directory)
    mapping = _known(directory, listed, told_now, known)
    if mapping is None or any(step.name == name and step.mapping is None for step in told_now):
        before = mapping.columns if mapping else None
        return _to_tell(name, listed, files, ListMapping(columns={}), columns(listed, before))
    if still := tuple(left_open(listed, files, mapping)):
        return _to_tell(name, listed, files, mapping, still)
    mapping = mapping.model_copy(update={"source": mapping.source or Path(name).stem})
    with finder(known.geocoder) as find:
        return take_list(directory, files, listed, mapping, today, find)


def _known(
    directory: Path, listed: ForeignList, told_now: Sequence[Mapped], known: Known
) -> ListMapping | None:
    headings = set(listed.headings)
    for mapping in (*(step.mapping for step in told_now), *known.published):
        if mapping and mapping.columns.keys() == headings:
            return mapping
    if known.file is None:
        return None
    (directory / REMEMBERED).write_bytes(known.file)
    try:
        return remembered(directory / REMEMBERED, listed.headings)
    except ValueError as fault:
        raise Refused("mapping_broken", file=REMEMBERED) from fault


def _to_tell(
    name: str, listed: ForeignList, files: Files, mapping: ListMapping, choices: Sequence[Choice]
) -> ToTell:
    for choice in choices:
        mapping = told(mapping, choice.sort, choice.about, choice.proposed)
    offered: dict[str, Mapping[str, str]] = {choice.sort: options(choice.sort, files) for choice in choices}
    return ToTell(name, len(listed.lines), mapping, tuple(choices), offered)


def how_placed(taken: Taken, language: str) -> Iterator[str]:
    """How many providers have which sort of place, and how sure the geocoder was of those it knew."""
    for how, count in taken.placed.items():
        yield sentence("placed", language, how=sentence(f"placed_{how}", language), count=str(count))
    for name, confidence in taken.unsure:
        yield sentence("looked_up", language, name=name, confidence=confidence or "?")
