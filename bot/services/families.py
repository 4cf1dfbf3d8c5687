"""Families: who writes belongs to one, and its children are known only to it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.services.missing_rows import insert_missing
from db.models import Child, Family, Guardian
from db.tables import lock, run, table_of

_FAMILIES, _GUARDIANS = table_of(Family), table_of(Guardian)
_LOCK = select(_FAMILIES.c.id).where(_FAMILIES.c.id == bindparam("of_family")).with_for_update(key_share=True)
_MEMBER = select(_GUARDIANS.c.id, _GUARDIANS.c.family_id).where(
    _GUARDIANS.c.channel == bindparam("of_channel"), _GUARDIANS.c.user == bindparam("of_user")
)
_GUARDIAN = select(Guardian).where(
    Guardian.channel == bindparam("of_channel"), Guardian.user == bindparam("of_user")
)
_CHILD = (
    select(Child)
    .where(Child.id == bindparam("of_child"), Child.family_id == bindparam("of_family"))
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class Member:
    """Who writes: the guardian's id and the family's."""

    id: int
    family_id: int


@dataclass(frozen=True, slots=True)
class NicknameTaken:
    """Another birthday is known for that nickname; child: the one that has it."""

    child: Child


def find_family(tx: Session, channel: str, user: str) -> Family | None:
    member = select(Guardian.family_id).where(Guardian.channel == channel, Guardian.user == user)
    return tx.scalar(select(Family).where(Family.id.in_(member)))


def family_of(tx: Session, channel: str, user: str, now: datetime) -> Family:
    """Made when missing, with the person as its guardian."""
    return find_family(tx, channel, user) or _new_family(tx, channel, user, now)


def guardian_of(tx: Session, channel: str, user: str, now: datetime) -> Guardian:
    """Made when missing, with a family."""
    who = {"of_channel": channel, "of_user": user}
    if (guardian := tx.scalar(_GUARDIAN, who)) is not None:
        return guardian
    family_of(tx, channel, user, now)
    return tx.scalars(_GUARDIAN, who).one()


def member_of(tx: Session, channel: str, user: str, now: datetime) -> Member:
    """As guardian_of."""
    row = run(tx, _MEMBER, {"of_channel": channel, "of_user": user}).first()
    if row is not None:
        return Member(row.id, row.family_id)
    guardian = guardian_of(tx, channel, user, now)
    return Member(guardian.id, guardian.family_id)


def _new_family(tx: Session, channel: str, user: str, now: datetime) -> Family:
    with tx.begin_nested() as savepoint:
        family = Family(created_at=now)
        tx.add(family)
        tx.flush()
        guardian = {"family_id": family.id, "channel": channel, "user": user}
        if insert_missing(tx, Guardian, guardian, ("channel", "user")):
            return family
        savepoint.rollback()  # somebody made it between the look and here
    return tx.scalars(
        select(Family).join(Guardian).where(Guardian.channel == channel, Guardian.user == user)
    ).one()


def lock_family(tx: Session, family_id: int) -> None:
    """Whatever changes a family's bookings begins here: its guardians take turns, so that rules about all
    bookings of a child (quota, overlap) are tested on what is committed. Not stronger than NO KEY UPDATE:
    rows that refer to the family can still be added beside it."""
    lock(tx, _LOCK, {"of_family": family_id})


def consent(tx: Session, family: Family, now: datetime) -> None:
    """The family agrees that its children's nicknames and birthdays are kept."""
    if family.consented_at is None:
        family.consented_at = now
        tx.flush()


def set_telephone(tx: Session, family: Family, telephone: str | None) -> None:
    """None: forgotten again."""
    family.telephone = telephone
    tx.flush()


def children_of(tx: Session, family: Family) -> tuple[Child, ...]:
    return tuple(tx.scalars(select(Child).where(Child.family_id == family.id).order_by(Child.id)))


def child_of(tx: Session, family_id: int, child_id: int) -> Child | None:
    """Loaded by both, so that no family reaches another's child. As committed at this moment."""
    return tx.scalar(_CHILD, {"of_child": child_id, "of_family": family_id})


def add_child(
    tx: Session, family: Family, nickname: str, born_on: date, born_day_known: bool
) -> Child | NicknameTaken:
    """The child of that nickname and birthday, made when missing. A month told earlier gives way to a day
    in it, and a month told later is no contradiction."""
    lock_family(tx, family.id)
    told = {"nickname": nickname, "born_on": born_on, "born_day_known": born_day_known}
    insert_missing(tx, Child, {"family_id": family.id, **told}, ("family_id", "nickname"))
    child = tx.scalars(
        select(Child)
        .where(Child.family_id == family.id, Child.nickname == nickname)
        .execution_options(populate_existing=True)
    ).one()
    if child.born_day_known and born_day_known:
        return child if child.born_on == born_on else NicknameTaken(child)
    if (child.born_on.year, child.born_on.month) != (born_on.year, born_on.month):
        return NicknameTaken(child)
    if born_day_known:
        child.born_on, child.born_day_known = born_on, True
        tx.flush()
    return child
