"""Completed months, and what the rules of a provider make of them on the day of a session."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.booking import AgeUnknown, Booked, WrongAge
from knowledge.ages import day_of_age, months_between, possible_birthdays, takes_on
from knowledge.schema import AgeRange
from tests.services.world import TODDLERS, World, at, provider

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("born_on", "day", "months"),
    [
        (date(2025, 3, 15), date(2026, 3, 14), 11),
        (date(2025, 3, 15), date(2026, 3, 15), 12),
        (date(2025, 1, 31), date(2025, 2, 27), 0),
        (date(2025, 1, 31), date(2025, 2, 28), 1),
        (date(2025, 1, 31), date(2025, 4, 30), 3),
        (date(2024, 2, 29), date(2025, 2, 27), 11),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2024, 2, 29), date(2028, 2, 28), 47),
        (date(2024, 2, 29), date(2028, 2, 29), 48),
        (date(2025, 12, 30), date(2026, 3, 1), 2),
        (date(2025, 3, 15), date(2025, 3, 15), 0),
        (date(2025, 3, 15), date(2025, 3, 14), -1),
    ],
)
def test_completed_months(born_on: date, day: date, months: int) -> None:
    assert months_between(born_on, day) == months


@given(days, st.integers(0, 120))
def test_an_age_begins_on_its_day_and_not_before(born_on: date, months: int) -> None:
    first = day_of_age(born_on, months)
    assert months_between(born_on, first) == months
    assert months_between(born_on, first - timedelta(days=1)) == months - 1


@given(days, st.integers(0, 1500))
def test_nobody_grows_younger(born_on: date, age_days: int) -> None:
    day = born_on + timedelta(days=age_days)
    assert 0 <= months_between(born_on, day + timedelta(days=1)) - months_between(born_on, day) <= 1


@given(days, days)
def test_a_month_decides_exactly_where_all_its_days_agree(born_in: date, day: date) -> None:
    first, last = possible_birthdays(born_in, False)
    birthdays = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    verdicts = {TODDLERS.takes(months_between(birthday, day)) for birthday in birthdays}
    assert takes_on(TODDLERS, born_in, False, day) == (verdicts.pop() if len(verdicts) == 1 else None)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("born_on", "day", "expected"),
    [
        (date(2025, 11, 24), "11-24", "taken"),
        (date(2025, 11, 25), "11-24", WrongAge(11, TODDLERS, date(2026, 11, 25))),
        (date(2025, 11, 25), "11-25", "taken"),
        (date(2023, 11, 25), "11-24", "taken"),
        (date(2023, 11, 25), "11-25", WrongAge(36, TODDLERS, None)),
        (date(2025, 11, 30), "11-30", "taken"),
        (date(2026, 12, 1), "11-24", WrongAge(-1, TODDLERS, date(2027, 12, 1))),
    ],
)
def test_the_age_on_the_day_of_the_session_counts(
    world: World, born_on: date, day: str, expected: object
) -> None:
    outcome = world.book(world.child(born_on=born_on), at(day))
    assert isinstance(outcome, Booked) if expected == "taken" else outcome == expected


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("month", "day", "expected"),
    [
        (date(2025, 10, 1), "11-24", "taken"),
        (date(2025, 11, 1), "11-24", AgeUnknown()),
        (date(2025, 11, 1), "11-30", "taken"),
        (date(2025, 12, 1), "11-30", WrongAge(11, TODDLERS, date(2026, 12, 31))),
        (date(2025, 12, 1), "12-01", AgeUnknown()),
        (date(2023, 11, 1), "11-24", AgeUnknown()),
        (date(2023, 11, 1), "11-30", WrongAge(36, TODDLERS, None)),
    ],
)
def test_a_month_of_birth_is_taken_where_it_decides(
    world: World, month: date, day: str, expected: object
) -> None:
    outcome = world.book(world.child(born_on=month, day_known=False), at(day))
    assert isinstance(outcome, Booked) if expected == "taken" else outcome == expected


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_ages_of_the_service_come_before_those_of_the_provider(world: World) -> None:
    world.provider = provider(offer={"ages_months": {"from": 24, "to": 36}})
    outcome = world.book(world.child(), at("11-24"))
    assert outcome == WrongAge(20, AgeRange.model_validate({"from": 24, "to": 36}), date(2027, 3, 15))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_the_file_names_no_ages_none_is_refused(world: World) -> None:
    world.provider = provider(ages_months=None)
    world.booked(world.child(born_on=date(2020, 1, 1)), at("11-24"))
