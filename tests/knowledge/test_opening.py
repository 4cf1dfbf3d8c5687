"""When places are open: a table of rules, days and hours, over China's holidays of 2026 and into 2027."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.hours_text import fault_of
from knowledge.opening import SHANGHAI, day_kind, holidays_published, intervals_on, is_open, next_interval
from knowledge.schema import Hours

WEEKDAYS = "Mo-Fr 08:00-17:00"


def hours(opens: str, first: str | None = None, last: str | None = None) -> tuple[Hours, ...]:
    return (Hours.model_validate({"opens": opens, "valid_from": first, "valid_until": last}),)


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


def spans(opens: str, day: str) -> str:
    found = intervals_on(hours(opens), date.fromisoformat(day))
    return ",".join(f"{i.starts_at:%H:%M}-{i.ends_at:%H:%M}" for i in found)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-09-30", "workday"),
        ("2026-10-01", "public_holiday"),
        ("2026-10-03", "public_holiday"),
        ("2026-10-05", "public_holiday"),
        ("2026-10-07", "public_holiday"),
        ("2026-10-08", "workday"),
        ("2026-10-10", "makeup_workday"),
        ("2026-10-11", "weekend"),
        ("2026-02-14", "makeup_workday"),
        ("2026-02-16", "public_holiday"),
        ("2026-05-04", "public_holiday"),
        ("2026-06-19", "public_holiday"),
        ("2026-11-23", "workday"),
        ("2027-01-01", "public_holiday"),
        ("2027-02-08", "workday"),
        ("2027-05-02", "public_holiday"),
        ("2027-05-03", "workday"),
        ("2027-10-03", "public_holiday"),
        ("2027-10-09", "weekend"),
    ],
)
def test_day_kind(day: str, kind: str) -> None:
    assert day_kind(date.fromisoformat(day)) == kind


def test_the_arrangement_of_next_year_is_not_guessed() -> None:
    assert holidays_published(2026)
    assert not holidays_published(2027)


@pytest.mark.parametrize(
    ("opens", "day", "expected"),
    [
        ("Tu,Th 09:00-11:00", "2026-11-24", "09:00-11:00"),
        ("Tu,Th 09:00-11:00", "2026-11-25", ""),
        ("tu,th 9:00-11:00", "2026-11-26", "09:00-11:00"),
        ("Mo-Fr 09:00-11:30,13:00-16:00", "2026-11-27", "09:00-11:30,13:00-16:00"),
        # Sessions that adjoin are two sessions.
        ("Mo 09:00-10:30,10:30-12:00", "2026-11-23", "09:00-10:30,10:30-12:00"),
        ("Mo 09:00-12:00; Tu 09:00-10:30,10:30-12:00", "2026-11-23", "09:00-12:00"),
        # The later clause replaces; after a comma it adds.
        ("Mo-Fr 09:00-17:00; We 09:00-12:00", "2026-11-25", "09:00-12:00"),
        ("Mo-Fr 09:00-11:00, We 14:00-16:00", "2026-11-25", "09:00-11:00,14:00-16:00"),
        ("Mo-Fr 09:00-11:00, We 14:00-16:00", "2026-11-26", "09:00-11:00"),
        ("Fr-Mo 09:00-11:00", "2026-11-22", "09:00-11:00"),
        ("09:00-11:00", "2026-11-22", "09:00-11:00"),
        ("24/7", "2026-11-22", "00:00-00:00"),
        ("Mo[1] 09:00-11:00", "2026-11-02", "09:00-11:00"),
        ("Mo[1] 09:00-11:00", "2026-11-09", ""),
        # Holidays: silence means as usual, and whoever answers adds that it is not said.
        (WEEKDAYS, "2026-10-01", "08:00-17:00"),
        (f"{WEEKDAYS}; PH off", "2026-10-01", ""),
        (f"{WEEKDAYS}; PH off", "2026-10-05", ""),
        (f"{WEEKDAYS}; PH off", "2026-10-08", "08:00-17:00"),
        (f"{WEEKDAYS}; PH off", "2026-10-10", ""),
        (f"{WEEKDAYS}; PH closed", "2026-10-01", ""),
        (f"{WEEKDAYS}; ph off", "2026-10-01", ""),
        (f"{WEEKDAYS}; PH 10:00-12:00", "2026-10-03", "10:00-12:00"),
        (f"{WEEKDAYS}; PH 10:00-12:00", "2026-10-11", ""),
        (f"{WEEKDAYS}; Sa,PH 10:00-12:00", "2026-10-01", "10:00-12:00"),
        (f"{WEEKDAYS}; Sa, PH 10:00-12:00", "2026-11-28", "10:00-12:00"),
        (f"{WEEKDAYS}; PH,Sa 10:00-12:00", "2026-11-28", "10:00-12:00"),
        (f"{WEEKDAYS}; PH,Sa 10:00-12:00", "2026-11-27", "08:00-17:00"),
        ("Mo-Fr,PH 10:00-12:00", "2026-10-03", "10:00-12:00"),
        # An exception after the exception.
        (f"{WEEKDAYS}; PH off; 2026 Oct 05 09:00-12:00", "2026-10-05", "09:00-12:00"),
        (f"{WEEKDAYS}; PH off; 2026 Oct 05 09:00-12:00", "2026-10-06", ""),
        (f"{WEEKDAYS}; 2026 Nov 23 off", "2026-11-23", ""),
        (f"{WEEKDAYS}; 2026 Oct 10 08:00-17:00", "2026-10-10", "08:00-17:00"),
        (f"{WEEKDAYS}; Jul-Aug Mo-Fr 08:00-12:00; PH off", "2026-07-01", "08:00-12:00"),
        (f"{WEEKDAYS}; Sep-Oct Mo-Fr 08:00-12:00; PH off", "2026-10-01", ""),
        # A year whose arrangement is not published: fixed days only.
        (f"{WEEKDAYS}; PH off", "2027-01-01", ""),
        (f"{WEEKDAYS}; PH off", "2027-02-08", "08:00-17:00"),
    ],
)
def test_intervals(opens: str, day: str, expected: str) -> None:
    assert spans(opens, day) == expected


def test_rules_hold_within_their_validity() -> None:
    rules = hours("Tu 09:00-11:00", last="2026-11-24") + hours("Tu 14:00-16:00", first="2026-11-25")
    assert [i.starts_at.hour for i in intervals_on(rules, date(2026, 11, 24))] == [9]
    assert [i.starts_at.hour for i in intervals_on(rules, date(2026, 12, 1))] == [14]


def test_intervals_are_shanghai_instants() -> None:
    (interval,) = intervals_on(hours("Tu 09:00-24:00"), date(2026, 11, 24))
    assert interval.starts_at == datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert interval.ends_at == datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert interval.starts_at.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("clock", "expected"), [("08:59", False), ("09:00", True), ("10:59", True), ("11:00", False)]
)
def test_is_open(clock: str, expected: bool) -> None:
    assert is_open(hours("Tu 09:00-11:00"), at("2026-11-24", clock)) is expected


def test_is_open_asks_for_the_day_in_shanghai() -> None:
    assert is_open(hours("Tu 00:00-08:00"), datetime(2026, 11, 23, 17, tzinfo=UTC))


@pytest.mark.parametrize(
    ("opens", "now", "expected"),
    [
        ("Tu,Th 09:00-11:00", ("2026-11-24", "08:00"), "2026-11-24 09:00"),
        ("Tu,Th 09:00-11:00", ("2026-11-24", "10:00"), "2026-11-24 09:00"),
        ("Tu,Th 09:00-11:00", ("2026-11-24", "11:00"), "2026-11-26 09:00"),
        (f"{WEEKDAYS}; PH off", ("2026-09-30", "17:00"), "2026-10-08 08:00"),
        ("2027 Jul 01 09:00-11:00", ("2026-11-24", "08:00"), None),
    ],
)
def test_next_interval(opens: str, now: tuple[str, str], expected: str | None) -> None:
    found = next_interval(hours(opens), at(*now))
    assert (found and f"{found.starts_at:%Y-%m-%d %H:%M}") == expected


@pytest.mark.parametrize(
    ("opens", "code", "correction"),
    [
        ("周二 9:00-11:00", "opens_unreadable", "Tu 09:00-11:00"),
        ("周二 9点", "opens_unreadable", None),
        ("周一至周五 8:00–17:00", "opens_unreadable", "Mo-Fr 08:00-17:00"),
        ("周一到五上午8点半到下午5点", "opens_unreadable", "Mo-Fr 08:30-17:00"),
        ("周二、四 9点-11点，节假日休息", "opens_unreadable", "Tu,Th 09:00-11:00; PH off"),
        ("星期三下午2点-4点", "opens_unreadable", "We 14:00-16:00"),
        ("每天 8am-5pm", "opens_unreadable", "Mo-Su 08:00-17:00"),
        ("Tu 8am-10am", "opens_unreadable", "Tu 08:00-10:00"),
        ("Tu 9-11", "opens_unreadable", "Tu 09:00-11:00"),
        ("Tu 09：00—11：00", "opens_unreadable", "Tu 09:00-11:00"),
        ("Tu09:00-11:00", "opens_unreadable", "Tu 09:00-11:00"),
        ("Monday to Friday 8:00-17:00", "opens_unreadable", "Mo-Fr 08:00-17:00"),
        ("garbage", "opens_unreadable", None),
        ("Tu", "opens_no_times", None),
        ("Tu 09:00+", "opens_unsupported", None),
        ("Tu 09:00-11:00 || We 09:00-11:00", "opens_unsupported", None),
        ("SH 09:00-11:00", "opens_unsupported", None),
        ('Tu 09:00-11:00 "ring twice"', "opens_unsupported", None),
        ("Mo-Fr 17:00-08:00", "opens_over_midnight", None),
        ("Tu 09:00-25:00", "opens_over_midnight", None),
        ("Tu 09:00-09:00", "opens_over_midnight", None),
        ("Mo 09:00-11:00,10:00-12:00", "opens_overlap", None),
        ("PH off; Mo-Fr 09:00-17:00", "opens_order", "Mo-Fr 09:00-17:00; PH off"),
        ("Jul-Aug Mo-Fr 08:00-12:00; Mo-Fr 09:00-17:00", "opens_order", None),
        ("Mo 10:00-12:00; Mo 14:00-15:00", "opens_hidden", "Mo 10:00-12:00,14:00-15:00"),
        ("Mo-Fr 09:00-11:00; PH 09:00-11:00; PH off", "opens_hidden", None),
        ("PH off", "opens_never", None),
        ("2020 Jan 01-Feb 01 Mo 09:00-10:00", "opens_never", None),
    ],
)
def test_faults_and_corrections(opens: str, code: str, correction: str | None) -> None:
    fault = fault_of(opens)
    assert fault is not None
    assert fault.code == code
    if correction:
        assert fault.correction == correction
        assert fault_of(correction) is None


@pytest.mark.parametrize(
    "opens",
    ["Tu,Th 09:00-11:00; PH off", "Mo-Fr 09:00-11:30,13:00-16:00", "24/7", f"{WEEKDAYS}; Sa,PH 10:00-12:00"],
)
def test_right_texts_have_no_fault(opens: str) -> None:
    assert fault_of(opens) is None


@dataclass
class Rule:
    opens: str

    def holds_on(self, day: date) -> bool:
        return True


PARTS = st.sampled_from(
    [
        "Mo-Fr",
        "Sa",
        "PH",
        "PH,Su",
        "Tu[2]",
        "2026 Nov 23",
        "Jul-Aug",
        "09:00-11:00",
        "25:00-26:00",
        "off",
        ";",
        ",",
        "周二",
        " ",
    ]
)


@given(st.lists(PARTS, max_size=8).map(" ".join), st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_no_text_makes_it_raise_and_intervals_are_in_order(opens: str, day: date) -> None:
    fault_of(opens)
    found = intervals_on([Rule(opens)], day)  # type: ignore[list-item]
    assert list(found) == sorted(found)
    if found and fault_of(opens) is None:
        assert all(interval.starts_at < interval.ends_at for interval in found)
        assert all(interval.starts_at.date() == day for interval in found)
