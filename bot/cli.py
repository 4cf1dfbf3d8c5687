"""The `tuoyu` command: settings and sub-command in, exit status out."""

import argparse
import logging
import os
import sys
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.bench import command as bench
from bot.channels.channel import ChannelSetupError
from bot.commands import admin, check_in, database, knowledge, outbox, poster, talking, weekly
from bot.commands.console import add, group, tell, words
from bot.settings import SettingsError, read_settings
from db.session import shown, sync_url
from knowledge.problems import KnowledgeError, render


def main() -> None:
    """Reads the environment once and runs the sub-command; its result is the exit status."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        settings = read_settings(os.environ, Path(".env"))
    except SettingsError as error:
        for variable, fault in error.wrong:
            tell("bad_setting", variable=variable, fault=fault)
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
        tell("bad_knowledge", count=len(error.problems))
        sys.exit(1)
    except (SQLAlchemyError, OSError) as error:
        logging.getLogger(__name__).debug("no database", exc_info=True)
        tell("no_database", database=shown(sync_url(settings.database_url)), fault=type(error).__name__)
        sys.exit(1)
    except ChannelSetupError as error:
        tell("telegram_refused", fault=error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tuoyu",
        description=words()["about"],
        epilog=words()["epilog"],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (talking, knowledge, admin, weekly, database, check_in, poster, outbox):
        module.register(commands)
    bench.register(group(commands, "bench"), add, words())
    return parser


if __name__ == "__main__":
    main()
