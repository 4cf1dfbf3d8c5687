"""The readers of dates, ages, money, distances and ordinals, by a table."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.clock import SHANGHAI
from bot.understanding.ages import read_ages, read_birthday
from bot.understanding.dates import read_when
from bot.understanding.distances import read_radius_m
from bot.understanding.money import read_max_price
from bot.understanding.numerals import parse_number
from bot.understanding.ordinals import read_ordinal

TABLE = yaml.load((Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def days(row: dict[str, Any]) -> tuple[date, ...]:
    return tuple(day(text) for text in row.get("days", ()))


def number(text: str) -> int | None:
    return None if text == "null" else int(text)


@pytest.mark.parametrize("row", TABLE["dates"], ids=lambda row: row["say"])
def test_dates(row: dict[str, Any]) -> None:
    when = read_when(row["say"], NOW)
    time = when.time.strftime("%H:%M") if when.time else None
    assert (when.dates, time, when.part) == (days(row), row.get("time"), row.get("part"))
    assert (when.doubtful, when.impossible) == ((), None)
    assert bool(when.spans) == (len(row) > 1)


@pytest.mark.parametrize("row", TABLE["doubtful"], ids=lambda row: row["say"])
def test_doubtful_days_are_left_to_ask(row: dict[str, Any]) -> None:
    when = read_when(row["say"], datetime.fromisoformat(row["at"]).replace(tzinfo=SHANGHAI))
    assert (when.dates, when.doubtful) == ((), days(row))


@pytest.mark.parametrize("say", TABLE["impossible"])
def test_days_that_do_not_exist(say: str) -> None:
    when = read_when(say, NOW)
    assert when.dates == ()
    assert when.impossible


@pytest.mark.parametrize(("say", "bounds"), TABLE["weeks"].items())
def test_whole_weeks(say: str, bounds: list[str]) -> None:
    assert read_when(say, NOW).week == tuple(day(text) for text in bounds)


@pytest.mark.parametrize(("say", "months"), TABLE["ages"].items())
def test_ages(say: str, months: str) -> None:
    ages = read_ages(say, NOW.date())
    assert (ages[0].months if ages else None) == number(months)


@pytest.mark.parametrize(("say", "born"), TABLE["birthdays"].items())
def test_birthdays(say: str, born: str) -> None:
    read = read_birthday(say, NOW.date())
    assert (read.born_on.isoformat() if read and read.born_on else "null") == born
    if read:
        assert read.born_day_known is ("月生" not in say and not say.endswith("月"))


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
