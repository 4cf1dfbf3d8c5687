"""`tuoyu knowledge export | import`: the files as a workbook, and a workbook into the files."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.clock import system_clock
from bot.commands.console import Actions, add, show, tell, words
from bot.commands.foreign_list import prepare_list, report
from bot.commands.progress import Bar
from bot.settings import Settings
from knowledge.excel.export import export
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
from knowledge.loader import read
from knowledge.problems import KnowledgeError, render

SHOWN = 50  # faults in the terminal; all of them are in the marked copy
DATUMS = ("wgs84", "gcj02", "bd09")


def register(files: Actions) -> None:
    writing = add(files, "export", write, "excel_export")
    writing.add_argument("file", type=Path, metavar="FILE.xlsx", help=words()["option_xlsx"])
    reading = add(files, "import", take, "excel_import")
    reading.add_argument("file", type=Path, metavar="FILE", help=words()["option_table"])
    reading.add_argument("--dry-run", action="store_true", help=words()["option_dry_run"])
    reading.add_argument("--mapping", type=Path, metavar="FILE.yaml", help=words()["option_mapping"])
    reading.add_argument("--datum", choices=DATUMS, help=words()["option_datum"])
    reading.add_argument("--source", metavar="TITLE", help=words()["option_source"])
    for command in (writing, reading):
        command.add_argument("--knowledge", type=Path, metavar="DIR", help=words()["option_knowledge"])


def write(options: argparse.Namespace, settings: Settings) -> int:
    files, problems = read(options.knowledge or settings.knowledge_dir)
    if errors := [problem for problem in problems if problem.severity == "error"]:
        print(*(render(problem, "zh") for problem in errors), sep="\n", file=sys.stderr)
        tell("excel_errors_first", count=len(errors))
        return 1
    if options.file.suffix.lower() != ".xlsx":
        tell("excel_suffix", path=options.file)
        return 1
    try:
        written = export(files, options.file)
    except OSError as fault:
        tell("excel_unwritable", path=options.file, fault=fault.strerror)
        return 1
    listed = "，".join(f"{title} {rows}" for title, rows in written.items() if rows)
    show("excel_exported", path=options.file, listed=listed)
    return 0


def take(options: argparse.Namespace, settings: Settings) -> int:
    today = system_clock().date()
    directory = options.knowledge or settings.knowledge_dir
    try:
        found = tables(options.file)
        prepared = _prepared(options, settings, directory, found, today)
    except Refused as fault:
        tell("excel_refused", path=options.file, why=sentence(fault.code, **fault.details))
        return 1
    except KnowledgeError as fault:
        print(*(render(problem, "zh") for problem in fault.problems), sep="\n", file=sys.stderr)
        tell("excel_errors_first", count=len(fault.problems))
        return 1
    except GeocoderDown as fault:
        tell("list_geocoder_down", fault=fault)
        return 1
    match prepared:
        case Ready():
            return _keep(directory, prepared, dry=options.dry_run)
        case Taken():
            return _keep_list(options, directory, found, prepared)
        case Faulty():
            _tell_faults(prepared)
            _mark(options.file, found, prepared.cells)
            tell("excel_faulty", count=len(prepared.cells) + len(prepared.elsewhere))
            return 1


def _prepared(
    options: argparse.Namespace, settings: Settings, directory: Path, found: Sequence[Table], today: date
) -> Ready | Taken | Faulty:
    with Bar(sys.stderr) as bar:
        if is_ours(found):
            return prepare(directory, found, today, bar)
        return prepare_list(options, settings, directory, found, today, bar)


def _keep(directory: Path, ready: Ready, *, dry: bool) -> int:
    for folder, counts in ready.counts.items():
        if counts.added or counts.changed or counts.removed:
            what = words()[f"excel_{folder}"]
            show(
                "excel_counts", what=what, added=counts.added, changed=counts.changed, removed=counts.removed
            )
    if not ready.texts:
        show("excel_nothing")
        return 0
    if dry:
        show("excel_dry", files="，".join(ready.texts))
        return 0
    try:
        keep(directory, ready.texts)
    except OSError as fault:
        tell("excel_unwritable", path=directory, fault=fault.strerror)
        return 1
    show("excel_kept", files="，".join(ready.texts))
    return 0


def _keep_list(options: argparse.Namespace, directory: Path, found: Sequence[Table], taken: Taken) -> int:
    report(taken, print, SHOWN)
    if taken.faults:
        _tell_faults(Faulty(taken.faults))
        _mark(options.file, found, taken.faults)
        show("list_left_out", count=len(taken.faults), rows=len({fault.row for fault in taken.faults}))
    if taken.rows and not taken.placed:
        return 1
    return _keep(directory, taken.ready, dry=options.dry_run)


def _tell_faults(faulty: Faulty) -> None:
    lines = [fault.line() for fault in faulty.cells] + [render(problem, "zh") for problem in faulty.elsewhere]
    for line in lines[:SHOWN]:
        print(line)
    if len(lines) > SHOWN:
        show("excel_more", count=len(lines) - SHOWN)


def _mark(source: Path, found: Sequence[Table], faults: Sequence[CellFault]) -> None:
    target = source.with_name(f"{source.stem}-{words()['excel_marked']}.xlsx")
    try:
        marked_copy(source, found, faults, target)
    except OSError as fault:
        tell("excel_unwritable", path=target, fault=fault.strerror)
    else:
        show("excel_marked_copy", path=target)
