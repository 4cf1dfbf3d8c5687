"""Tables in Markdown, for the terminal and for docs alike; the words of the bench."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.word_files import words_in

WORDS = Path(__file__).parent / "words.yaml"


def say(key: str, **values: object) -> str:
    return words_in(WORDS)[key].format(**values)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """First column words, the others numbers; columns padded so that it can be read as it is."""
    cells = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [_line(row, widths) for row in cells]
    ruler = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join([lines[0], _line(ruler, widths), *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = row
    padded = [first.ljust(widths[0]), *(c.rjust(w) for c, w in zip(others, widths[1:], strict=True))]
    return f"| {' | '.join(padded)} |"
