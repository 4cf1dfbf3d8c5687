"""What parents asked in vain, in groups."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.services import gaps, questions
from bot.services.questions import Question, Taken
from db.models import RecordedQuestion
from tests.services.world import NOW, World

PEANUTS = ("孩子对花生过敏能上吗", "宝宝花生过敏能上吗", "孩子花生过敏可以上吗")


def asked(world: World, *words: str, taken: Taken = "unknown", district: str | None = None) -> None:
    with world.database.begin() as tx:
        for one in words:
            questions.record(tx, Question(one, taken, topic="faq", entry="x", district=district), NOW)


def found(world: World, district: str | None = None) -> tuple[gaps.Gap, ...]:
    with world.database.begin() as tx:
        return gaps.gaps(tx, NOW - timedelta(days=7), district)


def test_like_ones_are_one_group_and_the_largest_comes_first(world: World) -> None:
    asked(world, "有没有双语老师", *PEANUTS)
    first, second = found(world)
    assert (first.count, set(first.questions)) == (3, set(PEANUTS))
    assert (second.words, second.nearest) == ("有没有双语老师", "x")


def test_what_was_answered_is_no_gap(world: World) -> None:
    asked(world, "多少钱", taken="answered")
    assert found(world) == ()


@pytest.mark.parametrize("taken", gaps.IN_VAIN)
def test_every_kind_of_in_vain(world: World, taken: Taken) -> None:
    asked(world, "有校车接送吗", taken=taken)
    (gap,) = found(world)
    assert gap.outcomes == ((taken, 1),)


def test_one_district(world: World) -> None:
    asked(world, "有校车接送吗", district="奉贤区")
    asked(world, "有游泳课吗", district="黄浦区")
    assert [gap.words for gap in found(world, "黄浦区")] == ["有游泳课吗"]


def test_what_was_dealt_with_does_not_come_again(world: World) -> None:
    asked(world, *PEANUTS)
    (gap,) = found(world)
    with world.database.begin() as tx:
        gaps.handle(tx, gap.numbers, "staff:1", "allergies", NOW)
    assert found(world) == ()
    with world.database.begin() as tx:
        assert tx.scalar(select(func.count()).select_from(RecordedQuestion)) == 3


def test_the_last_week_only(world: World) -> None:
    asked(world, "有校车接送吗")
    with world.database.begin() as tx:
        assert gaps.gaps(tx, NOW + timedelta(seconds=1)) == ()
