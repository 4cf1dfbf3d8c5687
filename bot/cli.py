"""The `tuoyu` command: parse, call, print."""

import argparse
import asyncio
import logging
import os
import random
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.app import App, build
from bot.bench import command as bench
from bot.channels import jsonl, terminal
from bot.channels.channel import ChannelSetupError
from bot.clock import Clock, FrozenClock, system_clock
from bot.dialogue.conversation import Conversation
from bot.dialogue.explain import explanation
from bot.messages import IncomingMessage
from bot.settings import Settings, SettingsError, read_settings
from bot.word_files import words_in
from db.migrate import current_revision, upgrade
from db.session import Database, shown, sync_url
from knowledge.check import check
from knowledge.loader import load
from knowledge.problems import KnowledgeError, render

TERMINAL_USER = "terminal"


def main() -> None:
    """Reads the environment once and runs the sub-command; its result is the exit status."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        settings = read_settings(os.environ, Path(".env"))
    except SettingsError as error:
        for variable, fault in error.wrong:
            _tell("bad_setting", variable=variable, fault=fault)
        sys.exit(2)
    logging.basicConfig(
        level=settings.log_level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s"
    )
    options = _parser().parse_args()
    try:
        sys.exit(options.run(options, settings))
    except KnowledgeError as error:
        for problem in error.problems:
            print(render(problem, "zh"), file=sys.stderr)
        _tell("bad_knowledge", count=len(error.problems))
        sys.exit(1)
    except (SQLAlchemyError, OSError) as error:
        logging.getLogger(__name__).debug("no database", exc_info=True)
        _tell("no_database", database=shown(sync_url(settings.database_url)), fault=type(error).__name__)
        sys.exit(1)
    except ChannelSetupError as error:
        _tell("telegram_refused", fault=error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def serve(_: argparse.Namespace, settings: Settings) -> int:
    app = build(settings, system_clock, random.Random())
    _tell_state(app, settings)
    if settings.telegram_token:
        asyncio.run(_on_telegram(app, settings))
    else:
        asyncio.run(_in_terminal(app))
    return 0


def chat(options: argparse.Namespace, settings: Settings) -> int:
    frozen = FrozenClock(options.now) if options.now else None
    clock: Clock = frozen or system_clock
    app = build(_with_options(settings, options), clock, random.Random())
    if options.jsonl:
        asyncio.run(jsonl.run(sys.stdin, sys.stdout, app.engine.handle, frozen, app.wording))
    else:
        _tell_state(app, _with_options(settings, options))
        asyncio.run(_in_terminal(app))
    return 0


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Against a database of its own in memory, so that nothing is kept."""
    clock: Clock = FrozenClock(options.now) if options.now else system_clock
    options.db = "sqlite:///:memory:"
    app = build(_with_options(settings, options), clock, random.Random())
    if options.explain:
        reading = app.engine.understanding.read(options.question, clock())
        print(explanation(reading, Conversation()), end="\n\n")
    answer = asyncio.run(app.engine.handle(IncomingMessage("ask", TERMINAL_USER, text=options.question)))
    terminal.Screen(sys.stdout, Path.cwd(), []).show(answer)
    return 0


def check_knowledge(options: argparse.Namespace, settings: Settings) -> int:
    directory = options.directory or settings.knowledge_dir
    problems = check(directory, system_clock().date())
    for problem in problems:
        print(render(problem, options.lang))
    errors = sum(problem.severity == "error" for problem in problems)
    if errors:
        print(_words()["check_bad"].format(errors=errors, warnings=len(problems) - errors))
        return 1
    knowledge = load(directory)
    counts = {
        "providers": len(knowledge.providers),
        "faq": len(knowledge.faq),
        "places": len(knowledge.places),
    }
    print(_words()["check_good"].format(**counts, warnings=len(problems)))
    return 0


