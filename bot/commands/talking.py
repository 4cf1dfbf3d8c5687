"""`tuoyu serve | chat | ask`: the bot itself."""

import argparse
import asyncio
import random
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any

from bot.app import App, build
from bot.channels import jsonl, terminal
from bot.clock import Clock, FrozenClock, system_clock
from bot.commands.console import Actions, add, instant, tell, words
from bot.dialogue.conversation import Conversation
from bot.dialogue.explain import explanation
from bot.messages import IncomingMessage
from bot.settings import Settings

TERMINAL_USER = "terminal"


def register(actions: Actions) -> None:
    add(actions, "serve", serve)
    chatting = add(actions, "chat", chat)
    chatting.add_argument("--jsonl", action="store_true", help=words()["option_jsonl"])
    asking = add(actions, "ask", ask)
    asking.add_argument("question")
    asking.add_argument("--explain", action="store_true", help=words()["option_explain"])
    for command in (chatting, asking):
        command.add_argument("--knowledge", type=Path, metavar="DIR", help=words()["option_knowledge"])
        command.add_argument("--now", type=instant, metavar="ISO-8601", help=words()["option_now"])
    chatting.add_argument("--db", metavar="URL", help=words()["option_db"])


def serve(_: argparse.Namespace, settings: Settings) -> int:
    app = build(settings, system_clock, random.SystemRandom())
    _tell_state(app, settings)
    with app.follower, app.reviewer, _pages(app, settings):
        asyncio.run(_on_telegram(app, settings) if settings.telegram_token else _in_terminal(app))
    return 0


def _pages(app: App, settings: Settings) -> AbstractContextManager[object]:
    """Of the staff. Where they cannot be served the bot still answers parents."""
    if not settings.web_port:
        return nullcontext()
    from bot.web.server import PortTaken, Server  # slow to import, and only needed here

    try:
        server = Server(app.office, settings.web_host, settings.web_port)
    except PortTaken as fault:
        tell("pages_off", address=fault)
        return nullcontext()
    tell("pages_on", host=settings.web_host, port=server.port)
    return server


def chat(options: argparse.Namespace, settings: Settings) -> int:
    frozen = FrozenClock(options.now) if options.now else None
    clock: Clock = frozen or system_clock
    app = build(_with_options(settings, options), clock, random.SystemRandom())
    if not options.jsonl:
        _tell_state(app, _with_options(settings, options))
    with app.follower, app.reviewer:
        asyncio.run(_in_json_lines(app, frozen) if options.jsonl else _in_terminal(app))
    return 0


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Against a database of its own in memory, so that nothing is kept."""
    clock: Clock = FrozenClock(options.now) if options.now else system_clock
    options.db = "sqlite:///:memory:"
    app = build(_with_options(settings, options), clock, random.SystemRandom())
    if options.explain:
        reading = app.engine.understanding.read(options.question, clock())
        print(explanation(reading, Conversation()), end="\n\n")
    answer = asyncio.run(app.engine.handle(IncomingMessage("ask", TERMINAL_USER, text=options.question)))
    terminal.Screen(sys.stdout, Path.cwd(), []).show(answer)
    return 0


async def _on_telegram(app: App, settings: Settings) -> None:
    from bot.channels.telegram.channel import TelegramChannel  # slow to import, and only needed here

    channel = TelegramChannel(
        settings.telegram_token,
        settings.telegram_api,
        app.database,
        app.engine.handle,
        app.engine.say,
        app.clock,
        app.engine.takes_files,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, channel.stop)
    tell("telegram_on")
    jobs = asyncio.create_task(app.jobs.run())
    try:
        await channel.run()
    finally:
        jobs.cancel()


async def _in_json_lines(app: App, clock: FrozenClock | None) -> None:
    await jsonl.run(sys.stdin, sys.stdout, app.engine.handle, clock, app.engine.say, app.jobs.once)


async def _in_terminal(app: App) -> None:
    await terminal.run(
        _line_reader(),
        sys.stdout,
        app.engine.handle,
        app.engine.say,
        TERMINAL_USER,
        Path.cwd(),
        catch_up=app.jobs.once,
    )


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


def _tell_state(app: App, settings: Settings) -> None:
    tell("state", database=app.database.shown, knowledge=settings.knowledge_dir)
