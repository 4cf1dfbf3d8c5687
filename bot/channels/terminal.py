"""A chat in the terminal: numbered buttons, also when standard input is a pipe (one message a line)."""

import unicodedata
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.messages import Answer, Button, Document, IncomingMessage, Reply, TurnFailed

NAME = "terminal"
SENDS_FILE = "/file "
WIDTH = 76  # columns; a Chinese character takes two
Handle = Callable[[IncomingMessage], Awaitable[Answer]]
Say = Callable[..., str]
CatchUp = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Screen:
    """offered: the buttons of the last answer, pressed by their number."""

    out: TextIO
    downloads: Path
    offered: list[Button]

    def show(self, answer: Answer) -> None:
        self.offered = [button for reply in answer.replies for row in reply.buttons for button in row]
        numbers = iter(range(1, len(self.offered) + 1))
        for reply in answer.replies:
            for line in _laid_out(reply, numbers):
                print(line, file=self.out)
            if reply.document:
                path = self.downloads / reply.document.name
                path.write_bytes(reply.document.content)
                print(f"   → {path}", file=self.out)
        print(file=self.out, flush=True)


async def run(
    read_line: Callable[[str], str | None],
    out: TextIO,
    handle: Handle,
    say: Say,
    user: str,
    downloads: Path,
    catch_up: CatchUp,
) -> None:
    """read_line(prompt) gives None at the end of input. catch_up: does what the time that has passed calls
    for, before each message."""
    screen = Screen(out, downloads, [])
    print(say("terminal.welcome", "zh-Hans"), file=out, flush=True)
    while (line := read_line(say("terminal.prompt", "zh-Hans"))) is not None:
        text = line.strip()
        if not text:
            continue
        await catch_up()
        try:
            screen.show(await handle(_message(text, screen.offered, user)))
        except OSError as fault:
            print(say("terminal.no_file", "zh-Hans", fault=fault.strerror or fault), file=out, flush=True)
        except TurnFailed:
            print(say("fault", "zh-Hans"), file=out, flush=True)


def _message(text: str, offered: list[Button], user: str) -> IncomingMessage:
    """A bare number presses the button of that number, when one is offered; `/file PATH` sends a file.
    OSError where there is none."""
    if text.startswith(SENDS_FILE):
        path = Path(text.removeprefix(SENDS_FILE).strip()).expanduser()
        return IncomingMessage(NAME, user, document=Document(path.name, "", path.read_bytes()))
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(offered):
        return IncomingMessage(NAME, user, button=offered[int(text) - 1].data)
    return IncomingMessage(NAME, user, text=text)


def _laid_out(reply: Reply, numbers: Iterator[int]) -> Iterator[str]:
    for paragraph in reply.text.split("\n"):
        yield from _wrapped(paragraph)
    if reply.location:
        yield f"   📍 {reply.location.name} {reply.location.lat:.5f}, {reply.location.lon:.5f}"
    for row in reply.buttons:
        labels = "   ".join(f"[{next(numbers)}] {button.label}" for button in row)
        yield f"  {labels}"


def _wrapped(text: str) -> Iterator[str]:
    """Lines of at most WIDTH columns, broken at a space or between Chinese characters."""
    line, width = "", 0
    for character in text:
        columns = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width + columns > WIDTH:
            at = line.rfind(" ") if character.isascii() and character != " " else -1
            yield line[:at] if at > WIDTH // 2 else line
            line = line[at + 1 :] if at > WIDTH // 2 else ""
            width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
        line, width = line + character, width + columns
    yield line
