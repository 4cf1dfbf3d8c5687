"""A request to people, from the parent's words to the last answer."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.services import cases, news, staff
from bot.services.cases import ESCALATE_AFTER, REMIND_AFTER, Asked
from bot.services.families import guardian_of
from bot.services.news import News, StaffNews
from bot.services.staff import Bound, Role, Scope
from db.models import HumanRequest, StaffMember
from tests.services.world import NOW, World

FENGXIAN, HUANGPU = Scope("奉贤区"), Scope("黄浦区")


def appointed(world: World, user: str, role: Role = "staff", scope: Scope = FENGXIAN) -> StaffMember:
    with world.database.begin() as tx:
        code = staff.invite(tx, user, role, scope, "system", NOW, world.rng)
        made = staff.bind(tx, code, "test", user, NOW)
        assert isinstance(made, Bound)
        return made.member


def opened(world: World, user: str = "p1", **asked: Any) -> tuple[HumanRequest, tuple[Any, ...]]:
    with world.database.begin() as tx:
        asked = {"words": "想问问过敏怎么办", "district": "奉贤区", **asked}
        case = cases.open_case(tx, Asked(guardian_of(tx, "test", user, NOW), **asked), NOW)
        return case, news.collect(tx)


def looked_after(world: World, now: datetime) -> list[tuple[str, int]]:
    with world.database.begin() as tx:
        cases.look_after(tx, now)
        return [(item.kind, item.staff_id) for item in news.collect(tx) if isinstance(item, StaffNews)]


def test_the_staff_of_the_district_hear_of_it_and_nobody_else(world: World) -> None:
    mine = appointed(world, "w1")
    appointed(world, "w2", scope=HUANGPU)
    appointed(world, "w3", role="editor")
    _, told = opened(world)
    assert [(item.kind, item.staff_id) for item in told] == [("case_opened", mine.id)]


def test_where_nobody_is_there_the_owners_hear(world: World) -> None:
    owner = appointed(world, "o1", "owner", Scope("奉贤区"))
    _, told = opened(world, district="崇明区")
    assert [item.staff_id for item in told] == [owner.id]


def test_an_answer_goes_to_who_asked_and_what_follows_to_who_answers(world: World) -> None:
    first, second = appointed(world, "w1"), appointed(world, "w2")
    case, _ = opened(world)
    with world.database.begin() as tx:
        guardian_of(tx, "test", "p2", NOW)
        assert cases.talk_with(tx, "test", "p1") is None  # nobody has answered yet
        kept = tx.get_one(HumanRequest, case.id)
        cases.answer(tx, kept, second, "可以自带食物", NOW)
        (told,) = news.collect(tx)
        assert isinstance(told, News)
        assert (told.kind, told.facts["words"]) == ("case_answer", "可以自带食物")
        assert told.only_to == guardian_of(tx, "test", "p1", NOW).id
    with world.database.begin() as tx:
        assert cases.talk_with(tx, "test", "p2") is None
        talk = cases.talk_with(tx, "test", "p1")
        assert talk is not None
        cases.go_on(tx, talk, "谢谢，那药呢", NOW)
        (told,) = news.collect(tx)
        assert isinstance(told, StaffNews)
        assert (told.staff_id, told.facts["words"]) == (second.id, "谢谢，那药呢")
        assert [message.words for message in cases.messages_of(tx, talk)] == ["可以自带食物", "谢谢，那药呢"]
    assert first.id != second.id


def test_a_closed_case_is_over_and_closed_once(world: World) -> None:
    member = appointed(world, "w1")
    case, _ = opened(world)
    with world.database.begin() as tx:
        kept = tx.get_one(HumanRequest, case.id)
        cases.answer(tx, kept, member, "好的", NOW)
        assert cases.close(tx, kept, "staff:1", NOW)
        assert not cases.close(tx, kept, "staff:1", NOW)
        assert [item.kind for item in news.collect(tx)] == ["case_answer", "case_closed"]
    with world.database.begin() as tx:
        assert cases.talk_with(tx, "test", "p1") is None
        assert cases.open_cases(tx, member) == ()


@pytest.mark.parametrize(
    ("role", "scope", "sees"),
    [
        ("staff", FENGXIAN, True),
        ("staff", Scope(), True),
        ("owner", FENGXIAN, True),
        ("staff", HUANGPU, False),
        ("editor", FENGXIAN, False),
        ("staff", Scope("奉贤区", "fengpu"), True),
        ("staff", Scope("奉贤区", "elsewhere"), False),
    ],
)
def test_who_sees_a_case(world: World, role: Role, scope: Scope, sees: bool) -> None:
    opened(world, provider="fengpu")
    member = appointed(world, "w1", role, scope)
    with world.database.begin() as tx:
        assert bool(cases.open_cases(tx, member)) is sees


def test_unanswered_it_is_reminded_once_and_then_taken_higher_once(world: World) -> None:
    member, owner = appointed(world, "w1"), appointed(world, "o1", "owner", Scope())
    opened(world)
    assert looked_after(world, NOW + REMIND_AFTER / 2) == []
    reminded = looked_after(world, NOW + REMIND_AFTER)
    assert ("case_waiting", member.id) in reminded
    assert looked_after(world, NOW + REMIND_AFTER) == []
    assert looked_after(world, NOW + ESCALATE_AFTER) == [("case_escalated", owner.id)]
    assert looked_after(world, NOW + ESCALATE_AFTER * 2) == []


def test_an_answered_one_waits_for_nobody(world: World) -> None:
    member = appointed(world, "w1")
    case, _ = opened(world)
    with world.database.begin() as tx:
        cases.answer(tx, tx.get_one(HumanRequest, case.id), member, "好的", NOW)
    assert looked_after(world, NOW + ESCALATE_AFTER) == []


def test_the_last_messages_go_with_it(world: World) -> None:
    excerpt = ({"from": "parent", "words": "过敏能去吗"}, {"from": "bot", "words": "资料里没有"})
    case, _ = opened(world, excerpt=excerpt)
    with world.database.begin() as tx:
        kept = tx.scalars(select(HumanRequest)).one()
        assert (kept.id, kept.excerpt) == (case.id, list(excerpt))
