"""What differs between two states of one record, field by field."""

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

import rjieba

from knowledge.diff_hours import hours_changes
from knowledge.diff_values import Added, Items, Moved, Path, Piece, Removed, Replaced, Reworded, What
from knowledge.nearby import distance_m
from knowledge.schema import AgeRange, Fee, Hours, Model, Point, Rating, Schedule, ServiceOffer, Text

Found = tuple[Path, What]
_WHOLE = (AgeRange, Rating)  # told in one breath


def between(old: Model, new: Model, path: Path = ()) -> Iterator[Found]:
    """In the order of the schema."""
    for name in type(new).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield from _field((*path, name), before, after)


def _field(path: Path, old: Any, new: Any) -> Iterator[Found]:
    if isinstance(old, tuple) and isinstance(new, tuple):
        yield from _listed(path, old, new)
    elif isinstance(old, Text) and isinstance(new, Text):
        yield from _text(path, old, new)
    elif isinstance(old, Point) and isinstance(new, Point):
        yield path, Moved(round(distance_m((old.lat, old.lon), (new.lat, new.lon))))
    elif isinstance(old, Model) and isinstance(new, Model) and not isinstance(new, _WHOLE):
        yield from between(old, new, path)
    else:
        yield path, Replaced(_told(old), _told(new))


def _listed(path: Path, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[Found]:
    kind = type((*new, *old)[0])
    if kind is ServiceOffer:
        yield from _keyed(path, old, new, lambda offer: offer.service)
    elif kind is Fee:
        yield from _keyed(path, old, new, lambda fee: fee.unit)
    elif kind in (Hours, Schedule):
        yield from _rules(path, old, new)
    else:
        before, after = [_line(item) for item in old], [_line(item) for item in new]
        added = tuple(item for item in after if item not in before)
        removed = tuple(item for item in before if item not in after)
        if added or removed or before != after:
            yield path, Items(added, removed)
        else:  # only the English beside the Chinese
            for one, other in zip(old, new, strict=True):
                yield from _field(path, one, other) if one != other else ()


def _keyed(
    path: Path, old: Sequence[Model], new: Sequence[Model], key_of: Callable[[Any], str]
) -> Iterator[Found]:
    """Items that go by a name. Where one name stands twice (the fees of two years), whole items count."""
    before, after = [key_of(item) for item in old], [key_of(item) for item in new]
    twice = len({*before}) < len(before) or len({*after}) < len(after)
    counterpart = {} if twice else dict(zip(before, old, strict=True))
    for item in new:
        key = key_of(item)
        if key in counterpart:
            yield from between(counterpart[key], item, (*path, key))
        elif item not in old:
            yield (*path, key), Replaced(None, item) if isinstance(item, Fee) else Added()
    for item in old:
        key = key_of(item)
        if item not in new and (twice or key not in after):
            yield (*path, key), Replaced(item, None) if isinstance(item, Fee) else Removed()


def _rules(path: Path, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Found]:
    """Rule by rule; where one came or went, by the week that they make together."""
    if len(old) == len(new):
        for one, other in zip(old, new, strict=True):
            yield from ((path, change) for change in hours_changes([one], [other]))
            yield from (found for found in between(one, other, path) if found[0][-1] != "opens")
        return
    if len({(rule.valid_from, rule.valid_until) for rule in (*old, *new)}) == 1:
        yield from ((path, change) for change in hours_changes(old, new))
    yield (
        path,
        Items(
            tuple(_rule(rule) for rule in new if rule not in old),
            tuple(_rule(rule) for rule in old if rule not in new),
        ),
    )


def _rule(rule: Hours | Schedule) -> str:
    period = (
        f" {rule.valid_from or ''}…{rule.valid_until or ''}" if rule.valid_from or rule.valid_until else ""
    )
    return f"{rule.opens}{period}{f' ×{rule.capacity}' if isinstance(rule, Schedule) else ''}"


def _text(path: Path, old: Text, new: Text) -> Iterator[Found]:
    if old.zh != new.zh:
        yield path, reworded(old.zh, new.zh)
    if old.en != new.en:
        found = reworded(old.en, new.en) if old.en and new.en else Replaced(old.en, new.en)
        yield (*path, "en"), found


def reworded(old: str, new: str) -> Reworded:
    """Word by word."""
    before, after = rjieba.cut(old, True), rjieba.cut(new, True)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return Reworded(tuple(Piece("".join(before[a:b]), "".join(after[c:d])) for _, a, b, c, d in steps))


def _told(value: Any) -> Any:
    return value.zh if isinstance(value, Text) else value


def _line(item: Any) -> str:
    if isinstance(item, str):
        return item
    return item.zh if isinstance(item, Text) else str(item.text.zh)
