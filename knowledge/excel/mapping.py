"""Which column of a foreign list is what: proposed, confirmed by a person, remembered by its headings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.excel.headings import LIKE_ENOUGH, heading_score
from knowledge.excel.lines import Line, Table
from knowledge.excel.looks import can_be, share
from knowledge.excel.targets import IGNORE, targets

REMEMBERED = "_列表对应.yaml"  # beside the knowledge; the underscore keeps it from being read as knowledge
SURE = 90  # of 100
LOOKS_SO = 0.8
_HEAD_WITHIN = 10  # lines above which the headings are looked for


class ListMapping(BaseModel):
    """columns: heading → target. kinds: what the list writes → kind. The rest holds for the whole list:
    days: of opening hours that name none, such as Mo-Fr."""

    model_config = ConfigDict(extra="forbid")

    columns: dict[str, str]
    kinds: dict[str, str] = Field(default_factory=dict)
    kind: str | None = None
    district: str | None = None
    datum: str | None = None
    days: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """score: 0 to 100, of the heading; 0 where only the values speak for it."""

    column: int
    heading: str
    examples: tuple[str, ...]
    target: str
    score: int

    @property
    def sure(self) -> bool:
        """Else it is marked to be looked at."""
        return self.target == IGNORE or self.score >= SURE


@dataclass(frozen=True, slots=True)
class ForeignList:
    """The table that holds the list, its line of headings, and the lines below; with those of the sheets that
    have the same headings. others: titles of sheets that are lists too, with other headings."""

    table: Table
    head: Line
    lines: tuple[Line, ...]
    proposals: tuple[Proposal, ...] = field(default_factory=tuple)
    others: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(proposal.heading for proposal in self.proposals)


def foreign_list(tables: Sequence[Table]) -> ForeignList | None:
    """None where no line looks like the headings of a list of providers. Headings may take two lines."""
    candidates = [
        (known, -lines, -number, head, table)
        for table in tables
        for number in range(len(table.lines[:_HEAD_WITHIN]))
        for lines, head in enumerate(_heads(table.lines, number), start=1)
        if (known := sum(heading_score(cell)[1] >= LIKE_ENOUGH for cell in head.cells)) > 1
    ]
    if not candidates:
        return None
    *_, head, table = max(candidates, key=lambda it: it[:3])
    parts = [(other, below) for other in tables if (below := _below(head, other)) is not None]
    joined = {other.title for other, _ in parts}
    lines = [
        replace(line, sheet=other.title if len(parts) > 1 else "") for other, below in parts for line in below
    ]
    others = dict.fromkeys(other.title for *_, other in candidates if other.title not in joined)
    return ForeignList(table, head, tuple(lines), _proposals(head, lines), tuple(others))


def _below(head: Line, table: Table) -> Sequence[Line] | None:
    """The lines below these headings; None where the table does not have them."""
    for number in range(len(table.lines[:_HEAD_WITHIN])):
        for lines, other in enumerate(_heads(table.lines, number), start=1):
            if _words(other) == _words(head):
                return table.lines[number + lines :]
    return None


def _words(head: Line) -> dict[int, str]:
    return {n: cell.strip() for n, cell in enumerate(head.cells) if cell.strip()}


def _heads(lines: Sequence[Line], number: int) -> Iterator[Line]:
    """The line, and the line with what stands below it, as under 联系方式 stand 负责人 and 电话."""
    upper, below = lines[number], lines[number + 1 : number + 2]
    yield upper
    for lower in below:
        width = range(max(len(upper.cells), len(lower.cells)))
        if any(lower[n].strip() and not upper[n].strip() for n in width):
            yield Line(lower.number, tuple(lower[n] if lower[n].strip() else upper[n] for n in width))


def likely_name(listed: ForeignList) -> str:
    """The heading of the column with most different words: each provider has a name of its own."""

    def different(proposal: Proposal) -> int:
        values = {line[proposal.column].strip() for line in listed.lines}
        return len({value for value in values if value and can_be("name", [value])})

    return max(listed.proposals, key=different).heading


def remembered(path: Path, headings: Sequence[str]) -> ListMapping | None:
    """The mapping for these headings. ValueError for a file that is none."""
    for mapping in _all(path):
        if set(headings) == set(mapping.columns):
            return mapping
    return None


def remember(path: Path, mapping: ListMapping) -> None:
    others = [other for other in _all(path) if set(other.columns) != set(mapping.columns)]
    kept = [m.model_dump(exclude_none=True) for m in (*others, mapping)]
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=200), encoding="utf-8")
    aside.replace(path)


def _all(path: Path) -> list[ListMapping]:
    try:
        data: Any = yaml.safe_load(path.read_text(encoding="utf-8-sig")) if path.exists() else []
        listed = data if isinstance(data, list) else [data]
        mappings = [ListMapping.model_validate(one) for one in listed]
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as fault:
        raise ValueError(path.name) from fault
    if any(target not in targets() for mapping in mappings for target in mapping.columns.values()):
        raise ValueError(path.name)
    return mappings


def _proposals(head: Line, lines: Sequence[Line]) -> tuple[Proposal, ...]:
    """Best first gets the target; what is left may still be told by how it looks."""
    columns = [n for n, cell in enumerate(head.cells) if cell.strip()]
    values = {n: [line[n] for line in lines if line[n].strip()][:60] for n in columns}
    scored = sorted(((*heading_score(head[n]), n) for n in columns), key=lambda it: -it[1])
    chosen: dict[int, tuple[str, int]] = {}
    taken: set[str] = set()
    for target, score, column in scored:
        free = target == IGNORE or target not in taken
        if score >= LIKE_ENOUGH and free and can_be(target, values[column]):
            chosen[column] = (target, score)
            taken.add(target)
    for column in columns:
        if column not in chosen:
            chosen[column] = (_by_looks(values[column], taken), 0)
            taken.add(chosen[column][0])
    names = _told_apart([head[n].strip() for n in columns])
    return tuple(
        Proposal(n, name, tuple(dict.fromkeys(values[n]))[:3], *chosen[n])
        for n, name in zip(columns, names, strict=True)
    )


def _told_apart(headings: Sequence[str]) -> list[str]:
    """备注, 备注 → 备注, 备注 (2)."""
    found: list[str] = []
    for heading in headings:
        numbered = chain([heading], (f"{heading} ({number})" for number in count(2)))
        found.append(next(name for name in numbered if name not in found))
    return found


def _by_looks(values: Sequence[str], taken: set[str]) -> str:
    shares: Mapping[str, float] = {
        target.name: share(target.looks, values)
        for target in targets().values()
        if target.looks and target.name not in taken and target.name != "inclusive"
    }
    best = max(shares, key=lambda name: shares[name], default=IGNORE)
    return best if shares.get(best, 0) >= LOOKS_SO else IGNORE
