"""The readers of ages, money, distances and ordinals, by a table."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.ages import read_ages, read_birthday
from bot.understanding.distances import read_radius_m
from bot.understanding.money import read_max_price
from bot.understanding.numerals import parse_number
from bot.understanding.ordinals import read_ordinal

TABLE = yaml.load((Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
TODAY = date(2026, 11, 23)


PIECES = st.sampled_from(
    [
        *"一两三半十千万岁年月第家3.,-到~元k ", "个月", "出生", "生日", "公里", "以内", "补贴", "2025", "12",
        "months", " old", "born ", "mar ", "within ", "the ", "2nd",
    ]
)  # fmt: skip
AWKWARD = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))


def number(text: str) -> int | None:
    return None if text == "null" else int(text)


@pytest.mark.parametrize(("say", "months"), TABLE["ages"].items())
def test_ages(say: str, months: str) -> None:
    ages = read_ages(say, TODAY)
    assert (ages[0].months if ages else None) == number(months)


@pytest.mark.parametrize(("say", "born"), TABLE["birthdays"].items())
def test_birthdays(say: str, born: str) -> None:
    read = read_birthday(say, TODAY)
    assert (read.born_on.isoformat() if read and read.born_on else "null") == born
    if read:
        assert read.born_day_known is (not born.endswith("-01") or "1日" in say)


@pytest.mark.parametrize(
    ("table", "reader"),
    [("prices", read_max_price), ("distances", read_radius_m), ("ordinals", read_ordinal)],
)
def test_numbers_that_mean_something(table: str, reader: Any) -> None:
    wrong = {}
    for say, expected in TABLE[table].items():
        read = reader(say)
        if (read[0] if read else None) != number(expected):
            wrong[say] = read
    assert wrong == {}


def test_numerals() -> None:
    assert {say: parse_number(say) for say in TABLE["numbers"]} == {
        say: None if value == "null" else float(value) for say, value in TABLE["numbers"].items()
    }


def test_ages_of_several_children_in_their_order() -> None:
    assert [age.months for age in read_ages("二宝18个月,大宝3岁", TODAY)] == [18, 36]


def test_a_birth_is_an_age_and_its_span_holds_the_words() -> None:
    text = "孩子2025年3月12日出生 周四"
    (age,) = read_ages(text, TODAY)
    assert (age.born_on, age.born_day_known) == (date(2025, 3, 12), True)
    assert text[slice(*age.span)] == "2025年3月12日出生"


@given(AWKWARD)
def test_any_text_is_read_and_spans_lie_inside(text: str) -> None:
    ages = read_ages(text, TODAY)
    hits = [reader(text) for reader in (read_max_price, read_radius_m, read_ordinal)]
    birthday = read_birthday(text, TODAY)
    spans = [age.span for age in ages] + [hit[1] for hit in hits if hit]
    spans += [birthday.span] if birthday else []
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all((age.months is None) != (age.born_on is None) for age in ages)


@given(st.text("零一二两三四五六七八九十百千万半多kw0123456789.,", max_size=40))
def test_any_numeral_is_a_finite_number_or_none(text: str) -> None:
    value = parse_number(text)
    assert value is None or 0 <= value < float("inf")


@given(st.integers(1, 99_999))
def test_digits_are_themselves(value: int) -> None:
    assert parse_number(str(value)) == parse_number(f"{value:,}") == value
