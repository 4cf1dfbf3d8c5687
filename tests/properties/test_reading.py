"""Properties of reading over awkward input."""

import json
from datetime import datetime
from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.services.personal_data import without_personal_data
from bot.understanding.understand import LONGEST_READ, Understanding
from knowledge.loader import SHIPPED, load
from knowledge.text import normalise

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
PIECES = st.sampled_from(
    [
        "奉浦宝宝屋", "周四", "下周二上午", "9点半", "20个月", "两千五以内", "第二家", "附近", "多少钱",
        "取消", "预约", "不要", "12.3", "2月30日", "徐家汇", "寶寶屋", "bbw", "next tuesday", "How much",
        "？", "，", "\u200b", "😀", "3公里",
    ]
)  # fmt: skip
MESSAGES = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=12).map("".join))


@cache
def understanding() -> Understanding:
    return Understanding(load(SHIPPED))


@given(st.text(max_size=300))
@example("ϓ")
@example("ﷺ" * 5)
@example("ẞİŉ 臺灣後裡")
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(MESSAGES)
def test_any_message_is_read_and_spans_lie_inside(text: str) -> None:
    reading = understanding().read(text, NOW)
    for _, (start, end) in reading.spans:
        assert 0 <= start < end <= len(reading.text)
    for candidate in reading.whole.candidates:
        assert 0 <= candidate.score <= 1
    json.dumps(reading.entities.as_json(reading.language, None))


def test_a_very_long_message_is_read_to_its_limit() -> None:
    reading = understanding().read("十1周" * 5_000 + "奉浦宝宝屋", NOW)
    assert reading.entities.provider is None
    assert len(reading.text) <= LONGEST_READ


@given(st.integers(min_value=13_000_000_000, max_value=19_999_999_999), st.text(max_size=40))
def test_a_mobile_number_never_stays(number: int, around: str) -> None:
    assert str(number) not in without_personal_data(f"{around} {number} {around}")
