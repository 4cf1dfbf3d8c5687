"""Days and times, by a table: one line a phrase, every field of the reading told in it."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.understanding.dates import When, read_when

TABLE = yaml.load((Path(__file__).parent / "phrases_dates.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
MONDAY = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
NOTHING = "~"
PIECES = st.sampled_from(
    [
        *"周二下每天月日号点半十一到、0.-/:早晚后 ", "26", "12", "2026", "上午", "国庆",
        "next ", "week ", "tuesday", "nov ", "31st", "pm", "the ",
    ]
)  # fmt: skip
AWKWARD = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))


def rows() -> Iterator[tuple[str, str, str]]:
    for clock in TABLE:
        for group, phrases in clock.items():
            if group != "at":
                yield from ((clock["at"], say, expected) for say, expected in phrases.items())


def described(when: When) -> str:
    """In the words of the table."""
    words = [_day(day) for day in when.dates]
    words += [when.time.strftime("%H:%M")] if when.time else []
    words += [when.until.strftime("-%H:%M")] if when.until else []
    words += [when.part] if when.part else []
    words += ["weekly"] if when.weekly else []
    words += ["now"] if when.now else []
    words += ["ask", *map(_day, when.doubtful)] if when.doubtful else []
    words += ["none such"] if when.impossible else []
    words += ["week", *map(_day, when.week)] if when.week else []
    words += ["not", *map(_day, when.excluded)] if when.excluded else []
    return " ".join(words) or NOTHING


def _day(day: date) -> str:
    return day.strftime("%m-%d") if day.year == 2026 else day.isoformat()


@pytest.mark.parametrize(("at", "say", "expected"), list(rows()))
def test_what_is_read(at: str, say: str, expected: str) -> None:
    when = read_when(say, datetime.fromisoformat(at).replace(tzinfo=SHANGHAI))
    assert described(when) == expected
    assert bool(when.spans) == (expected not in (NOTHING, "now"))


def test_the_table_is_large() -> None:
    assert len(list(rows())) >= 300


def test_nothing_is_seen_in_taken_spans() -> None:
    text = "生日3月12日 周四9点"
    assert read_when(text, MONDAY, taken=[(0, 7)]).dates == (date(2026, 11, 26),)
    assert read_when(text, MONDAY, taken=[(0, len(text))]) == When()


def test_spans_hold_the_words() -> None:
    text = "帮我约下周二上午九点半可以吗"
    assert [text[slice(*span)] for span in read_when(text, MONDAY).spans] == ["下周二", "上午", "九点半"]


def test_the_impossible_day_is_named() -> None:
    assert read_when("那2月30日呢", MONDAY).impossible == "2月30日"


@given(AWKWARD, st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1)))
def test_any_text_is_read_and_spans_lie_inside(text: str, now: datetime) -> None:
    when = read_when(text, now.replace(tzinfo=SHANGHAI))
    assert all(0 <= start < end <= len(text) for start, end in when.spans)
    if when.dates or when.time:
        assert when.spans
    assert not (when.dates and (when.doubtful or when.impossible or when.week))
    assert when.until is None or (when.time is not None and when.time < when.until)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1)), st.integers(0, 6))
def test_a_plain_weekday_is_within_seven_days(now: datetime, weekday: int) -> None:
    when = read_when("周" + "一二三四五六日"[weekday], now.replace(tzinfo=SHANGHAI))
    day = (when.dates or when.doubtful)[0]
    assert day.weekday() == weekday
    assert 0 <= (day - now.date()).days < 7
