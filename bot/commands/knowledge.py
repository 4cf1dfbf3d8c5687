"""`tuoyu knowledge`: the administrators' files."""

import argparse
from pathlib import Path

from bot.clock import system_clock
from bot.commands.console import Actions, add, group, show, words
from bot.settings import Settings
from knowledge.check import check
from knowledge.loader import load
from knowledge.problems import render


def register(actions: Actions) -> None:
    files = group(actions, "knowledge")
    checking = add(files, "check", check_knowledge)
    checking.add_argument("directory", nargs="?", type=Path, metavar="DIR", help=words()["option_dir"])
    checking.add_argument("--lang", choices=("zh", "en"), default="zh", help=words()["option_lang"])


def check_knowledge(options: argparse.Namespace, settings: Settings) -> int:
    directory = options.directory or settings.knowledge_dir
    problems = check(directory, system_clock().date())
    for problem in problems:
        print(render(problem, options.lang))
    errors = sum(problem.severity == "error" for problem in problems)
    if errors:
        show("check_bad", errors=errors, warnings=len(problems) - errors)
        return 1
    knowledge = load(directory)
    show(
        "check_good",
        providers=len(knowledge.providers),
        faq=len(knowledge.faq),
        places=len(knowledge.places),
        warnings=len(problems),
    )
    return 0
