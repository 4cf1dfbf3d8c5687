"""What is asked about a foreign list: Enter agrees to what is proposed, and mostly it is right."""

import sys
from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from bot.commands.console import show, tell, words
from knowledge.excel.columns import labels_of
from knowledge.excel.datum import likely_datum
from knowledge.excel.foreign_hours import days_of, names_no_day
from knowledge.excel.foreign_values import likely_kind
from knowledge.excel.listed_rows import RowReader, kinds_not_known
from knowledge.excel.listing import rows_without_district
from knowledge.excel.mapping import ForeignList, ListMapping, likely_name
from knowledge.excel.safety import Refused
from knowledge.excel.targets import IGNORE, targets
from knowledge.loader import Files

SHOWN = 2  # examples of a column
SURE = 90  # of 100; below, a column is marked to be looked at
DATUMS = ("gcj02", "bd09", "wgs84")
USUAL_KIND = "social"
MOST_KINDS = 8  # asked one by one; more are asked at once


def asked(listed: ForeignList, files: Files, *, datum: bool, source: bool) -> ListMapping:
    """Which column is what, then what holds for the whole list. datum, source: whether to ask for them."""
    if listed.others:
        show("list_others", titles="、".join(listed.others))
    mapping = ListMapping(columns=_columns(listed))
    _ask_kinds(listed, mapping)
    _ask_district(listed, files, mapping)
    reader = RowReader(listed, mapping)
    if reader.points and datum:
        mapping.datum = "wgs84" if reader.abroad else _datum(listed, reader)
    if any(map(names_no_day, filter(None, reader.values("hours")))):
        mapping.days = _days()
    if source:
        mapping.source = ask(words()["list_source"].format(title=listed.table.title), listed.table.title)
    return mapping


def ask(question: str, otherwise: str) -> str:
    """Refused where nobody is there to answer."""
    print(question, end=" ", flush=True)
    line = sys.stdin.readline()
    if not line:
        raise Refused("nobody_answers")
    return line.strip() or otherwise


def _columns(listed: ForeignList) -> dict[str, str]:
    """All columns at a glance, until they are right."""
    columns = {proposal.heading: proposal.target for proposal in listed.proposals}
    by_letter = {get_column_letter(p.column + 1): p.heading for p in listed.proposals}
    _show_columns(listed, columns)
    if "name" not in columns.values():
        columns[_which_is_name(listed, by_letter)] = "name"
    while answer := ask(words()["list_right"], "").upper():
        letter, _, number = answer.replace("=", " ").partition(" ")
        if (heading := by_letter.get(letter)) is None:
            tell("list_letter", last=list(by_letter)[-1])
            continue
        _give(columns, heading, _target(heading, columns[heading], number.strip()))
        show("list_now", heading=heading, label=targets()[columns[heading]].label)
        if "name" not in columns.values():
            columns[_which_is_name(listed, by_letter)] = "name"
    return columns


def _show_columns(listed: ForeignList, columns: dict[str, str]) -> None:
    show("list_about", title=listed.table.title, rows=len(listed.lines), columns=len(columns))
    for proposal in listed.proposals:
        target = columns[proposal.heading]
        key = "list_column" if target == IGNORE or proposal.score >= SURE else "list_column_unsure"
        examples = "、".join(" ".join(example[:16].split()) for example in proposal.examples[:SHOWN])
        letter = get_column_letter(proposal.column + 1)
        show(
            key,
            letter=letter,
            heading=" ".join(proposal.heading.split()),
            examples=examples,
            label=targets()[target].label,
        )


def _which_is_name(listed: ForeignList, by_letter: dict[str, str]) -> str:
    guess = likely_name(listed)
    while True:
        answer = ask(words()["list_which_name"].format(heading=guess), "").upper()
        if not answer or answer in by_letter:
            return by_letter[answer] if answer else guess
        tell("list_letter", last=list(by_letter)[-1])


def _target(heading: str, now: str, number: str) -> str:
    """number: as given with the letter, or none yet."""
    names = list(targets())
    if number.isdecimal() and 1 <= int(number) <= len(names):
        return names[int(number) - 1]
    print("   ".join(f"{n} {target.label}" for n, target in enumerate(targets().values(), start=1)))
    return _choice(words()["list_what"].format(heading=heading, proposed=targets()[now].label), names, now)


def _give(columns: dict[str, str], heading: str, target: str) -> None:
    """A target has one column; only of fees there may be several."""
    for other, given in columns.items():
        if given == target and target != IGNORE and not target.startswith("fee."):
            columns[other] = IGNORE
    columns[heading] = target


def _ask_kinds(listed: ForeignList, mapping: ListMapping) -> None:
    if "kind" not in mapping.columns.values():
        proposed = likely_kind(listed.table.title) or USUAL_KIND
        mapping.kind = _kind(words()["list_kind_of_all"], proposed)
        return
    unknown = kinds_not_known(listed, mapping)
    if len(unknown) > MOST_KINDS:
        some = "、".join(unknown[:3])
        kind = _kind(words()["list_kind_of_many"].format(count=len(unknown), said=some), USUAL_KIND)
        mapping.kinds = dict.fromkeys(unknown, kind)
        return
    for said in unknown:
        proposed = likely_kind(said) or USUAL_KIND
        mapping.kinds[said] = _kind(words()["list_kind_of"].format(said=said), proposed)


def _ask_district(listed: ForeignList, files: Files, mapping: ListMapping) -> None:
    without, rows = rows_without_district(files, listed, mapping)
    if not without:
        return
    if without == rows:
        whole = words()["list_whole_city"]
        mapping.district = ask(words()["list_district"].format(whole=whole), whole)
    else:
        mapping.district = ask(words()["list_district_of_some"].format(count=without), "") or None


def _datum(listed: ForeignList, reader: RowReader) -> str:
    proposed = DATUMS.index(likely_datum(listed.headings, reader.points))
    return _one_of(words()["list_datum"], [words()[f"datum_{d}"] for d in DATUMS], DATUMS, proposed)


def _days() -> str:
    while True:
        if days := days_of(ask(words()["list_days"], words()["list_usual_days"])):
            return days
        tell("list_days_not_understood")


def _kind(question: str, proposed: str) -> str:
    labels = labels_of("Provider.kind")
    return _one_of(question, list(labels.values()), list(labels), list(labels).index(proposed))


def _one_of(question: str, labels: Sequence[str], names: Sequence[str], proposed: int) -> str:
    offered = "   ".join(f"{n} {label}" for n, label in enumerate(labels, start=1))
    print(f"{question}\n  {offered}")
    return _choice(words()["list_choose"].format(proposed=labels[proposed]), names, names[proposed])


def _choice(question: str, names: Sequence[str], proposed: str) -> str:
    """A number from 1 chooses; Enter takes what is proposed."""
    while answer := ask(question, ""):
        if answer.isdecimal() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        tell("list_number", last=len(names))
    return proposed
