"""Two guardians of one family, from the code to the parting."""

import random
from datetime import timedelta

from bot.services import guardians, news
from bot.services.families import guardian_of
from bot.services.guardians import (
    INVITATION_HOLDS,
    AlreadyInFamily,
    CodeExpired,
    CodeUnknown,
    JoinedFamily,
    LastGuardian,
    LeftFamily,
    OwnFamilyInUse,
    Removed,
    TooManyTries,
)
from bot.services.outcomes import NotFound
from bot.services.tries import ALLOWED, WINDOW
from tests.services.at_once import at_once
from tests.services.world import World, at


def invite(world: World, user: str) -> str:
    with world.database.begin() as tx:
        code = guardians.invite(tx, guardian_of(tx, "test", user, world.now), world.now, random.Random()).code
        assert len(code) == 8
        return code


def join(world: World, user: str, code: str) -> guardians.JoinFamilyOutcome:
    with world.database.begin() as tx:
        return guardians.join(tx, code, guardian_of(tx, "test", user, world.now), world.now)


def family(world: World, user: str) -> int:
    with world.database.begin() as tx:
        return guardian_of(tx, "test", user, world.now).family_id


def test_the_second_sees_the_same_bookings_and_the_first_is_told(world: World) -> None:
    child = world.child("mother")
    code = invite(world, "mother")
    assert join(world, "father", f" {code[:4].lower()}-{code[4:]}") == JoinedFamily(child.family_id)
    assert family(world, "father") == child.family_id
    world.booked(child, at("11-24"))
    assert join(world, "uncle", code) == CodeUnknown()
    assert join(world, "mother", invite(world, "mother")) == AlreadyInFamily()


def test_a_code_ends(world: World) -> None:
    world.child("mother")
    first, second = invite(world, "mother"), invite(world, "mother")
    assert join(world, "father", first) == CodeUnknown()
    world.now += INVITATION_HOLDS
    assert join(world, "father", second) == CodeExpired()


def test_who_has_children_of_its_own_does_not_lose_them(world: World) -> None:
    world.child("mother")
    mine = world.child("father")
    assert join(world, "father", invite(world, "mother")) == OwnFamilyInUse()
    assert family(world, "father") == mine.family_id


def test_codes_are_not_to_be_guessed(world: World) -> None:
    world.child("mother")
    code = invite(world, "mother")
    for _ in range(ALLOWED):
        assert join(world, "stranger", "AAAA2222") == CodeUnknown()
    assert join(world, "stranger", code) == TooManyTries(world.now + WINDOW)
    world.now += WINDOW + timedelta(seconds=1)
    assert isinstance(join(world, "stranger", code), JoinedFamily)


def test_one_code_lets_one_in(world: World) -> None:
    world.child("mother")
    code = invite(world, "mother")
    for user in ("p1", "p2", "p3"):
        family(world, user)
    outcomes = at_once(*(lambda user=user: join(world, user, code) for user in ("p1", "p2", "p3")))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "CodeUnknown", "CodeUnknown", "JoinedFamily",
    ]  # fmt: skip


def test_leaving_and_being_removed(world: World) -> None:
    child = world.child("mother")
    with world.database.begin() as tx:
        assert guardians.leave(tx, guardian_of(tx, "test", "mother", world.now), world.now) == LastGuardian()
    join(world, "father", invite(world, "mother"))
    with world.database.begin() as tx:
        left = guardians.leave(tx, guardian_of(tx, "test", "father", world.now), world.now)
        assert isinstance(left, LeftFamily)
        assert [item.kind for item in news.collect(tx)] == ["guardian_left"]
    assert family(world, "father") == left.family_id != child.family_id
    join(world, "father", invite(world, "mother"))
    with world.database.begin() as tx:
        mother, father = guardians.guardians_of(tx, child.family_id)
        assert guardians.remove(tx, mother, mother.id, world.now) == NotFound()
        assert guardians.remove(tx, mother, father.id, world.now) == Removed()
        assert guardians.remove(tx, mother, father.id, world.now) == NotFound()
        told = [(item.kind, item.only_to) for item in news.collect(tx) if isinstance(item, news.News)]
        assert told == [("guardian_removed", None), ("removed_from_family", father.id)]
    assert family(world, "father") != child.family_id
