"""What differs between two states of the knowledge, as an administrator would say it. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from knowledge.diff_fields import between
from knowledge.diff_values import Added, Change, Kind, Removed, Renumbered
from knowledge.loader import Knowledge
from knowledge.schema import FaqEntry, Model, Place, Provider, WordList

Id = TypeVar("Id", bound=str)
Record = TypeVar("Record", bound=Model)
SHARED_QUESTIONS = 0.5  # of an entry under another id, for it to be the same entry


def differences(old: Knowledge, new: Knowledge) -> tuple[Change, ...]:
    """In the order in which administrators care: providers, questions, then the rest."""
    return (
        *_of("provider", old.providers, new.providers, lambda it: it.name, _same_provider),
        *_of("faq", old.faq, new.faq, lambda it: it.questions[0], _same_entry),
        *_of("guide", old.guides, new.guides, lambda it: it.title.zh),
        *_of("benefit", _by_id(old.benefits), _by_id(new.benefits), lambda it: it.name.zh),
        *_of("topic", old.topics, new.topics, lambda it: it.label.zh),
        *_of("place", _places(old), _places(new), lambda it: it.name),
        *_of("words", _lists(old), _lists(new), lambda it: it.name),
        *_of("reply", old.replies, new.replies, lambda _: ""),
    )


def _of(
    kind: Kind,
    old: Mapping[Id, Record],
    new: Mapping[Id, Record],
    name_of: Callable[[Record], str],
    same: Callable[[Record, Record], bool] = lambda _a, _b: False,
) -> Iterator[Change]:
    """name_of: what people call a record. same: whether a record goes on under another id."""
    gone = {key: old[key] for key in old.keys() - new.keys()}
    come = [key for key in new if key not in old]
    successor = _successors(gone, {key: new[key] for key in come}, same)
    for key in old:
        if key in new:
            named = name_of(new[key]) or key
            yield from (Change(kind, key, named, *found) for found in between(old[key], new[key]))
        elif key in successor:
            yield from _renumbered(kind, key, successor[key], old, new, name_of)
        else:
            yield Change(kind, key, name_of(old[key]) or key, (), Removed())
    for key in come:
        if key not in successor.values():
            yield Change(kind, key, name_of(new[key]) or key, (), Added())


def _renumbered(
    kind: Kind,
    before: Id,
    after: Id,
    old: Mapping[Id, Record],
    new: Mapping[Id, Record],
    name_of: Callable[[Record], str],
) -> Iterator[Change]:
    named = name_of(new[after]) or after
    yield Change(kind, after, named, (), Renumbered(before, after))
    for path, what in between(old[before], new[after]):
        if path != ("id",):
            yield Change(kind, after, named, path, what)


def _successors(
    gone: Mapping[Id, Record], come: Mapping[Id, Record], same: Callable[[Record, Record], bool]
) -> dict[Id, Id]:
    """Old id → new id, none twice."""
    found: dict[Id, Id] = {}
    for before, record in gone.items():
        for after, candidate in come.items():
            if after not in found.values() and same(record, candidate):
                found[before] = after
                break
    return found


def _same_provider(old: Provider, new: Provider) -> bool:
    return (old.name, old.district) == (new.name, new.district)


def _same_entry(old: FaqEntry, new: FaqEntry) -> bool:
    shared = len(set(old.questions) & set(new.questions))
    return old.answer == new.answer or shared > SHARED_QUESTIONS * len(old.questions)


def _by_id(records: Iterable[Record]) -> dict[str, Record]:
    return {str(getattr(record, "id")): record for record in records}  # noqa: B009  (a type variable has none)


def _places(knowledge: Knowledge) -> dict[str, Place]:
    return {place_key(place): place for place in knowledge.places}


def place_key(place: Place) -> str:
    """What a change of it is known by."""
    return f"{place.kind} {place.district} {place.name}"


def _lists(knowledge: Knowledge) -> dict[str, WordList]:
    return {name: WordList(name=name, words=words) for name, words in knowledge.words.items() if words}
