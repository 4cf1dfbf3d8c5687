"""Messages as parents type them, against the topic each is about."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from bot.clock import SHANGHAI
from bot.dialogue.conversation import Conversation
from bot.dialogue.policy import AskWhich, Run, choose
from bot.understanding.understand import Understanding
from knowledge.loader import SHIPPED, Knowledge, load

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
LABELLED = yaml.safe_load((Path(__file__).parent / "messages.yaml").read_text(encoding="utf-8"))
RIGHT_AT_ONCE, CONFIDENTLY_WRONG = 0.95, 0.02


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(SHIPPED)


@pytest.fixture(scope="module")
def understanding(knowledge: Knowledge) -> Understanding:
    return Understanding(knowledge)


def understood(understanding: Understanding, text: str) -> tuple[str, list[str]]:
    """("run" | "ask" | "unknown", targets)."""
    match choose(understanding.read(text, NOW), Conversation()):
        case Run(targets):
            return "run", [target.target for target in targets]
        case AskWhich(candidates):
            return "ask", [candidate.target for candidate in candidates]
    return "unknown", ["unknown"]


def topic_of(target: str) -> str:
    return target.partition(":")[0]


def test_topics_of_labelled_messages(understanding: Understanding) -> None:
    results = [
        (topic, text, *understood(understanding, text)) for topic, texts in LABELLED.items() for text in texts
    ]
    right = [r for r in results if r[2] != "ask" and topic_of(r[3][0]) == r[0]]
    wrong = [r for r in results if r[2] == "run" and topic_of(r[3][0]) != r[0]]
    assert len(right) >= RIGHT_AT_ONCE * len(results), [r for r in results if r not in right]
    assert len(wrong) <= CONFIDENTLY_WRONG * len(results), wrong


def test_every_faq_test_question_reaches_its_entry(
    understanding: Understanding, knowledge: Knowledge
) -> None:
    """At once, or as one of the buttons of a question back; no other entry is ever given instead."""
    missed, at_once, all_of_them = [], 0, 0
    for entry in knowledge.faq.values():
        for question in entry.tests:
            kind, targets = understood(understanding, question)
            all_of_them += 1
            at_once += kind == "run" and targets[0] == f"faq:{entry.id}"
            if f"faq:{entry.id}" not in targets:
                missed.append((question, entry.id, kind, targets))
    assert missed == []
    assert at_once >= 0.85 * all_of_them


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        (
            "奉浦宝宝屋周四几点开门",
            {"provider": "fengpu-baobaowu", "date": "2026-11-26", "language": "zh-Hans"},
        ),
        ("半淞园路附近有便宜的托班吗 孩子20个月", {"place": "半淞园路街道", "age_months": 20}),
        ("帮我约下周二上午", {"date": "2026-12-01", "part": "morning"}),
        ("book next Tuesday morning at Fengpu Baby House", {"provider": "fengpu-baobaowu", "language": "en"}),
        (
            "奉浦寶寶屋星期四開嗎",
            {"provider": "fengpu-baobaowu", "language": "zh-Hant", "date": "2026-11-26"},
        ),
        ("奉浦宝宝物几点开", {"provider": "fengpu-baobaowu"}),
        (
            "徐家汇地铁站附近3000以内的普惠全日托",
            {"max_price": 3000, "inclusive": True, "service": "full_day"},
        ),
        ("不要民办的", {}),
        ("有公办的吗", {"kind": "public"}),
        ("周二和周四", {"dates": ["2026-11-24", "2026-11-26"]}),
        ("周浦有托班吗", {"place": "周浦"}),
        ("生日2025年3月12日", {"age_months": 20}),
    ],
)
def test_entities(understanding: Understanding, text: str, entities: dict[str, object]) -> None:
    from bot.understanding.reading import age_in_months

    reading = understanding.read(text, NOW)
    found = reading.entities.as_json(reading.language, age_in_months(reading.entities.age, NOW.date()))
    assert {key: found.get(key) for key in entities} == entities


def test_an_excluded_kind_is_not_wanted(understanding: Understanding) -> None:
    wishes = understanding.read("不要民办的", NOW).entities.wishes
    assert (wishes.kind, wishes.excluded_kinds) == (None, ("private",))
