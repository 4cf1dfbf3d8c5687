"""What a draft is made of: files, questions of parents, and what the columns of a foreign list mean."""

import json
import unicodedata
from dataclasses import asdict, dataclass
from typing import Self

from db.models import DraftStep
from knowledge.excel.mapping import ListMapping

LONGEST_NAME = 200  # bytes; a file system takes 255, and some of its names are this one with more


@dataclass(frozen=True, slots=True)
class File:
    """As it was sent; where it belongs is found out when it is looked at."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """A question of parents as an example of an FAQ entry. answer, category: of an entry that begins with it.
    numbers: of the recorded questions that are dealt with by it."""

    entry: str
    question: str
    answer: str | None = None
    category: str | None = None
    numbers: tuple[int, ...] = ()

    def kept(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        found = json.loads(content)
        return cls(**{**found, "numbers": tuple(found["numbers"])})


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the columns of the list in the file of that name mean, as far as it was told; None when it is to
    be told anew, whatever was told of such lists before."""

    name: str
    mapping: ListMapping | None


Step = File | Question | Mapped


def kept_name(name: str) -> str:
    """As a file system and the database take it: without what is not seen or makes a file hidden, and of one
    that is long the end, which says what kind of file it is."""
    seen = "".join(letter for letter in name if not unicodedata.category(letter).startswith("C"))
    return seen.lstrip(".~$").encode()[-LONGEST_NAME:].decode(errors="ignore")


def row_of(step: Step, draft_id: int) -> DraftStep:
    match step:
        case File(name, content):
            return DraftStep(draft_id=draft_id, kind="file", name=kept_name(name), content=content)
        case Question(entry):
            return DraftStep(draft_id=draft_id, kind="question", name=entry, content=step.kept())
        case Mapped(name, mapping):
            content = mapping.model_dump_json().encode() if mapping else b""
            return DraftStep(draft_id=draft_id, kind="mapping", name=kept_name(name), content=content)


def step_of(row: DraftStep) -> Step:
    match row.kind:
        case "file":
            return File(row.name, row.content)
        case "mapping":
            return Mapped(row.name, mapping_of(row))
        case _:
            return Question.read(row.content)


def mapping_of(row: DraftStep) -> ListMapping | None:
    return ListMapping.model_validate_json(row.content) if row.content else None
