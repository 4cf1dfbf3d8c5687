"""What was dictated, misspelt or typed in pinyin, against what is understood; and what must stay as it is."""

import pytest

from bot.understanding.repairs import Repairs
from bot.understanding.vocabulary import vocabulary_of
from knowledge.loader import SHIPPED, Knowledge, load
from knowledge.text import normalise

FALSE_REPAIRS = 0.01  # share of ordinary texts that may be touched


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(SHIPPED)


@pytest.fixture(scope="module")
def repairs(knowledge: Knowledge) -> Repairs:
    return Repairs(vocabulary_of(knowledge))


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("许会有没有临食托", "徐汇有没有临时托"),
        ("奉铺宝宝屋电话", "奉浦宝宝屋电话"),
        ("我要育约明天上午", "我要预约明天上午"),
        ("取肖预约", "取消预约"),
        ("浦东张江有没有全日拖", "浦东张江有没有全日托"),
        ("静安寺附进有托儿锁吗", "静安寺附近有托儿所吗"),
        ("要不要带衣苗本", "要不要带疫苗本"),
        ("入脱要体捡吗", "入托要体检吗"),
        ("黄埔区的公办", "黄浦区的公办"),
        ("fujin you tuoban ma", "附近有托班吗"),
        ("tuobanduoshaoqian", "托班多少钱"),
        ("fengpu baobaowu zhousi kaimen ma", "奉浦宝宝屋周四开门吗"),
        ("bbw jidian kaimen", "宝宝屋几点开门"),
        ("wo xiang yuyue mingtian shangwu", "我想预约明天上午"),
        ("meiyou minban de", "没有民办的"),
        ("what are the openning hours", "what are the opening hours"),
        ("vacination record needed?", "vaccination record needed?"),
    ],
)
def test_repaired(repairs: Repairs, typed: str, understood: str) -> None:
    found = repairs(normalise(typed))
    assert found.text == understood
    assert found.changes


@pytest.mark.parametrize(
    "text",
    [
        "孩子拖班长", "宝宝车可以放吗", "我家宝宝两岁半", "也许会去", "今天还能去吗", "家里有托吗",
        "can you help me", "is there a daycare near xujiahui", "do you have a baby house in pudong",
        "hello", "tangtang, born 12 march 2025", "how long is a session",
    ],
)  # fmt: skip
def test_left_alone(repairs: Repairs, text: str) -> None:
    assert repairs(normalise(text)).text == normalise(text)


def test_ordinary_text_is_hardly_touched(repairs: Repairs, knowledge: Knowledge) -> None:
    texts = [answer for entry in knowledge.faq.values() for answer in (entry.answer.zh, entry.answer.en)]
    texts += [text for entry in knowledge.faq.values() for text in entry.tests]
    touched = [(text, found.changes) for text in texts if (found := repairs(normalise(text))).changes]
    wrong = [changes for _, changes in touched if any(not typed.isascii() for typed, _ in changes)]
    assert len(wrong) <= FALSE_REPAIRS * len(texts) * 3, wrong
