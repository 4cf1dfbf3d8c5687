"""The command `tuoyu knowledge`, in this process."""

import argparse

from bot.commands import knowledge
from bot.settings import Settings


def tuoyu(settings: Settings, *command: str) -> int:
    parser = argparse.ArgumentParser()
    knowledge.register(parser.add_subparsers())
    options = parser.parse_args(["knowledge", *command])
    status: int = options.run(options, settings)
    return status
