"""A workbook of our own sheets, read into the files: all of it, or nothing and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.check import checked
from knowledge.excel.blame import Blame
from knowledge.excel.columns import sheets
from knowledge.excel.draft import Drafts, Origin, drafts_of, settle
from knowledge.excel.draft import Path as EntryPath
from knowledge.excel.faults import CellFault
from knowledge.excel.lines import Table
from knowledge.excel.staging import CannotStage, Texts, new_texts, staged
from knowledge.excel.taking import Taking
from knowledge.loader import Files, read
from knowledge.problems import KnowledgeError, Problem
from knowledge.progress import Progress, unseen

NOTHING_ELSE: Texts = {}


@dataclass(frozen=True, slots=True)
class Counts:
    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Ready:
    """texts: of the files that change, None for one that goes. counts: by folder. Nothing is written yet."""

    texts: Texts
    counts: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Faulty:
    """cells: in the order of the sheets. elsewhere: faults of the result that no cell shows."""

    cells: tuple[CellFault, ...]
    elsewhere: tuple[Problem, ...] = ()


def is_ours(tables: Sequence[Table]) -> bool:
    """Whether a sheet is one that `export` writes."""
    ours = {plan.title: plan for plan in sheets()}
    for table in tables:
        plan = ours.get(table.title.strip())
        if plan and table.lines:
            headings = {cell.strip() for cell in table.lines[0].cells}
            if len(headings & {column.heading for column in plan.columns}) >= min(3, len(plan.columns)):
                return True
    return False


def sound(directory: Path) -> Files:
    """The files; KnowledgeError when they have errors."""
    files, problems = read(directory)
    if errors := tuple(problem for problem in problems if problem.severity == "error"):
        raise KnowledgeError(errors)
    return files


def prepare(
    directory: Path, tables: Sequence[Table], today: date, progress: Progress = unseen
) -> Ready | Faulty:
    """KnowledgeError when the files themselves have errors."""
    drafts = drafts_of(sound(directory))
    taking = Taking(drafts)
    taking.all_of(tables)
    found = settle(drafts, taking.origins)
    return outcome(directory, drafts, found, taking.faults, today, progress)


def outcome(
    directory: Path,
    drafts: Mapping[str, Drafts],
    origins: Mapping[tuple[str, str, EntryPath], Origin],
    faults: Sequence[CellFault],
    today: date,
    progress: Progress = unseen,
    extra: Texts = NOTHING_ELSE,
) -> Ready | Faulty:
    """The drafts, and extra files, as files that were checked, or everything that is wrong."""
    try:
        texts = {**extra, **new_texts(directory, drafts)}
    except CannotStage as fault:
        where = {"file": fault.file, "line": str(fault.line)}
        return Faulty((*faults, CellFault(sheets()[0].title, 0, 0, "", "cannot_rewrite", where)))
    cells, elsewhere = list(faults), list[Problem]()
    if texts:
        with staged(directory, texts) as copy:
            problems = checked(copy, today, progress=progress).problems
            blame = Blame(copy, origins)
            for problem in problems:
                if problem.severity == "error":
                    blamed = blame.cell(problem)
                    cells += [blamed] if blamed else []
                    elsewhere += [] if blamed else [problem]
    if cells or elsewhere:
        return Faulty(_sorted(cells), tuple(elsewhere))
    return Ready(texts, {folder: _counted(listed) for folder, listed in drafts.items()})


def _sorted(cells: Sequence[CellFault]) -> tuple[CellFault, ...]:
    order = {plan.title: number for number, plan in enumerate(sheets())}
    unique = {(f.sheet, f.row, f.column, f.code): f for f in cells}
    return tuple(sorted(unique.values(), key=lambda f: (order.get(f.sheet, 99), f.row, f.column)))


def _counted(listed: Drafts) -> Counts:
    touched = list(listed.touched())
    return Counts(
        added=sum(not draft.file and not draft.deleted for draft in touched),
        changed=sum(bool(draft.file) and not draft.deleted for draft in touched),
        removed=sum(draft.deleted and bool(draft.file) for draft in touched),
    )
