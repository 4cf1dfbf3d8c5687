"""What a sentence says of the talk before it and of itself, by a table."""

from datetime import date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.understanding.ages import read_ages
from bot.understanding.corrections import last_word, weigh
from bot.understanding.money import read_max_price
from bot.understanding.people import named, read_people
from bot.understanding.reading import Entities
from bot.understanding.references import Reference, read_reference
from bot.understanding.understand import Understanding
from knowledge.loader import SHIPPED, load

TABLE = yaml.load((Path(__file__).parent / "phrases_talk.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
PIECES = st.sampled_from(
    ["甲", "乙", "不是", "，", ",", "不对", "除了", "哦不", "和", "不要", "是", "吗", " "]
)


def described(reference: Reference) -> str:
    words = [reference.to or "", "+time" if reference.same_time else ""]
    return " ".join(word for word in words if word) or "~"


@pytest.mark.parametrize(("say", "expected"), TABLE["references"].items())
def test_references(say: str, expected: str) -> None:
    assert described(read_reference(say)) == expected


@pytest.mark.parametrize(("say", "expected"), TABLE["children"].items())
def test_whose_age_it_is(say: str, expected: str) -> None:
    ages = named(say, read_ages(say, TODAY))
    assert ", ".join(f"{age.who} {age.months}".strip() for age in ages) == expected


@pytest.mark.parametrize(("say", "expected"), TABLE["people"].items())
def test_people(say: str, expected: str) -> None:
    assert (", ".join(read_people(say)) or "~") == expected


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding(load(SHIPPED))


def entities(understanding: Understanding, text: str) -> Entities:
    return understanding.read(text, NOW).entities


@pytest.mark.parametrize(
    ("text", "kind", "excluded"),
    [
        ("不要民办的", None, ("private",)),
        ("民办的不要", None, ("private",)),
        ("不要民办、企业办的", None, ("private", "employer")),
        ("不是民办，是公办", "public", ("private",)),
        ("不是民办是公办", "public", ("private",)),
        ("公办，不，民办的", "private", ()),
        ("公办民办都可以", None, ()),
        ("特别便宜的公办", "public", ()),
        ("非常便宜的公办", "public", ()),
        ("有没有别的公办的", "public", ()),
        ("要不要民办的", "private", ()),
        ("不要太远，公办的", "public", ()),
        ("不要钱的公办", "public", ()),
    ],
)
def test_kinds(understanding: Understanding, text: str, kind: str | None, excluded: tuple[str, ...]) -> None:
    wishes = entities(understanding, text).wishes
    assert (wishes.kind, wishes.excluded_kinds) == (kind, excluded)


@pytest.mark.parametrize(
    ("text", "inclusive"), [("是不是普惠的", True), ("不要普惠的", False), ("普惠的", True), ("公办的", None)]
)
def test_inclusive(understanding: Understanding, text: str, inclusive: bool | None) -> None:
    assert entities(understanding, text).wishes.inclusive is inclusive


@pytest.mark.parametrize(
    ("text", "has_places"), [("有没有位置", True), ("还有位置吗", True), ("没有位置了吗", False)]
)
def test_flags_denied_are_not_set(understanding: Understanding, text: str, has_places: bool) -> None:
    assert entities(understanding, text).wishes.has_places is has_places


@pytest.mark.parametrize(
    ("text", "places", "left_out"),
    [
        ("浦东…不对是闵行的", ["闵行区"], []),
        ("徐汇附近，不要黄浦的", ["徐汇区"], ["黄浦区"]),
        ("黄浦和徐汇", ["黄浦区", "徐汇区"], []),
        ("除了黄浦和徐汇", [], ["黄浦区", "徐汇区"]),
    ],
)
def test_places(understanding: Understanding, text: str, places: list[str], left_out: list[str]) -> None:
    read = entities(understanding, text)
    assert [mention.choices[0].name for mention in read.places] == places
    assert [place.name for place in read.excluded_places] == left_out


def test_a_provider_left_out(understanding: Understanding) -> None:
    read = entities(understanding, "除了奉浦宝宝屋还有哪些")
    assert (read.provider, read.excluded_providers) == (None, ("fengpu-baobaowu",))


def test_what_corrects_belongs_to_what_it_corrects(understanding: Understanding) -> None:
    """So that nothing but names is left of the sentence."""
    for text in (
        "浦东…不对是闵行的",
        "不是奉浦宝宝屋，是乐烁宝宝屋",
        "不是周二，周四",
        "第一家，不对，第二家",
        "它呢",
    ):
        assert understanding.read(text, NOW).whole.bare, text


def test_the_last_of_two_amounts() -> None:
    text = "3000以内,不对,4000以内"
    assert last_word(text, read_max_price) == (4000, ((0, 6), (7, len(text))))


@given(st.lists(PIECES, max_size=30).map("".join))
def test_each_thing_goes_one_way_and_spans_stay_apart(text: str) -> None:
    things = [(n, n + 1) for n, character in enumerate(text) if character in "甲乙"]
    weighed = weigh(text, things, lambda span: span)
    assert not set(weighed.standing) & set(weighed.left_out)
    assert {*weighed.standing, *weighed.left_out} <= set(things)
    assert bool(weighed.standing or weighed.left_out) == bool(things)
    assert len(weighed.spans) == len(things)
    ends = [0, *(span[1] for span in weighed.spans)]
    assert all(end <= span[0] for end, span in zip(ends, weighed.spans, strict=False))
    assert all(
        start <= told[0] and told[1] <= end for told, (start, end) in zip(things, weighed.spans, strict=True)
    )
