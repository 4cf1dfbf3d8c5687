"""`tuoyu knowledge gaps | learn`: what parents ask in vain, and what is done about it."""

import argparse
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import system_clock
from bot.commands.console import Actions, add, database_of, days_back, show, tell, words
from bot.commands.limits import district_or_tell
from bot.services import audit, gaps
from bot.services.gaps import Gap
from bot.settings import Settings
from knowledge.additions import CannotAdd, add_entry, add_question
from knowledge.check import checked
from knowledge.excel.staging import staged
from knowledge.field_faults import did_you_mean
from knowledge.loader import Knowledge, load
from knowledge.problems import Problem, render
from knowledge.text import normalise
from knowledge.yaml_nodes import read_document

MOST_SHOWN = 20
MOST_EXAMPLES = 3
PERSONAL = ("personal_data", "personal_name")  # doubts that keep a question out of the files


def register(actions: Actions) -> None:
    listing = add(actions, "gaps", show_gaps)
    learning = add(actions, "learn", learn)
    learning.add_argument("question", metavar="QUESTION", help=words()["option_question"])
    learning.add_argument("entry", metavar="ENTRY", help=words()["option_entry"])
    learning.add_argument("--answer", metavar="TEXT", help=words()["option_answer"])
    learning.add_argument("--category", metavar="TEXT", help=words()["option_category"])
    for command in (listing, learning):
        command.add_argument(
            "--days", type=days_back, default=30, metavar="N", help=words()["option_days_back"]
        )
    listing.add_argument("--district", metavar="DISTRICT", help=words()["option_only_district"])
    learning.add_argument("--knowledge", type=Path, metavar="DIR", help=words()["option_knowledge"])


def show_gaps(options: argparse.Namespace, settings: Settings) -> int:
    knowledge = load(settings.knowledge_dir)
    district = district_or_tell(knowledge, options.district)
    if options.district and not district:
        return 2
    since = system_clock() - timedelta(days=options.days)
    with database_of(settings).begin() as tx:
        found = gaps.gaps(tx, since, district)
    for gap in found[:MOST_SHOWN]:
        _show(gap, knowledge)
    if len(found) > MOST_SHOWN:
        show("gaps_more", count=len(found) - MOST_SHOWN)
    show("gaps_end" if found else "gaps_none", count=len(found), days=options.days)
    return 0


def _show(gap: Gap, knowledge: Knowledge) -> None:
    outcomes = "、".join(f"{words()[f'outcome_{name}']} {count}" for name, count in gap.outcomes)
    show("gap", count=gap.count, words=gap.words, outcomes=outcomes, nearest=_nearest(gap, knowledge))
    for example in gap.questions[1:MOST_EXAMPLES]:
        show("gap_example", words=example)


def _nearest(gap: Gap, knowledge: Knowledge) -> str:
    """What was taken for it, so that an id can be copied to `learn`."""
    if (entry := knowledge.faq.get(gap.nearest or "")) is not None:
        return words()["gap_entry"].format(id=entry.id, question=entry.questions[0])
    for topic, phrases in knowledge.topics.items():
        if topic == gap.nearest:
            return words()["gap_topic"].format(label=phrases.label.zh)
    return "-"


def learn(options: argparse.Namespace, settings: Settings) -> int:
    """Adds the question to the entry, or begins the entry with it; the questions like it are done with.
    Tried on a copy first: nothing wrong is written."""
    directory, now = options.knowledge or settings.knowledge_dir, system_clock()
    if not _is_clear(options, load(directory)):
        return 2
    try:
        problems = _problems_of_trial(options, directory, now)
        if problems:
            print(*(render(problem, "zh") for problem in problems), sep="\n", file=sys.stderr)
        if any(problem.severity == "error" or problem.code in PERSONAL for problem in problems):
            tell("learn_refused")
            return 1
        file = _write(options, directory, now)
    except CannotAdd as fault:
        where = f"{fault.file.parent.name}/{fault.file.name}"
        tell("cannot_add", file=where, line=fault.line, question=options.question)
        return 1
    show("learnt", file=file)
    if handled := _handle(options, settings, now):
        show("learnt_handled", count=handled)
    show("learnt_next")
    return 0


def _is_clear(options: argparse.Namespace, knowledge: Knowledge) -> bool:
    """Whether it is said what to write; tells where not."""
    known = knowledge.faq.get(options.entry)
    if known and options.answer:
        tell("entry_taken", entry=options.entry, question=known.questions[0])
    elif not known and options.entry in knowledge.topics:
        tell("entry_is_topic", entry=options.entry)
    elif not known and not options.answer:
        tell("entry_unknown", entry=options.entry, hint=did_you_mean(options.entry, knowledge.faq))
    elif (there := _entry_with(options.question, knowledge)) is not None:
        tell("question_there", entry=there, question=options.question)
    else:
        return True
    return False


def _entry_with(question: str, knowledge: Knowledge) -> str | None:
    asked = normalise(question)
    return next((e.id for e in knowledge.faq.values() if asked in map(normalise, e.questions)), None)


def _problems_of_trial(options: argparse.Namespace, directory: Path, now: datetime) -> list[Problem]:
    """Every error, and what is doubtful about the lines that were added."""
    with staged(directory, {}) as copy:
        file = _write(options, copy, now)
        added = _lines_added(file, options.entry, whole=bool(options.answer))
        problems = checked(copy, now.date()).problems
        name = str(file.relative_to(copy))
    return [p for p in problems if p.severity == "error" or (p.file == name and p.line in added)]


def _lines_added(file: Path, entry: str, *, whole: bool) -> range:
    """Of the entry as a whole, which is the last then, or of its last question."""
    document = read_document(file.read_text(encoding="utf-8"))
    index = [one.get("id") for one in document.data].index(entry)
    if whole:
        return range(document.line_of((index,)), sys.maxsize)
    line = document.line_of((index, "questions", len(document.data[index]["questions"]) - 1))
    return range(line, line + 1)


def _write(options: argparse.Namespace, directory: Path, now: datetime) -> Path:
    if options.answer:
        category = options.category or words()["learn_category"]
        day, source = f"{now:%Y-%m-%d}", words()["learn_source"]
        return add_entry(directory, options.entry, category, options.question, options.answer, day, source)
    file = add_question(directory, options.entry, options.question)
    assert file is not None, options.entry  # it was just read
    return file


def _handle(options: argparse.Namespace, settings: Settings, now: datetime) -> int:
    """How many recorded questions are like the one that was learnt."""
    with database_of(settings).begin() as tx:
        for gap in gaps.gaps(tx, now - timedelta(days=options.days)):
            if normalise(options.question) in map(normalise, gap.questions):
                gaps.handle(tx, gap.numbers, audit.SYSTEM, options.entry, now)
                return gap.count
    return 0
