"""A bar on the terminal for what takes seconds; nothing where nobody looks."""

from typing import TextIO

from bot.commands.console import words

WIDTH = 24  # characters
_CLEAR = "\r\x1b[K"


class Bar:
    """Called as knowledge.progress says; `with` clears its line at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if stream.isatty() else None
        self._shown = ""

    def __call__(self, step: str, done: int, of: int) -> None:
        filled = WIDTH * done // max(1, of)
        line = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {words()[f'progress_{step}']}"
        if self._stream and line != self._shown:
            self._stream.write(_CLEAR + line)
            self._stream.flush()
            self._shown = line

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream and self._shown:
            self._stream.write(_CLEAR)
            self._stream.flush()
