"""What is asked about a foreign list: Enter agrees to what is proposed, and mostly it is right."""

import sys
from collections.abc import Mapping, Sequence

from openpyxl.utils import get_column_letter

from bot.commands.console import show, tell, words
from knowledge.excel.choices import Choice, left_open, options, told
from knowledge.excel.foreign_hours import days_of
from knowledge.excel.mapping import ForeignList, ListMapping, likely_name
from knowledge.excel.safety import Refused
from knowledge.excel.targets import targets
from knowledge.loader import Files

SHOWN = 2  # examples of a column


def asked(listed: ForeignList, files: Files, *, datum: bool, source: bool) -> ListMapping:
    """Which column is what, then what that leaves open. datum, source: whether to ask for them."""
    if listed.others:
        show("list_others", titles="、".join(listed.others))
    mapping = ListMapping(columns=_columns(listed))
    for choice in left_open(listed, files, mapping):
        if choice.sort != "datum" or datum:
            mapping = told(mapping, choice.sort, choice.about, _answer(choice, files))
    if source:
        title = listed.table.title
        mapping.source = ask(words()["list_source"].format(title=title), title)
    return mapping


def _answer(choice: Choice, files: Files) -> str:
    offered = options(choice.sort, files)
    match choice.sort:
        case "days":
            return _days(offered[choice.proposed])
        case "district":
            if choice.proposed:
                return ask(words()["list_district"].format(whole=choice.proposed), choice.proposed)
            return ask(words()["list_district_of_some"].format(count=choice.count), "")
        case "datum":
            question = words()["list_datum"]
        case _ if choice.about:
            question = words()["list_kind_of"].format(said=choice.about)
        case _ if choice.count:
            said = "、".join(choice.examples)
            question = words()["list_kind_of_many"].format(count=choice.count, said=said)
        case _:
            question = words()["list_kind_of_all"]
    return _one_of(question, offered, choice.proposed)


def ask(question: str, otherwise: str) -> str:
    """Refused where nobody is there to answer."""
    print(question, end=" ", flush=True)
    line = sys.stdin.readline()
    if not line:
        raise Refused("nobody_answers")
    return line.strip() or otherwise


def _columns(listed: ForeignList) -> dict[str, str]:
    """All columns at a glance, until they are right."""
    mapping = ListMapping(columns={proposal.heading: proposal.target for proposal in listed.proposals})
    by_letter = {get_column_letter(p.column + 1): p.heading for p in listed.proposals}
    _show_columns(listed)
    mapping = _with_name(mapping, listed, by_letter)
    while answer := ask(words()["list_right"], "").upper():
        letter, _, number = answer.replace("=", " ").partition(" ")
        if (heading := by_letter.get(letter)) is None:
            tell("list_letter", last=list(by_letter)[-1])
            continue
        target = _target(heading, mapping.columns[heading], number.strip())
        mapping = told(mapping, "column", heading, target)
        show("list_now", heading=heading, label=targets()[target].label)
        mapping = _with_name(mapping, listed, by_letter)
    return mapping.columns


def _show_columns(listed: ForeignList) -> None:
    show("list_about", title=listed.table.title, rows=len(listed.lines), columns=len(listed.proposals))
    for proposal in listed.proposals:
        examples = "、".join(" ".join(example[:16].split()) for example in proposal.examples[:SHOWN])
        show(
            "list_column" if proposal.sure else "list_column_unsure",
            letter=get_column_letter(proposal.column + 1),
            heading=" ".join(proposal.heading.split()),
            examples=examples,
            label=targets()[proposal.target].label,
        )


def _with_name(mapping: ListMapping, listed: ForeignList, by_letter: dict[str, str]) -> ListMapping:
    """One column is the name."""
    guess = likely_name(listed)
    while "name" not in mapping.columns.values():
        answer = ask(words()["list_which_name"].format(heading=guess), "").upper()
        if not answer or answer in by_letter:
            return told(mapping, "column", by_letter.get(answer, guess), "name")
        tell("list_letter", last=list(by_letter)[-1])
    return mapping


def _target(heading: str, now: str, number: str) -> str:
    """number: as given with the letter, or none yet."""
    names = list(targets())
    if number.isdecimal() and 1 <= int(number) <= len(names):
        return names[int(number) - 1]
    print("   ".join(f"{n} {target.label}" for n, target in enumerate(targets().values(), start=1)))
    return _choice(words()["list_what"].format(heading=heading, proposed=targets()[now].label), names, now)


def _days(usual: str) -> str:
    while True:
        if days := days_of(ask(words()["list_days"], usual)):
            return days
        tell("list_days_not_understood")


def _one_of(question: str, offered: Mapping[str, str], proposed: str) -> str:
    labels = "   ".join(f"{n} {label}" for n, label in enumerate(offered.values(), start=1))
    print(f"{question}\n  {labels}")
    return _choice(words()["list_choose"].format(proposed=offered[proposed]), list(offered), proposed)


def _choice(question: str, names: Sequence[str], proposed: str) -> str:
    """A number from 1 chooses; Enter takes what is proposed."""
    while answer := ask(question, ""):
        if answer.isdecimal() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        tell("list_number", last=len(names))
    return proposed
