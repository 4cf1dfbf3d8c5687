"""What is taken from the talk, and until when."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bot.clock import SHANGHAI, FrozenClock
from bot.dialogue.context import (
    BUTTONS_LIFETIME,
    CONTEXT_LIFETIME,
    QUESTION_LIFETIME,
    day_with,
    mentioned_now,
    picked_from_list,
    providers_referred,
    same_time,
    still_meant,
)
from bot.dialogue.conversation import Conversation, Day, Draft, Open
from bot.understanding.dates import When
from bot.understanding.references import Reference

BEGAN = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
THURSDAY = date(2026, 11, 26)
SECOND = timedelta(seconds=1)


def after(idle: timedelta, pressed: bool = False, **fields: Any) -> Conversation:
    clock = FrozenClock(BEGAN)
    talk = Conversation(
        topic="hours", provider="a", shown=("a", "b"), age_months=20, updated_at=clock(), **fields
    )
    clock.move_to(BEGAN + idle)
    return still_meant(talk, clock(), pressed=pressed)


def test_words_refer_to_the_talk_for_half_an_hour() -> None:
    assert timedelta(minutes=30) == CONTEXT_LIFETIME
    assert after(CONTEXT_LIFETIME).provider == "a"
    forgotten = after(CONTEXT_LIFETIME + SECOND)
    assert (forgotten.provider, forgotten.topic, forgotten.shown) == (None, None, ())
    assert forgotten.age_months == 20


def test_buttons_mean_their_list_for_longer() -> None:
    assert after(BUTTONS_LIFETIME, pressed=True).shown == ("a", "b")
    assert after(BUTTONS_LIFETIME + SECOND, pressed=True).shown == ()


def test_a_booking_keeps_the_talk_and_a_question_waits() -> None:
    draft = Draft(key="k", started_at=BEGAN)
    assert after(QUESTION_LIFETIME, draft=draft).provider == "a"
    assert after(QUESTION_LIFETIME + SECOND, draft=draft).draft is None
    waiting = after(QUESTION_LIFETIME, open=Open(what="human"))
    assert (waiting.open, waiting.provider) == (Open(what="human"), None)
    assert after(QUESTION_LIFETIME + SECOND, open=Open(what="human")).open is None


@pytest.mark.parametrize(
    ("ordinal", "shown", "found", "picked"),
    [
        (None, "ab", "ab", None),
        (1, "ab", "ab", "a"),
        (3, "ab", "ab", None),
        (-1, "abc", "abc", "c"),
        (-2, "abc", "abc", "b"),
        (-4, "abc", "abc", None),
        (4, "cd", "abcd", "d"),  # the number as shown on the second page
        (1, "cd", "abcd", "c"),
        (1, "ba", "abc", "b"),  # another list than the one found
        (1, "", "abc", None),
    ],
)
def test_picked_from_list(ordinal: int | None, shown: str, found: str, picked: str | None) -> None:
    talk = Conversation(shown=tuple(shown), found=tuple(found))
    assert picked_from_list(talk, ordinal) == picked


@pytest.mark.parametrize(
    ("to", "talk", "meant"),
    [
        ("last", {"provider": "a"}, "a"),
        ("last", {"mentioned": ("b", "c"), "shown": ("x", "y")}, "b"),
        ("last", {"shown": ("x",)}, "x"),
        ("last", {}, ""),
        ("other", {"provider": "a", "shown": ("a", "b")}, "b"),
        ("other", {"provider": "a", "shown": ("a", "b", "c")}, "bc"),
        ("other", {"provider": "a", "mentioned": ("a", "b")}, "b"),
        ("other", {}, ""),
        (None, {"provider": "a"}, ""),
    ],
)
def test_providers_referred(to: Any, talk: dict[str, Any], meant: str) -> None:
    assert providers_referred(Conversation(**talk), Reference(to)) == tuple(meant)


def test_the_last_mentioned_come_first() -> None:
    assert mentioned_now(Conversation(mentioned=("a", "b", "c")), "b") == ("b", "a", "c")
    assert mentioned_now(Conversation(mentioned=("a", "b", "c")), "d") == ("d", "a", "b")


def test_the_same_time() -> None:
    base = Day(dates=(THURSDAY,), time=time(9))
    monday = date(2026, 11, 30)
    assert same_time(base, When(week=(monday, monday + timedelta(days=6)))) == Day(
        dates=(date(2026, 12, 3),), time=time(9)
    )
    assert same_time(base, When(dates=(monday,))) == Day(dates=(monday,), time=time(9))
    assert same_time(base, When()) == base


def test_days_said_one_after_the_other() -> None:
    before = Day(dates=(THURSDAY,), part="morning")
    friday = THURSDAY + timedelta(days=1)
    assert day_with(Day(dates=(friday,)), before) == Day(dates=(friday,), part="morning")
    assert day_with(Day(part="afternoon"), before) == Day(dates=(THURSDAY,), part="afternoon")
    left = day_with(Day(excluded=(THURSDAY,)), before)
    assert left == Day(excluded=(THURSDAY,), part="morning")
    assert (left.allows(THURSDAY), left.allows(friday)) == (False, True)
    assert day_with(Day(part="afternoon"), left) == Day(excluded=(THURSDAY,), part="afternoon")
