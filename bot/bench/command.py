"""`tuoyu bench …`: parse, call, print. One line in `register` for each bench."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bot.bench import booking, conversation, last_run, matching, understanding
from bot.bench.labelled import DEFAULT_FOLDER, LabelError
from bot.bench.tables import say
from bot.settings import Settings

Add = Callable[..., argparse.ArgumentParser]


def register(actions: object, add: Add, words: Mapping[str, str]) -> None:
    """add(actions, name, run, words_key) gives a sub-command its help and what it runs."""
    reading = add(actions, "understanding", bench_understanding, "bench_understanding")
    reading.add_argument("--out", type=Path, metavar="FILE", help=words["option_out"])
    reading.add_argument("--show-measuring", action="store_true", help=words["option_show_measuring"])
    talking = add(actions, "conversation", bench_conversation, "bench_conversation")
    talking.add_argument("--messages", type=int, default=400, metavar="N", help=words["option_messages"])
    talking.add_argument("--seed", type=int, default=1, metavar="N", help=words["option_seed"])
    comparing = add(actions, "matching", bench_matching, "bench_matching")
    comparing.add_argument("--data", type=Path, required=True, metavar="FILE", help=words["option_data"])
    comparing.add_argument("--draws", type=int, default=3, metavar="N", help=words["option_draws"])
    comparing.add_argument("--asked", type=int, default=0, metavar="N", help=words["option_asked"])
    comparing.add_argument("--embedding", action="store_true", help=words["option_embedding"])
    comparing.add_argument("--write", type=Path, metavar="FILE", help=words["option_write"])
    places = add(actions, "booking", bench_booking, "bench_booking")
    places.add_argument("--bookings", type=int, default=1000, metavar="N", help=words["option_bookings"])
    places.add_argument("--postgresql", metavar="URL", help=words["option_postgresql"])
    places.add_argument("--write", type=Path, metavar="FILE", help=words["option_write"])
    for command in (reading, talking):
        command.add_argument(
            "--labels", type=Path, default=DEFAULT_FOLDER, metavar="DIR", help=words["option_labels"]
        )
        command.add_argument("--knowledge", type=Path, metavar="DIR", help=words["option_knowledge"])
        command.add_argument("--write", type=Path, metavar="FILE", help=words["option_write"])


def bench_understanding(options: argparse.Namespace, settings: Settings) -> int:
    wanted = understanding.Wanted(
        knowledge=options.knowledge or settings.knowledge_dir,
        samples=settings.samples,
        labels=options.labels,
        kept=options.out or last_run.DEFAULT_FILE,
        page=options.write,
        show_measuring=options.show_measuring,
    )
    return _print(understanding.bench(wanted))


def bench_conversation(options: argparse.Namespace, settings: Settings) -> int:
    wanted = conversation.Wanted(
        knowledge=options.knowledge or settings.knowledge_dir,
        samples=settings.samples,
        labels=options.labels,
        messages=options.messages,
        seed=options.seed,
        page=options.write,
    )
    return _print(conversation.bench(wanted))


def bench_booking(options: argparse.Namespace, _: Settings) -> int:
    bookings = min(options.bookings, booking.SMALL.families)
    return _in_full(booking.bench(booking.Wanted(bookings, options.postgresql, options.write)))


def bench_matching(options: argparse.Namespace, _: Settings) -> int:
    if not options.data.is_file():
        print(say("no_data", path=options.data), file=sys.stderr)
        return 2
    wanted = matching.Wanted(options.data, options.draws, options.asked, options.embedding, options.write)
    return _in_full(matching.bench(wanted))


def _in_full(pieces: Iterable[str]) -> int:
    """For what needs more than the bot itself does."""
    try:
        return _print(pieces)
    except ModuleNotFoundError as missing:
        print(say("not_installed", name=missing.name), file=sys.stderr)
        return 2


def _print(pieces: Iterable[str]) -> int:
    try:
        for piece in pieces:
            print(piece, end="\n\n", flush=True)
    except LabelError as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0
