"""A difference as one line that an administrator reads: 奉浦宝宝屋：周二 9:00–11:00 → 9:00–16:30."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.diff_values import (
    HOLIDAY,
    Added,
    Change,
    Items,
    Moved,
    NewHours,
    Piece,
    Removed,
    Renumbered,
    Replaced,
    Reworded,
    Spans,
)
from knowledge.schema import AgeRange, Fee, Rating

AROUND = 12  # characters of an unchanged stretch that are shown beside a change


def lines(changes: Sequence[Change], language: str = "zh") -> Iterator[str]:
    """One or more for each change. language: "zh" or "en"."""
    for change in changes:
        yield from _Told(change, language).lines()


class _Told:
    def __init__(self, change: Change, language: str) -> None:
        self._change = change
        self._language = language

    def lines(self) -> Iterator[str]:
        match self._change.what:
            case Added():
                yield self._line("part_added" if self._change.path else "added")
            case Removed():
                yield self._line("part_removed" if self._change.path else "removed")
            case Renumbered(before, after):
                yield self._line("renumbered", before=before, after=after)
            case Replaced(before, after):
                yield self._replaced(before, after)
            case NewHours(days, before, after):
                told = self._days(days)
                yield self._line("hours", days=told, before=self._spans(before), after=self._spans(after))
            case Moved(metres):
                yield self._line("moved", metres=metres)
            case Reworded(pieces):
                yield self._line("reworded", text=self._pieces(pieces))
            case Items(added, removed):
                yield from (self._line("items_removed", text=item) for item in removed)
                yield from (self._line("items_added", text=item) for item in added)
                if not added and not removed:
                    yield self._line("reordered")

    def _replaced(self, before: object, after: object) -> str:
        match self._change.path:
            case ("name",):
                return self._line("renamed", before=before, after=after)
            case (*_, "amount"):
                return self._line("replaced", before=self._yuan(before), after=self._yuan(after))
        return self._line("replaced", before=self._value(before), after=self._value(after))

    def _yuan(self, amount: object) -> str:
        return self._word("values", "yuan").format(amount=f"{amount:g}")

    def _line(self, key: str, **values: object) -> str:
        change = self._change
        field = "".join(self._field(part) for part in change.path)
        if key == "hours" and field:
            field += " "
        kind = self._word("kinds", change.kind)
        line = self._word("lines", key).format(kind=kind, name=change.name, field=field, **values)
        return " ".join(line.replace("： ", "：").split())

    def _field(self, part: str) -> str:
        known = words()["fields"].get(part)
        told = known[self._language] if known else part
        return f"{told} " if self._language == "en" and told else str(told)

    def _word(self, group: str, key: str) -> str:
        return str(words()[group][key][self._language])

    def _days(self, days: Sequence[int]) -> str:
        names = words()["days"]["names"][self._language]
        runs: list[list[int]] = []
        for day in days:
            if runs and runs[-1][-1] == day - 1 and day < HOLIDAY:
                runs[-1].append(day)
            else:
                runs.append([day])
        told = []
        for run in runs:
            if len(run) > 2:
                told.append(self._word("days", "run").format(first=names[run[0]], last=names[run[-1]]))
            else:
                told += [names[day] for day in run]
        return self._word("days", "comma").join(told)

    def _spans(self, spans: Spans | None) -> str:
        if spans is None:
            return self._word("values", "as_weekday")
        told = (f"{_clock(begins)}–{_clock(ends)}" for begins, ends in spans)
        return self._word("days", "comma").join(told) or self._word("values", "closed")

    def _value(self, value: object) -> str:
        match value:
            case None | ():
                return self._word("values", "nothing")
            case bool():
                return self._word("values", "yes" if value else "no")
            case AgeRange():
                return self._word("values", "ages").format(first=value.from_, last=value.to)
            case Rating():
                return self._word("values", "rating").format(grade=value.grade, year=value.year)
            case Fee():
                return self._yuan(value.amount)
            case float():
                return f"{value:g}"
            case date():
                return value.isoformat()
        known = words()["fields"].get(value) if isinstance(value, str) else None
        return str(known[self._language]) if known else " ".join(str(value).split())

    def _pieces(self, pieces: Sequence[Piece]) -> str:
        told = []
        for number, piece in enumerate(pieces):
            if piece.before == piece.after:
                told.append(_shortened(piece.before, number == 0, number == len(pieces) - 1))
                continue
            mark = "replaced" if piece.before and piece.after else "gone" if piece.before else "come"
            told.append(self._word("marks", mark).format(before=piece.before, after=piece.after))
        return "".join(told)


def _shortened(text: str, first: bool, last: bool) -> str:
    """Only what stands next to a change."""
    if first:
        return text if len(text) <= AROUND else f"…{text[-AROUND:]}"
    if last:
        return text if len(text) <= AROUND else f"{text[:AROUND]}…"
    return text if len(text) <= 2 * AROUND else f"{text[:AROUND]}…{text[-AROUND:]}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


@cache
def words() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "diff.yaml").read_text(encoding="utf-8"))
    return found
