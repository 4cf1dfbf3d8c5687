"""Tables of text, however they were written."""

from dataclasses import dataclass, replace

COLUMNS = 200  # what stands farther right is not looked at


@dataclass(frozen=True, slots=True)
class Line:
    """number: as the program shows it, from 1. formulas: the columns, from 0, that hold one. sheet: which, of
    several that make up one list."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()
    sheet: str = ""

    def __getitem__(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""

    def without_formulas(self) -> "Line":
        """They are empty then: nobody computes them here."""
        if not self.formulas:
            return self
        cells = tuple("" if n in self.formulas else c for n, c in enumerate(self.cells))
        return replace(self, cells=cells, formulas=frozenset())


@dataclass(frozen=True, slots=True)
class Table:
    """lines: those that are not empty."""

    title: str
    lines: tuple[Line, ...]
