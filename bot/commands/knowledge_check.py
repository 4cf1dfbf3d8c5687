"""`tuoyu knowledge check`: everything that is wrong or doubtful in the files, at once."""

import argparse
import gc
import sys
from pathlib import Path

from bot.clock import system_clock
from bot.commands.console import Actions, add, show, words
from bot.commands.progress import Bar
from bot.dialogue.trial import Trial
from bot.settings import Settings
from knowledge.check import checked
from knowledge.problems import render


def register(files: Actions) -> None:
    checking = add(files, "check", check_knowledge)
    checking.add_argument("directory", nargs="?", type=Path, metavar="DIR", help=words()["option_dir"])
    checking.add_argument("--lang", choices=("zh", "en"), default="zh", help=words()["option_lang"])


def check_knowledge(options: argparse.Namespace, settings: Settings) -> int:
    gc.disable()  # nearly all that is read stays until the end: looking for garbage costs half a second
    now = system_clock()
    with Bar(sys.stderr) as bar:
        found = checked(
            options.directory or settings.knowledge_dir,
            now.date(),
            lambda knowledge: Trial(knowledge, now),
            bar,
        )
    for problem in found.problems:
        print(render(problem, options.lang))
    warnings = len(found.problems) - found.errors
    if found.knowledge is None:
        show("check_bad", errors=found.errors, warnings=warnings)
        return 1
    show(
        "check_good",
        providers=len(found.knowledge.providers),
        faq=len(found.knowledge.faq),
        places=len(found.knowledge.places),
        warnings=warnings,
    )
    return 0
