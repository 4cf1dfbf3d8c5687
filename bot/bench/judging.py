"""One message as it was understood, against its labels. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any, Literal

from bot.bench.labelled import ENTITY_KEYS, UNKNOWN, Labelled
from bot.dialogue.policy import AskWhich, Decision, Run, Unknown
from bot.understanding.reading import Candidate, Entities, Reading, age_in_months
from knowledge.schema import Place
from knowledge.text import normalise

# offered: asked back with the right one among the buttons; asked: without it; unknown: not understood.
Outcome = Literal["right", "offered", "asked", "unknown", "wrong"]
OUTCOMES: tuple[Outcome, ...] = ("right", "offered", "asked", "unknown", "wrong")
# asked: a day or name that could be two, the right one among them; invented: none was said.
Verdict = Literal["right", "asked", "missed", "wrong", "invented"]
VERDICTS: tuple[Verdict, ...] = ("right", "asked", "missed", "wrong", "invented")


@dataclass(frozen=True, slots=True)
class EntityJudged:
    key: str
    verdict: Verdict
    labelled: Any
    found: Any


@dataclass(frozen=True, slots=True)
class Judged:
    """targets: what was run or offered; first: the likeliest wrong
    candidate, or the likeliest. topic_right: run
    with the right topic, whichever FAQ entry it was. needless: run beside the right ones."""

    message: Labelled
    outcome: Outcome
    targets: tuple[str, ...]
    first: Candidate | None
    topic_right: bool
    needless: bool
    entities: tuple[EntityJudged, ...]


def judge(message: Labelled, reading: Reading, decision: Decision, now: datetime) -> Judged:
    """decision: on the message as the first of a chat."""
    match decision:
        case Run(candidates) | AskWhich(candidates) | Unknown(candidates):
            targets = tuple(candidate.target for candidate in candidates)
    ran = targets if isinstance(decision, Run) else ()
    right = _holds_all(ran, message)
    return Judged(
        message=message,
        outcome=_outcome(message, decision, right),
        targets=targets,
        first=_first(message, (*candidates, *reading.whole.candidates)),
        topic_right=_holds_all([_topic(target) for target in ran], _by_topic(message)),
        needless=right and any(target not in message.accepted for target in ran),
        entities=tuple(_entities(message, reading.entities, now)),
    )


def _outcome(message: Labelled, decision: Decision, right: bool) -> Outcome:
    match decision:
        case Run():
            return "right" if right else "wrong"
        case AskWhich(candidates):
            return "offered" if any(c.target in message.accepted for c in candidates) else "asked"
        case Unknown():
            return "right" if UNKNOWN in message.accepted else "unknown"


def _holds_all(ran: Sequence[str], message: Labelled) -> bool:
    """Every target is among those run; where there is one, any that is as right will do."""
    if len(message.targets) == 1:
        return any(target in ran for target in message.accepted)
    return all(target in ran for target in message.targets)


def _by_topic(message: Labelled) -> Labelled:
    topics = tuple(dict.fromkeys(map(_topic, message.targets)))
    return replace(message, targets=topics, also=tuple(map(_topic, message.also)))


def _topic(target: str) -> str:
    return target.partition(":")[0]


def _first(message: Labelled, ranked: Sequence[Candidate]) -> Candidate | None:
    """The likeliest that is not right; where all are right, the likeliest."""
    wrong = (candidate for candidate in ranked if candidate.target not in message.accepted)
    return next(chain(wrong, ranked), None)


def _entities(message: Labelled, found: Entities, now: datetime) -> Iterator[EntityJudged]:
    """What FAQ questions mention in passing is not labelled, so nothing there counts as invented."""
    values = _values(found, now)
    for key in ENTITY_KEYS:
        labelled, value = message.entities.get(key), values.get(key)
        if labelled is not None:
            yield EntityJudged(key, _verdict(key, labelled, value, found), labelled, _shown(value))
        elif value is not None and message.in_scope and not message.asks_faq:
            yield EntityJudged(key, "invented", None, _shown(value))


def _values(found: Entities, now: datetime) -> dict[str, Any]:
    """As labelled: one day under `date`, several under `dates`; the places of the first name."""
    values = found.as_json(None, age_in_months(found.age, now.date()))
    if "dates" in values:
        values.pop("date")
    values["place"] = found.places[0].choices if found.places else None
    values["excluded_kind"] = found.wishes.excluded_kinds or None
    values["ordinal"] = found.ordinal
    values["radius_m"] = found.radius_m
    return values


def _verdict(key: str, labelled: Any, value: Any, found: Entities) -> Verdict:
    if _is_right(key, labelled, value):
        return "asked" if key == "place" and len(value) > 1 else "right"
    if _is_asked_back(key, labelled, found):
        return "asked"
    return "missed" if value is None else "wrong"


def _is_right(key: str, labelled: Any, value: Any) -> bool:
    if value is None:
        return False
    match key:
        case "place":
            return any(_is_named(place, labelled) for place in value)
        case "excluded_kind":
            return set([labelled] if isinstance(labelled, str) else labelled) == set(value)
    return bool(labelled == value)


def _is_asked_back(key: str, labelled: Any, found: Entities) -> bool:
    if key == "date":
        return labelled in [day.isoformat() for day in found.when.doubtful]
    return key == "provider" and any(labelled in group for group in found.providers)


def _is_named(place: Place, labelled: str) -> bool:
    wanted = normalise(labelled)
    names = [normalise(name) for name in (place.name, *place.aliases)]
    return any(wanted in name or name in wanted for name in names if name)


def _shown(value: Any) -> Any:
    if isinstance(value, tuple):
        return ", ".join(one.name if isinstance(one, Place) else str(one) for one in value)
    return value
