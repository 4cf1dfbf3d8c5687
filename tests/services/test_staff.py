"""Roles bound by one-time codes, what they reach, and signing in."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.services import sign_in, staff, tries
from bot.services.staff import Bound, CodeRefused, Role, Scope, Task
from db.models import AuditEntry, FailedSignIn, StaffMember
from tests.services.at_once import at_once
from tests.services.world import NOW, World, provider

FENGXIAN = Scope(district="奉贤区")


def invited(world: World, role: Role = "staff", scope: Scope = FENGXIAN) -> str:
    with world.database.begin() as tx:
        return staff.invite(tx, "王老师", role, scope, "system", NOW, world.rng)


def bound(world: World, code: str, user: str = "w1", after: timedelta = timedelta()) -> Bound | CodeRefused:
    with world.database.begin() as tx:
        return staff.bind(tx, code, "test", user, NOW + after)


def test_a_code_binds_one_account_once(world: World) -> None:
    code = invited(world)
    spaced = f"{code[:4]} - {code[4:]}".lower()
    match bound(world, spaced):
        case Bound(member):
            assert (member.name, member.role, member.district, member.user) == (
                "王老师",
                "staff",
                "奉贤区",
                "w1",
            )
        case other:
            raise AssertionError(other)
    assert bound(world, code, "w2") == CodeRefused()


@pytest.mark.parametrize("wrong", ["", "ABCDEFGH", "12345678"])
def test_a_wrong_code_binds_nobody(world: World, wrong: str) -> None:
    invited(world)
    assert bound(world, wrong) == CodeRefused()
    with world.database.begin() as tx:
        assert staff.everyone(tx) == ()


def test_a_code_grows_old(world: World) -> None:
    assert bound(world, invited(world), after=staff.INVITATION_HOLDS) == CodeRefused()


def test_two_who_send_the_code_at_the_same_time(world: World) -> None:
    code = invited(world)
    outcomes = at_once(lambda: bound(world, code, "w1"), lambda: bound(world, code, "w2"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Bound", "CodeRefused"]


def test_who_is_removed_may_nothing_and_can_come_back(world: World) -> None:
    bound(world, invited(world))
    with world.database.begin() as tx:
        member = staff.member_of(tx, "test", "w1")
        assert member
        staff.remove(tx, member, "system", NOW)
        assert staff.member_of(tx, "test", "w1") is None
    assert isinstance(bound(world, invited(world, "editor")), Bound)
    with world.database.begin() as tx:
        assert [entry.what for entry in tx.scalars(select(AuditEntry).order_by(AuditEntry.id))] == [
            "staff.invited",
            "staff.appointed",
            "staff.removed",
            "staff.invited",
            "staff.appointed",
        ]


@pytest.mark.parametrize(
    ("role", "tasks"),
    [
        ("editor", {"knowledge"}),
        ("staff", {"bookings", "requests"}),
        ("owner", {"knowledge", "bookings", "requests", "people"}),
    ],
)
def test_what_a_role_may(role: Role, tasks: set[Task]) -> None:
    member = StaffMember(name="", role=role, made_at=NOW)
    every: tuple[Task, ...] = ("knowledge", "bookings", "requests", "people")
    assert {task for task in every if staff.may(member, task)} == tasks


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        (Scope(), True),
        (Scope(district="奉贤区"), True),
        (Scope(district="黄浦区"), False),
        (Scope(provider="fengpu"), True),
        (Scope(provider="other"), False),
        (Scope("黄浦区", "fengpu"), False),
    ],
)
def test_what_a_scope_covers(scope: Scope, reached: bool) -> None:
    assert scope.covers(provider()) is reached


def registered(world: World) -> None:
    with world.database.begin() as tx:
        code = staff.invite(tx, "王老师", "owner", Scope(), "system", NOW, random.Random(2))
        made = staff.register(tx, code, "wang", sign_in.hash_of("一个很长的密码 1"), NOW)
        assert isinstance(made, Bound)


def tried(world: World, login: str, password: str, after: timedelta = timedelta()) -> object:
    return sign_in.sign_in(world.database.begin, login, password, "10.0.0.1", NOW + after)


def test_the_right_password_lets_in(world: World) -> None:
    registered(world)
    assert isinstance(tried(world, "wang", "一个很长的密码 1"), StaffMember)
    assert isinstance(tried(world, "wang", "一个很长的密码 2"), sign_in.WrongPassword)
    assert isinstance(tried(world, "nobody", "一个很长的密码 1"), sign_in.WrongPassword)


def test_after_too_many_tries_even_the_right_one_waits(world: World) -> None:
    registered(world)
    for _ in range(tries.ALLOWED):
        assert isinstance(tried(world, "wang", "falsch"), sign_in.WrongPassword)
    assert isinstance(tried(world, "wang", "一个很长的密码 1"), sign_in.TooManyTries)
    later = tries.WINDOW + timedelta(seconds=1)
    assert isinstance(tried(world, "wang", "一个很长的密码 1", later), StaffMember)


def test_guesses_at_once_are_counted_too(world: World) -> None:
    registered(world)
    found = at_once(*[lambda: tried(world, "wang", "falsch")] * 12)
    counted = Counter(type(outcome) for outcome in found)
    assert counted == {sign_in.WrongPassword: tries.ALLOWED, sign_in.TooManyTries: 12 - tries.ALLOWED}


def test_who_knows_the_password_uses_up_no_tries(world: World) -> None:
    registered(world)
    for _ in range(sign_in.TRIES_AN_ADDRESS + 1):
        assert isinstance(tried(world, "wang", "一个很长的密码 1"), StaffMember)


def test_failed_tries_name_nobody(world: World) -> None:
    tried(world, "wang", "falsch")
    with world.database.begin() as tx:
        assert all(len(row.subject) == 64 for row in tx.scalars(select(FailedSignIn)))
