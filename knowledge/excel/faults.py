"""What is wrong in a table, at which cell, and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default_field

from openpyxl.utils import get_column_letter

from knowledge.excel.sentences import sentence, sentences
from knowledge.problems import sentences as problem_sentences


@dataclass(frozen=True, slots=True)
class CellFault:
    """row: from 1, 0 for the whole sheet; column: from 0. code: of words.yaml, or of problems.yaml, whose
    sentence takes the heading for the field."""

    sheet: str
    row: int
    column: int
    heading: str
    code: str
    details: Mapping[str, str] = default_field(default_factory=dict)

    @property
    def cell(self) -> str:
        return f"{get_column_letter(self.column + 1)}{self.row}" if self.row else ""

    def told(self, language: str = "zh") -> str:
        """What is wrong and how to mend it."""
        if self.code in sentences():
            return sentence(self.code, language, **self.details)
        words = problem_sentences()[self.code][language]
        return " ".join(words.format(**{"field": self.heading, **self.details}).split())

    def line(self, language: str = "zh") -> str:
        """With where it is."""
        where = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return f"{where} {self.heading}: {self.told(language)}"
