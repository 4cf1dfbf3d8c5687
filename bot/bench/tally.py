"""Counts over judged messages. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bot.bench.judging import Judged, Outcome, Verdict
from bot.bench.labelled import ENTITY_KEYS, STYLES


@dataclass(frozen=True, slots=True)
class Tally:
    """needless: of the right ones, those with an answer that nobody asked for beside them."""

    messages: int
    outcomes: Mapping[Outcome, int]
    needless: int


@dataclass(frozen=True, slots=True)
class Share:
    """count of all."""

    count: int
    all: int

    def __str__(self) -> str:
        return f"{100 * self.count / self.all:.1f} %" if self.all else "–"


@dataclass(frozen=True, slots=True)
class Measured:
    """One half. taught: messages that are example questions themselves. in_scope, by_style, by_topic (first
    topic of the labels) count messages; topics: run with the right topic; entries: with the right FAQ entry;
    entities: key → verdicts; answered_out_of_scope: out of scope, and answered as if in it; median_ms: of
    reading and choosing."""

    taught: Share
    in_scope: Tally
    by_style: Mapping[str, Tally]
    by_topic: Mapping[str, Tally]
    topics: Share
    entries: Share
    entities: Mapping[str, Mapping[Verdict, int]]
    answered_out_of_scope: Share
    median_ms: float


def measured(judged: Sequence[Judged], took_s: Sequence[float], taught: int) -> Measured:
    inside = [one for one in judged if one.message.in_scope]
    outside = [one for one in judged if not one.message.in_scope]
    entries = [one for one in inside if all(t.startswith("faq:") for t in one.message.targets)]
    return Measured(
        taught=Share(taught, len(judged)),
        in_scope=_tally(inside),
        by_style=_grouped(judged, lambda one: one.message.style, STYLES.index),
        by_topic=_grouped(judged, _topic, str),
        topics=Share(sum(one.topic_right for one in inside), len(inside)),
        entries=Share(sum(one.outcome == "right" for one in entries), len(entries)),
        entities=_entities(judged),
        answered_out_of_scope=Share(sum(one.outcome == "wrong" for one in outside), len(outside)),
        median_ms=1000 * median(took_s) if took_s else 0.0,
    )


def entities_right(verdicts: Iterable[Mapping[Verdict, int]]) -> Share:
    """Over all that was labelled; what was invented is not in it."""
    counted = list(verdicts)
    labelled = sum(n for one in counted for verdict, n in one.items() if verdict != "invented")
    return Share(sum(one.get("right", 0) for one in counted), labelled)


def _grouped(
    judged: Iterable[Judged], key: Callable[[Judged], str], order: Callable[[str], Any]
) -> dict[str, Tally]:
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[key(one)].append(one)
    return {name: _tally(groups[name]) for name in sorted(groups, key=order)}


def _topic(one: Judged) -> str:
    return one.message.targets[0].partition(":")[0]


def _tally(judged: Sequence[Judged]) -> Tally:
    outcomes = Counter(one.outcome for one in judged)
    return Tally(len(judged), outcomes, sum(one.needless for one in judged))


def _entities(judged: Iterable[Judged]) -> dict[str, Mapping[Verdict, int]]:
    verdicts: defaultdict[str, Counter[Verdict]] = defaultdict(Counter)
    for one in judged:
        for entity in one.entities:
            verdicts[entity.key][entity.verdict] += 1
    return {key: verdicts[key] for key in ENTITY_KEYS if key in verdicts}
