"""Messages as they are typed, by a table: what is brought back to the words of the field, and what is right
already and must stay."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.understanding.names import NameIndex
from bot.understanding.provider_names import ProviderNames
from bot.understanding.reading import Reading
from bot.understanding.repairs import Repairs
from bot.understanding.spelt import PinyinReader
from bot.understanding.understand import Understanding
from bot.understanding.vocabulary import vocabulary_of
from knowledge.loader import SHIPPED, Knowledge, load
from knowledge.pinyin.readings import as_spoken, readings
from knowledge.text import has_han, normalise

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
TABLE = yaml.load(
    (Path(__file__).parent / "phrases_repairs.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
)
PIECES = st.sampled_from(
    [
        "拖班",
        "宝宝物",
        "许会",
        "的",
        "tuo",
        "ban",
        "you",
        "ma",
        " ",
        "bbw",
        "2",
        "岁",
        "，",
        "奉浦",
        "陆家咀",
        "can",
        "fenpu",
    ]
)
AWKWARD = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(SHIPPED)


@pytest.fixture(scope="module")
def understanding(knowledge: Knowledge) -> Understanding:
    return Understanding(knowledge)


@pytest.fixture(scope="module")
def repairs(knowledge: Knowledge) -> Repairs:
    return Repairs(vocabulary_of(knowledge))


def letters(text: str) -> str:
    return text.replace(" ", "")


@pytest.mark.parametrize("style", ["sounds", "shapes", "latin", "dialect"])
def test_what_was_meant(understanding: Understanding, repairs: Repairs, style: str) -> None:
    wrong = {}
    for typed, meant in TABLE[style].items():
        understood = understanding.canonical(repairs(normalise(typed)).text)
        if letters(understood) != letters(understanding.canonical(meant)):
            wrong[typed] = understood
    assert wrong == {}


def test_what_is_right_stays(repairs: Repairs) -> None:
    changed = {text: repairs(normalise(text)).changes for text in TABLE["unchanged"]}
    assert {text: changes for text, changes in changed.items() if changes} == {}


def test_no_chinese_of_the_knowledge_is_changed(repairs: Repairs, knowledge: Knowledge) -> None:
    """Answers are written with care, and questions but for those that hold errors of dictation on purpose:
    what is changed in others was right."""
    texts = [text for entry in knowledge.faq.values() for text in (*entry.questions, *entry.tests)]
    texts += [entry.answer.zh for entry in knowledge.faq.values()]
    changes = [change for text in texts for change in repairs(normalise(text)).changes if has_han(change[0])]
    assert len(changes) <= len(texts) / 100, changes


@pytest.mark.parametrize(("typed", "meant"), TABLE["names"].items())
def test_names_by_any_part(understanding: Understanding, typed: str, meant: str) -> None:
    entities = understanding.read(typed, NOW).entities
    places = {"|".join(place.name for place in mention.choices) for mention in entities.places}
    assert meant in {"|".join(sorted(group)) for group in entities.providers} | places


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("糖果几点开门", "sample-gumei-tangguo"),
        ("糖果", "sample-gumei-tangguo"),
        ("孩子喜欢吃糖果", None),
        ("糖果可以带进去吗", None),
        ("青浦宝宝屋在哪里", None),  # no 奉浦宝宝屋
        ("小桔子宝宝屋几点开", None),
        ("天天宝宝屋多少钱", None),
        ("第一家宝宝屋多少钱", None),
    ],
)
def test_an_everyday_word_is_a_name_only_where_nothing_else_fits(
    understanding: Understanding, text: str, provider: str | None
) -> None:
    assert understanding.read(text, NOW).entities.provider == provider


def test_a_name_of_several_is_a_group() -> None:
    index = NameIndex(
        [("大飞机", "金科"), ("大飞机", "梦栖"), ("金科", "金科")], everyday=[("糖果", "糖果屋")]
    )
    assert [named.things for named in index.find("大飞机和金科")] == [("金科", "梦栖"), ("金科",)]
    assert [named.name for named in index.find("糖果几点开")] == ["糖果"]
    assert index.find("他爱吃糖果") == []


def test_repairs_are_told(understanding: Understanding) -> None:
    reading: Reading = understanding.read("许会有拖班吗 bbw duoshao qian", NOW)
    assert ("许会", "徐汇") in reading.repairs
    assert ("bbw duoshao qian", "宝宝屋多少钱") in reading.repairs
    assert reading.text.startswith("徐汇")


@given(AWKWARD)
def test_what_is_not_told_is_not_changed(repairs: Repairs, text: str) -> None:
    repaired = repairs(normalise(text))
    assert (repaired.text == normalise(text)) is (repaired.changes == ())
    assert all(typed != meant for typed, meant in repaired.changes)


def test_a_space_ends_a_syllable() -> None:
    reader = PinyinReader({"西安": 1, "先": 9}, {})
    assert [reader.read(typed).words for typed in (["xian"], ["xi", "an"])] == ["先", "西安"]  # type: ignore[union-attr]
    assert reader.read(["xianx"]) is None


def test_an_own_list_teaches_new_words() -> None:
    reader = PinyinReader({"开门": 3}, {"bbw": "宝宝屋"})
    found = reader.read(["bbw", "kaimen"])
    assert found is not None and found.words == "宝宝屋开门" and found.firm == len("bbwkaimen")


@pytest.mark.parametrize(
    ("character", "syllable"),
    [("长", "chang"), ("重", "chong"), ("莘", "xin"), ("汇", "hui"), ("行", "hang")],
)
def test_readings_of_place_names(character: str, syllable: str) -> None:
    assert syllable in readings(character)


def test_what_the_south_does_not_tell_apart() -> None:
    assert as_spoken("zhang") == as_spoken("zan") and as_spoken("lin") == as_spoken("ning")
    assert as_spoken("hui") != as_spoken("fei")


def test_parts_of_a_name(knowledge: Knowledge) -> None:
    called = ProviderNames(knowledge.places, knowledge.words)
    parts = set(called.parts(knowledge.providers["sample-bansongyuan-xiaojudeng"]))
    assert {"小桔灯", "小桔灯宝宝屋", "小桔灯托育", "little lantern"} <= parts
    assert "宝宝屋" not in parts and "半淞园" not in parts
    tangguo = knowledge.providers["sample-gumei-tangguo"]
    assert "糖果" not in set(called.parts(tangguo)) and "糖果" in set(called.everyday_parts(tangguo))