def upgrade_database(_: argparse.Namespace, settings: Settings) -> int:
    database = Database(settings.database_url)
    upgrade(database.engine)
    return _show(database, settings)


def show_database(_: argparse.Namespace, settings: Settings) -> int:
    return _show(Database(settings.database_url), settings)


def _show(database: Database, settings: Settings) -> int:
    _tell("state", database=database.shown, knowledge=settings.knowledge_dir)
    _tell("revision", revision=current_revision(database.engine))
    return 0


async def _on_telegram(app: App, settings: Settings) -> None:
    from bot.channels.telegram.channel import TelegramChannel  # slow to import, and only needed here

    channel = TelegramChannel(
        settings.telegram_token,
        settings.telegram_api,
        app.database,
        app.engine.handle,
        app.wording,
        app.clock,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, channel.stop)
    _tell("telegram_on")
    await channel.run()


async def _in_terminal(app: App) -> None:
    await terminal.run(_line_reader(), sys.stdout, app.engine.handle, app.wording, TERMINAL_USER, Path.cwd())


def _line_reader() -> Callable[[str], str | None]:
    if not sys.stdin.isatty():
        return lambda _prompt: sys.stdin.readline() or None
    with suppress(ImportError):
        import readline  # noqa: F401  (gives input() a line editor)

    def read(prompt: str) -> str | None:
        try:
            return input(prompt)
        except EOFError:
            return None

    return read


def _with_options(settings: Settings, options: argparse.Namespace) -> Settings:
    changes: dict[str, Any] = {}
    if options.knowledge:
        changes["knowledge_dir"] = options.knowledge
    if options.db:
        changes["database_url"] = options.db
    return settings.model_copy(update=changes)


def _parser() -> argparse.ArgumentParser:
    words = _words()
    parser = argparse.ArgumentParser(
        prog="tuoyu",
        description=words["about"],
        epilog=words["epilog"],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(to: Any, name: str, run: Callable[..., int], words_key: str = "") -> argparse.ArgumentParser:
        text = words[words_key or name]
        command: argparse.ArgumentParser = to.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    add(commands, "serve", serve)
    chatting = add(commands, "chat", chat)
    chatting.add_argument("--jsonl", action="store_true", help=words["option_jsonl"])
    asking = add(commands, "ask", ask)
    asking.add_argument("question")
    asking.add_argument("--explain", action="store_true", help=words["option_explain"])
    for command in (chatting, asking):
        command.add_argument("--knowledge", type=Path, metavar="DIR", help=words["option_knowledge"])
        command.add_argument("--now", type=_instant, metavar="ISO-8601", help=words["option_now"])
    chatting.add_argument("--db", metavar="URL", help=words["option_db"])
    files = commands.add_parser("knowledge", help=words["knowledge"]).add_subparsers(
        required=True, metavar="ACTION"
    )
    checking = add(files, "check", check_knowledge)
    checking.add_argument("directory", nargs="?", type=Path, metavar="DIR", help=words["option_dir"])
    checking.add_argument("--lang", choices=("zh", "en"), default="zh", help=words["option_lang"])
    tables = commands.add_parser("db", help=words["db"]).add_subparsers(required=True, metavar="ACTION")
    add(tables, "upgrade", upgrade_database, "db_upgrade")
    add(tables, "info", show_database, "db_info")
    benches = commands.add_parser("bench", help=words["bench"]).add_subparsers(
        required=True, metavar="ACTION"
    )
    bench.register(benches, add, words)
    return parser


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(_words()["bad_now"]) from fault


def _tell_state(app: App, settings: Settings) -> None:
    _tell("state", database=app.database.shown, knowledge=settings.knowledge_dir)


def _tell(key: str, **values: object) -> None:
    print(_words()[key].format(**values), file=sys.stderr)


def _words() -> dict[str, str]:
    return words_in(Path(__file__).parent / "cli_words.yaml")


if __name__ == "__main__":
    main()
