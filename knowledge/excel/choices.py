"""What a person tells of a foreign list, and what is proposed: the columns, then what they leave open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.excel.columns import labels_of
from knowledge.excel.datum import likely_datum
from knowledge.excel.foreign_hours import days_of, names_no_day
from knowledge.excel.foreign_values import likely_kind
from knowledge.excel.listed_rows import DATUMS, RowReader, kinds_not_known
from knowledge.excel.listing import rows_without_district
from knowledge.excel.mapping import ForeignList, ListMapping, likely_name
from knowledge.excel.sentences import sentence
from knowledge.excel.targets import IGNORE, targets
from knowledge.loader import Files

Sort = Literal["column", "kind", "district", "datum", "days"]
USUAL_KIND = "social"
MOST_KINDS = 8  # told one by one; more are told at once
_EXAMPLES = 3
_DAYS = ("usual_days", "days_with_saturday", "every_day")


@dataclass(frozen=True, slots=True)
class Choice:
    """about: the heading of the column, or what the list writes for the kind; "" where it holds for all rows,
    or for those where nothing tells it: as many as count says."""

    sort: Sort
    about: str
    proposed: str
    examples: tuple[str, ...] = ()
    sure: bool = True
    count: int = 0


def columns(listed: ForeignList, before: Mapping[str, str] | None = None) -> tuple[Choice, ...]:
    """One for each column; one of them is always the name. before: what they were said to be already."""
    found = [Choice("column", it.heading, it.target, it.examples, it.sure) for it in listed.proposals]
    if before:
        return tuple(replace(choice, proposed=before[choice.about], sure=True) for choice in found)
    if all(choice.proposed != "name" for choice in found):
        name = likely_name(listed)
        found = [
            replace(choice, proposed="name", sure=False) if choice.about == name else choice
            for choice in found
        ]
    return tuple(found)


def left_open(listed: ForeignList, files: Files, mapping: ListMapping) -> Iterator[Choice]:
    """What the columns do not tell and nobody said yet. files: of the knowledge that the list comes to."""
    yield from _kinds(listed, mapping)
    if mapping.district is None:
        yield from _district(listed, files, mapping)
    reader = RowReader(listed, mapping)
    if mapping.datum is None and reader.points and not reader.abroad:
        yield Choice("datum", "", likely_datum(listed.headings, reader.points))
    without_day = sum(map(names_no_day, filter(None, reader.values("hours"))))
    if mapping.days is None and without_day:
        yield Choice("days", "", next(iter(options("days", files))), count=without_day)


def told(mapping: ListMapping, sort: Sort, about: str, value: str) -> ListMapping:
    """With what was told of one choice."""
    match sort:
        case "column":
            return mapping.model_copy(update={"columns": _given(mapping.columns, about, value)})
        case "kind" if about:
            return mapping.model_copy(update={"kinds": {**mapping.kinds, about: value}})
        case _:
            return mapping.model_copy(update={sort: value})


def options(sort: Sort, files: Files) -> Mapping[str, str]:
    """What may be chosen: value → what people see."""
    match sort:
        case "column":
            return {target.name: target.label for target in targets().values()}
        case "kind":
            return labels_of("Provider.kind")
        case "datum":
            return {datum: sentence(f"datum_{datum}") for datum in DATUMS}
        case "days":
            return {days_of(words) or "": words for words in map(sentence, _DAYS)}
        case "district":
            whole = sentence("whole_city")
            known = {place.record.district: place.record.district for place in files.places if place.record}
            return {whole: whole, "": sentence("left_out"), **dict(sorted(known.items()))}


def _kinds(listed: ForeignList, mapping: ListMapping) -> Iterator[Choice]:
    if mapping.kind is not None:
        return
    if "kind" not in mapping.columns.values():
        yield Choice("kind", "", likely_kind(listed.table.title) or USUAL_KIND)
        return
    unknown = kinds_not_known(listed, mapping)
    if len(unknown) > MOST_KINDS:
        yield Choice("kind", "", USUAL_KIND, tuple(unknown[:_EXAMPLES]), count=len(unknown))
        return
    for said in unknown:
        yield Choice("kind", said, likely_kind(said) or USUAL_KIND)


def _district(listed: ForeignList, files: Files, mapping: ListMapping) -> Iterator[Choice]:
    """Where no row tells one they are all of one; single ones are rather left out than put anywhere."""
    without, rows = rows_without_district(files, listed, mapping)
    if without:
        yield Choice("district", "", sentence("whole_city") if without == rows else "", count=without)


def one_only(target: str) -> bool:
    """Whether it has one column; of fees there may be several."""
    return target != IGNORE and not target.startswith("fee.")


def _given(columns: Mapping[str, str], heading: str, target: str) -> dict[str, str]:
    """The column that had the target before loses it."""
    taken = {other for other, given in columns.items() if given == target and one_only(target)}
    return {**columns, **dict.fromkeys(taken, IGNORE), heading: target}
