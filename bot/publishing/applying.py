"""The steps of a draft, carried out on a folder of knowledge files."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bot.publishing.listed import Known, ToTell, how_placed, take
from bot.services.draft_steps import File, Mapped, Question, Step
from knowledge.additions import CannotAdd, add_entry, add_question
from knowledge.excel.faults import CellFault
from knowledge.excel.geocoder import GeocoderDown
from knowledge.excel.importing import Faulty, Ready, is_ours, prepare
from knowledge.excel.lines import Table
from knowledge.excel.listing import Taken
from knowledge.excel.marking import marked_copy
from knowledge.excel.reading import tables
from knowledge.excel.safety import Refused
from knowledge.excel.sentences import sentence
from knowledge.excel.staging import keep
from knowledge.problems import KnowledgeError, Problem, render
from knowledge.schema import Benefit, FaqEntry, Guide, Model, Place, Provider, TopicPhrases, WordList

LANGUAGES = ("zh", "en")
Line = Mapping[str, str]  # language → what it says
_YAML = (".yaml", ".yml")
_TABLES = (".xlsx", ".csv", ".tsv", ".txt", ".json", ".geojson")
_FIELD = re.compile(r"^(?:- |  )(\w+) *:", re.M)
_MODELS: Mapping[str, type[Model]] = {
    "providers": Provider,
    "faq": FaqEntry,
    "guides": Guide,
    "topics": TopicPhrases,
    "places": Place,
    "words": WordList,
    "benefits": Benefit,
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A copy of a table with what is wrong marked in it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Applied:
    """touched: the files that were written or removed, relative to the folder. faults: why a step could not
    be carried out; lists: names of those from elsewhere that were taken; notes: what of one was left out or
    taken otherwise; marked: the table with either in it. to_tell: what a list still waits for."""

    touched: tuple[str, ...] = ()
    faults: tuple[Line, ...] = ()
    lists: tuple[str, ...] = ()
    notes: tuple[Line, ...] = ()
    marked: Marked | None = None
    to_tell: ToTell | None = None


def said(key: str, **values: object) -> Line:
    return {language: _words()[key][language].format(**values) for language in LANGUAGES}


def in_both(tell: Callable[[str], str]) -> Line:
    return {language: tell(language) for language in LANGUAGES}


def told_of(problem: Problem) -> Line:
    return in_both(lambda language: render(problem, language))


def apply_all(directory: Path, steps: Sequence[Step], today: date, known: Known) -> Applied:
    """One after the other; ends with the first that cannot be carried out."""
    told = [step for step in steps if isinstance(step, Mapped)]
    touched: dict[str, None] = {}
    lists: list[str] = []
    notes: list[Line] = []
    marked: Marked | None = None
    for step in steps:
        done = _apply(directory, step, today, told, known)
        touched |= dict.fromkeys(done.touched)
        if done.faults or done.to_tell:
            return replace(done, touched=tuple(touched))
        lists += done.lists
        notes += done.notes
        marked = done.marked or marked
    return Applied(tuple(touched), lists=tuple(lists), notes=tuple(notes), marked=marked)


def _apply(directory: Path, step: Step, today: date, told: Sequence[Mapped], known: Known) -> Applied:
    match step:
        case Mapped():
            return Applied()  # holds for the file that it is about
        case Question():
            return _add(directory, step, today)
        case File(name) if Path(name).suffix.lower() in _YAML:
            target = _home(directory, step)
            if target is None:
                return Applied(faults=(said("home_unknown", name=name),))
            (directory / target).write_bytes(step.content)
            return Applied((target,))
        case File(name) if Path(name).suffix.lower() in _TABLES:
            return _take_table(directory, step, today, told, known)
        case File(name):
            return Applied(faults=(said("kind_unknown", name=name),))


def _add(directory: Path, step: Question, today: date) -> Applied:
    try:
        file = add_question(directory, step.entry, step.question)
    except CannotAdd as fault:
        return Applied(faults=(said("cannot_add", file=fault.file.name, line=fault.line),))
    if file is None and step.answer and step.category:
        day = today.isoformat()
        source = said("answered_by_staff")["zh"]
        file = add_entry(directory, step.entry, step.category, step.question, step.answer, day, source)
    if file is None:
        return Applied(faults=(said("entry_unknown", entry=step.entry),))
    return Applied((file.relative_to(directory).as_posix(),))


def _home(directory: Path, sent: File) -> str | None:
    """The file that it takes the place of, by its name or path; of several, and for a new one, in the folder
    whose fields it has. None where it has no known field."""
    name = Path(sent.name).with_suffix(".yaml").name
    paths = {path.relative_to(directory).as_posix() for path in directory.rglob("*.yaml")}
    if sent.name in paths:
        return sent.name
    there = sorted(path for path in paths if path.rpartition("/")[2] == name)
    if len(there) == 1:
        return there[0]
    fields = _fields(sent.content)
    known = {folder: len(fields & model.model_fields.keys()) for folder, model in _MODELS.items()}
    folder = max(known, key=lambda folder: known[folder])
    within = (path for path in there if path.startswith(f"{folder}/"))
    return next(within, f"{folder}/{name}") if known[folder] else None


def _fields(content: bytes) -> set[str]:
    """Of its entries, as far as they can be told without reading it as YAML: that may be what is wrong."""
    return set(_FIELD.findall(content.decode("utf-8", "replace")))


def _take_table(directory: Path, sent: File, today: date, told: Sequence[Mapped], known: Known) -> Applied:
    with TemporaryDirectory(prefix="tuoyu-") as aside:
        source = Path(aside) / Path(sent.name).name
        source.write_bytes(sent.content)
        try:
            found = tables(source)
            if is_ours(found):
                prepared: Ready | Taken | Faulty | ToTell = prepare(directory, found, today)
            else:
                prepared = take(directory, sent.name, found, told, known, today)
        except Refused as fault:
            return Applied(faults=(_refusal(sent.name, fault.code, fault.details),))
        except GeocoderDown as fault:
            return Applied(faults=(_refusal(sent.name, "geocoder_down", {"fault": str(fault)}),))
        except KnowledgeError as fault:  # of a step before
            return Applied(faults=tuple(map(told_of, fault.problems)))
        match prepared:
            case ToTell():
                return Applied(to_tell=prepared)
            case Ready(texts):
                keep(directory, texts)
                return Applied(tuple(texts))
            case Taken():
                return _taken(directory, sent.name, prepared, _marked(source, found, prepared.faults))
            case Faulty(cells, elsewhere):
                faults = (*(in_both(cell.line) for cell in cells), *map(told_of, elsewhere))
                lists = () if is_ours(found) else (sent.name,)
                return Applied(lists=lists, faults=faults, marked=_marked(source, found, cells))


def _taken(directory: Path, name: str, taken: Taken, marked: Marked | None) -> Applied:
    """How much of the list it was comes first, then what was left out."""
    count = sum(taken.placed.values())
    told = said("list_taken" if count else "list_none_taken", name=name, rows=taken.rows, count=count)
    left_out = tuple(in_both(cell.line) for cell in taken.faults)
    if not count:
        return Applied(lists=(name,), faults=(told, *left_out), marked=marked)
    keep(directory, taken.ready.texts)
    placed = zip(*(how_placed(taken, language) for language in LANGUAGES), strict=True)
    notes = (
        told,
        *(dict(zip(LANGUAGES, both, strict=True)) for both in placed),
        *left_out,
        *(in_both(cell.line) for cell in taken.notes),
    )
    return Applied(tuple(taken.ready.texts), lists=(name,), notes=notes, marked=marked)


def _refusal(name: str, code: str, details: Mapping[str, str]) -> Line:
    why = in_both(lambda language: sentence(code, language, **details))
    return {language: said("refused", name=name, why=why[language])[language] for language in LANGUAGES}


def _marked(source: Path, found: Sequence[Table], cells: Sequence[CellFault]) -> Marked | None:
    if not cells:
        return None
    target = source.with_name(f"{source.stem}-{said('marked')['zh']}.xlsx")
    marked_copy(source, found, cells, target)
    return Marked(target.name, target.read_bytes())


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = (Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found
