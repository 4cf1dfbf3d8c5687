"""Families and their children."""

from datetime import date

import pytest
from sqlalchemy import func, select

from bot.services.families import (
    NicknameTaken,
    add_child,
    child_of,
    children_of,
    consent,
    family_of,
    find_family,
    set_telephone,
)
from db.models import Child, Family
from db.session import Database
from tests.services.at_once import at_once
from tests.services.world import BORN, NOW, at

MONTH = BORN.replace(day=1)


def test_a_family_is_made_once_for_a_person(database: Database) -> None:
    with database.begin() as tx:
        assert find_family(tx, "telegram", "7") is None
        family = family_of(tx, "telegram", "7", NOW)
        assert family.created_at == NOW
    with database.begin() as tx:
        assert family_of(tx, "telegram", "7", at("11-30")).id == family.id
        assert family_of(tx, "terminal", "7", NOW).id != family.id


def test_two_processes_make_one_family(database: Database) -> None:
    def ask() -> int:
        with database.begin() as tx:
            return family_of(tx, "telegram", "7", NOW).id

    found = at_once(*[ask] * 6)
    assert len(set(found)) == 1
    assert isinstance(found[0], int)
    with database.begin() as tx:
        assert tx.scalar(select(func.count()).select_from(Family)) == 1


def test_who_loses_the_race_for_a_family_gets_the_winners(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look before finds nothing, and then somebody was faster."""
    with database.begin() as tx:
        family = family_of(tx, "telegram", "7", NOW)
    monkeypatch.setattr("bot.services.families.find_family", lambda *_: None)
    with database.begin() as tx:
        assert family_of(tx, "telegram", "7", NOW).id == family.id
    with database.begin() as tx:
        assert tx.scalar(select(func.count()).select_from(Family)) == 1


def test_consent_keeps_its_first_day(database: Database) -> None:
    with database.begin() as tx:
        consent(tx, family_of(tx, "telegram", "7", NOW), NOW)
    with database.begin() as tx:
        consent(tx, family_of(tx, "telegram", "7", NOW), at("11-30"))
    with database.begin() as tx:
        assert family_of(tx, "telegram", "7", NOW).consented_at == NOW


def test_a_telephone_is_kept_and_forgotten(database: Database) -> None:
    for telephone in ("13800000000", None):
        with database.begin() as tx:
            set_telephone(tx, family_of(tx, "telegram", "7", NOW), telephone)
        with database.begin() as tx:
            assert family_of(tx, "telegram", "7", NOW).telephone == telephone


@pytest.mark.parametrize(
    ("known", "told", "kept"),
    [
        ((BORN, True), (BORN, True), (BORN, True)),
        ((MONTH, False), (BORN, True), (BORN, True)),
        ((BORN, True), (MONTH, False), (BORN, True)),
        ((MONTH, False), (MONTH, False), (MONTH, False)),
        ((BORN, True), (date(2025, 3, 16), True), None),
        ((MONTH, False), (date(2025, 4, 15), True), None),
        ((BORN, True), (date(2025, 4, 1), False), None),
    ],
)
def test_one_nickname_is_one_child(
    database: Database,
    known: tuple[date, bool],
    told: tuple[date, bool],
    kept: tuple[date, bool] | None,
) -> None:
    with database.begin() as tx:
        first = add_child(tx, family_of(tx, "telegram", "7", NOW), "糖糖", *known)
    with database.begin() as tx:
        second = add_child(tx, family_of(tx, "telegram", "7", NOW), "糖糖", *told)
    assert isinstance(first, Child)
    child = second.child if isinstance(second, NicknameTaken) else second
    assert child.id == first.id
    assert isinstance(second, NicknameTaken) is (kept is None)
    with database.begin() as tx:
        stored = child_of(tx, first.family_id, first.id)
        assert stored is not None
        assert (stored.born_on, stored.born_day_known) == (kept or known)


def test_children_are_known_to_their_family_only(database: Database) -> None:
    with database.begin() as tx:
        mine, theirs = (family_of(tx, "telegram", user, NOW) for user in ("7", "8"))
        for nickname in ("糖糖", "果果"):
            add_child(tx, mine, nickname, BORN, True)
        child = add_child(tx, theirs, "糖糖", BORN, True)
        assert isinstance(child, Child)
        assert [one.nickname for one in children_of(tx, mine)] == ["糖糖", "果果"]
        assert child_of(tx, mine.id, child.id) is None
        assert child_of(tx, theirs.id, child.id) is child
