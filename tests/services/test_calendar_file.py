"""Calendar files, read back with the library that calendars are tested with."""

from datetime import UTC, timedelta

import pytest
from icalendar import Calendar, Event
from icalendar.cal import Component

from bot.services.calendar_file import Entry, calendar_file
from tests.services.world import NOW, at

AWKWARD = '奉浦宝宝屋, 东区; "A\\B"\n第二行 👨‍👩‍👧' * 4


def entry(**changed: object) -> Entry:
    values = {
        "number": "TY4K7M2P",
        "revision": 0,
        "cancelled": False,
        "starts_at": at("11-26"),
        "ends_at": at("11-26", "11:00"),
        "title": "奉浦宝宝屋 临时托",
        "host": "奉浦宝宝屋",
        "about": "预约号 TY4K7M2P",
        "place": "奉贤区奉浦街道",
        "point": (30.9, 121.45),
    }
    return Entry(**{**values, **changed})  # type: ignore[arg-type]


def read(content: bytes) -> tuple[Component, Event]:
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert event.errors == []
    return calendar, event


def test_all_of_it_is_read_back() -> None:
    calendar, event = read(calendar_file(entry(), NOW))
    assert (calendar["method"], event["status"], event["uid"]) == ("PUBLISH", "CONFIRMED", "TY4K7M2P@tuoyu")
    assert (event.start, event.end) == (at("11-26"), at("11-26", "11:00"))
    assert event.start.tzinfo is UTC or event.start.utcoffset() == timedelta()
    assert (event["summary"], event["location"]) == ("奉浦宝宝屋 临时托", "奉贤区奉浦街道")
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(hours=-2)


def test_a_change_and_a_cancellation_are_of_the_same_event_and_later() -> None:
    first, moved, gone = (
        read(calendar_file(one, NOW))
        for one in (entry(), entry(revision=1, starts_at=at("11-25")), entry(revision=2, cancelled=True))
    )
    assert len({event["uid"] for _, event in (first, moved, gone)}) == 1
    assert [event["sequence"] for _, event in (first, moved, gone)] == [0, 1, 2]
    assert (gone[0]["method"], gone[1]["status"]) == ("CANCEL", "CANCELLED")
    assert list(gone[1].walk("VALARM")) == []


@pytest.mark.parametrize("field", ["title", "about", "place"])
def test_awkward_words_survive_escaping_and_folding(field: str) -> None:
    content = calendar_file(entry(**{field: AWKWARD}), NOW)
    _, event = read(content)
    name = {"title": "summary", "about": "description", "place": "location"}[field]
    assert str(event[name]) == AWKWARD
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content.count(b"\n") == content.count(b"\r\n")


def test_an_organizer_with_quotes_does_not_break_the_line() -> None:
    _, event = read(calendar_file(entry(host='奉浦"宝宝屋":;,'), NOW))
    assert str(event["organizer"]) == "invalid:nomail"
    assert event["organizer"].params["CN"] == '奉浦"宝宝屋":;,'
