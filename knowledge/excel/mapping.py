"""Which column of a foreign list is what: proposed, confirmed by a person, remembered by its headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rapidfuzz import fuzz

from knowledge.excel.looks import share
from knowledge.excel.reading import Line, Table
from knowledge.excel.targets import IGNORE, targets
from knowledge.text import normalise

REMEMBERED = "_列表对应.yaml"  # beside the knowledge; the underscore keeps it from being read as knowledge
LIKE_ENOUGH = 72  # of 100
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


@dataclass(frozen=True, slots=True)
class ForeignList:
    """The table that holds the list, its line of headings, and the lines below."""

    table: Table
    head: Line
    lines: tuple[Line, ...]
    proposals: tuple[Proposal, ...] = field(default_factory=tuple)

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(proposal.heading for proposal in self.proposals)


def foreign_list(tables: Sequence[Table]) -> ForeignList | None:
    """None where no line looks like the headings of a list of providers."""
    candidates = [
        (sum(_heading_score(cell)[1] >= LIKE_ENOUGH for cell in line.cells), -number, table)
        for table in tables
        for number, line in enumerate(table.lines[:_HEAD_WITHIN])
    ]
    best = max(candidates, key=lambda it: it[:2], default=None)
    if best is None or best[0] < 2:
        return None
    table = best[2]
    at = -best[1]
    head, lines = table.lines[at], table.lines[at + 1 :]
    return ForeignList(table, head, lines, _proposals(head, lines))


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
    scored = sorted(((*_heading_score(head[n]), n) for n in columns), key=lambda it: -it[1])
    chosen: dict[int, tuple[str, int]] = {}
    taken: set[str] = set()
    for target, score, column in scored:
        if score >= LIKE_ENOUGH and (target == IGNORE or target not in taken):
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
        again = sum(other.split(" (")[0] == heading for other in found)
        found.append(f"{heading} ({again + 1})" if again else heading)
    return found


def _by_looks(values: Sequence[str], taken: set[str]) -> str:
    shares: Mapping[str, float] = {
        target.name: share(target.looks, values)
        for target in targets().values()
        if target.looks and target.name not in taken and target.name != "inclusive"
    }
    best = max(shares, key=lambda name: shares[name], default=IGNORE)
    return best if shares.get(best, 0) >= LOOKS_SO else IGNORE


def _heading_score(heading: str) -> tuple[str, int]:
    """The target whose headings are most alike, 0 to 100."""
    plain = _plain(heading)
    if not plain or len(plain) > 24:
        return IGNORE, 0
    best = (IGNORE, 0)
    for target in targets().values():
        for known in target.headings:
            score = 100 if _plain(known) == plain else round(min(99, fuzz.ratio(_plain(known), plain)))
            if score > best[1]:
                best = (target.name, score)
    return best


def _plain(heading: str) -> str:
    """Without remarks in brackets, such as （元/月）."""
    text = normalise(heading).replace("\n", "").replace("*", "").replace(" ", "")
    outside = text.split("(")[0]
    return outside or text
