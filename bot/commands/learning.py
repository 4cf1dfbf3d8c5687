"""`tuoyu knowledge gaps | learn`, `tuoyu report`: what parents ask in vain, and what is done about it."""

import argparse
from datetime import timedelta
from pathlib import Path

from bot.clock import system_clock
from bot.commands.console import Actions, add, database_of, show, tell, words
from bot.services import audit, gaps
from bot.services.summary import summary
from bot.settings import Settings
from knowledge.additions import CannotAdd, add_entry, add_question
from knowledge.loader import load
from knowledge.text import normalise

MOST_SHOWN = 20
MOST_EXAMPLES = 3


def register(actions: Actions) -> None:
    listing = add(actions, "gaps", show_gaps)
    learning = add(actions, "learn", learn)
    learning.add_argument("question", metavar="QUESTION", help=words()["option_question"])
    learning.add_argument("entry", metavar="ENTRY", help=words()["option_entry"])
    learning.add_argument("--answer", metavar="TEXT", help=words()["option_answer"])
    learning.add_argument("--category", default="其他", metavar="TEXT", help=words()["option_category"])
    for command in (listing, learning):
        command.add_argument("--days", type=int, default=30, metavar="N", help=words()["option_days_back"])
    listing.add_argument("--district", metavar="DISTRICT", help=words()["option_district"])
    learning.add_argument("--knowledge", type=Path, metavar="DIR", help=words()["option_knowledge"])


def register_report(actions: Actions) -> None:
    command = add(actions, "report", report)
    command.add_argument("--days", type=int, default=7, metavar="N", help=words()["option_days_back"])
    command.add_argument("--district", metavar="DISTRICT", help=words()["option_district"])


def show_gaps(options: argparse.Namespace, settings: Settings) -> int:
    since = system_clock() - timedelta(days=options.days)
    with database_of(settings).begin() as tx:
        found = gaps.gaps(tx, since, options.district)
    for gap in found[:MOST_SHOWN]:
        outcomes = " ".join(f"{words()[f'outcome_{name}']} {count}" for name, count in gap.outcomes)
        show("gap", count=gap.count, words=gap.words, outcomes=outcomes, nearest=gap.nearest or "-")
        for example in gap.questions[1:MOST_EXAMPLES]:
            show("gap_example", words=example)
    show("gaps_end" if found else "gaps_none", count=len(found), days=options.days)
    return 0


def learn(options: argparse.Namespace, settings: Settings) -> int:
    """Adds the question to the entry, or begins the entry with it; the questions like it are done with."""
    directory, now = options.knowledge or settings.knowledge_dir, system_clock()
    try:
        file = add_question(directory, options.entry, options.question)
    except CannotAdd as fault:
        tell("cannot_add", file=fault.file, line=fault.line, question=options.question)
        return 1
    if file is None and not options.answer:
        tell("entry_unknown", entry=options.entry)
        return 2
    day = f"{now:%Y-%m-%d}"
    file = file or add_entry(
        directory, options.entry, options.category, options.question, options.answer, day
    )
    handled = _handle(options, settings)
    show("learnt", file=file, count=handled)
    return 0


def report(options: argparse.Namespace, settings: Settings) -> int:
    now = system_clock()
    with database_of(settings).begin() as tx:
        providers = load(settings.knowledge_dir).providers
        week = summary(tx, providers, now - timedelta(days=options.days), now, options.district)
    share = f"{week.answered:.0%}" if week.answered is not None else "-"
    show("report_questions", days=options.days, count=week.questions, share=share)
    for key, counted in (
        ("report_topics", week.topics),
        ("report_districts", week.by_district),
        ("report_bookings", week.bookings),
        ("report_full", week.full),
    ):
        listed = "、".join(f"{name or '-'} {count}" for name, count in counted)
        show(key, listed=listed or "-")
    return 0


def _handle(options: argparse.Namespace, settings: Settings) -> int:
    """How many recorded questions are like the one that was learnt."""
    now = system_clock()
    with database_of(settings).begin() as tx:
        for gap in gaps.gaps(tx, now - timedelta(days=options.days)):
            if normalise(options.question) in map(normalise, gap.questions):
                gaps.handle(tx, gap.numbers, audit.SYSTEM, options.entry, now)
                return gap.count
    return 0
