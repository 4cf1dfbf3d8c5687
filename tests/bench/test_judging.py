"""When an understood message counts as right, asked back or wrong."""

from datetime import datetime

import pytest

from bot.bench.judging import Outcome, Verdict, judge
from bot.bench.labelled import Labelled
from bot.bench.tally import Share, entities_right, measured
from bot.clock import SHANGHAI
from bot.dialogue.policy import AskWhich, Decision, Run, Unknown
from bot.understanding.reading import Candidate
from bot.understanding.understand import Understanding
from knowledge.loader import SHIPPED, load

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding(load(SHIPPED))


def run(*targets: str) -> Run:
    return Run(tuple(Candidate(target, 0.9) for target in targets))


def asked(*targets: str) -> AskWhich:
    return AskWhich(tuple(Candidate(target, 0.5) for target in targets))


@pytest.mark.parametrize(
    ("targets", "also", "decision", "outcome", "topic_right", "needless"),
    [
        (("hours",), (), run("hours"), "right", True, False),
        (("hours",), (), run("hours", "price"), "right", True, True),
        (("hours",), (), run("price"), "wrong", False, False),
        (("hours",), ("price",), run("price"), "right", True, False),
        (("hours", "price"), (), run("price", "hours"), "right", True, False),
        (("hours", "price"), (), run("hours"), "wrong", False, False),
        (("hours", "price"), (), asked("book", "price"), "offered", False, False),
        (("hours",), (), asked("book", "price"), "asked", False, False),
        (("hours",), ("price",), asked("book", "price"), "offered", False, False),
        (("hours",), (), Unknown(()), "unknown", False, False),
        (("faq:a",), (), run("faq:b"), "wrong", True, False),
        (("unknown",), (), Unknown(()), "right", False, False),
        (("unknown",), (), run("price"), "wrong", False, False),
        (("unknown",), (), asked("price", "find"), "asked", False, False),
        (("unknown",), ("smalltalk",), run("smalltalk"), "right", True, False),
    ],
)
def test_outcomes(
    understanding: Understanding,
    targets: tuple[str, ...],
    also: tuple[str, ...],
    decision: Decision,
    outcome: Outcome,
    topic_right: bool,
    needless: bool,
) -> None:
    message = Labelled("多少钱", "plain", targets, also)
    judged = judge(message, understanding.read(message.say, NOW), decision, NOW)
    assert (judged.outcome, judged.topic_right, judged.needless) == (outcome, topic_right, needless)


@pytest.mark.parametrize(
    ("say", "key", "labelled", "verdict"),
    [
        ("半淞园路附近", "place", "半淞园路街道", "right"),
        ("半淞园路附近", "place", "徐家汇", "wrong"),
        ("附近有吗", "place", "徐家汇", "missed"),
        ("周四开吗", "date", "2026-11-26", "right"),
        ("周四开吗", "date", "2026-11-27", "wrong"),
        ("周二和周四", "dates", ["2026-11-24", "2026-11-26"], "right"),
        ("周二和周四", "date", "2026-11-24", "missed"),
        ("不要民办的", "excluded_kind", "private", "right"),
        ("第二家", "ordinal", 2, "right"),
        ("3公里以内", "radius_m", 3000, "right"),
        ("下午14:30", "time", "14:30", "right"),
        ("奉浦宝宝屋", "provider", "fengpu-baobaowu", "right"),
    ],
)
def test_entities(
    understanding: Understanding, say: str, key: str, labelled: object, verdict: Verdict
) -> None:
    message = Labelled(say, "plain", ("find",), entities={key: labelled})
    judged = judge(message, understanding.read(say, NOW), run("find"), NOW)
    assert [one.verdict for one in judged.entities if one.key == key] == [verdict]


def test_what_nobody_said_is_invented_unless_the_message_asks_an_faq_question(
    understanding: Understanding,
) -> None:
    for target, invented in (("find", ["date"]), ("faq:sick-child", []), ("unknown", [])):
        message = Labelled("周四", "plain", (target,))
        judged = judge(message, understanding.read("周四", NOW), run(target), NOW)
        assert [one.key for one in judged.entities if one.verdict == "invented"] == invented


def test_counts(understanding: Understanding) -> None:
    decisions: list[tuple[Labelled, Decision]] = [
        (Labelled("多少钱啊", "plain", ("price",)), run("price")),
        (Labelled("生病能来吗", "plain", ("faq:sick-child",)), run("faq:other")),
        (Labelled("周四呢", "fillers", ("hours",), entities={"date": "2026-11-26"}), asked("hours")),
        (Labelled("天气", "out_of_scope", ("unknown",)), run("hours")),
    ]
    judged = [judge(m, understanding.read(m.say, NOW), decision, NOW) for m, decision in decisions]
    found = measured(judged, [0.001, 0.002, 0.003, 0.004], taught=1)
    assert found.in_scope.outcomes == {"right": 1, "wrong": 1, "offered": 1}
    assert (found.topics, found.entries) == (Share(2, 3), Share(0, 1))
    assert found.answered_out_of_scope == Share(1, 1)
    assert list(found.by_style) == ["plain", "fillers", "out_of_scope"]
    assert entities_right(found.entities.values()) == Share(1, 1)
    assert found.median_ms == 2.5
    assert str(found.topics) == "66.7 %"
