"""Families: who writes belongs to one, and its children are known only to it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Child, Family, Guardian


@dataclass(frozen=True, slots=True)
class NicknameTaken:
    """Another birthday is known for that nickname; child: the one that has it."""

    child: Child


def find_family(tx: Session, channel: str, user: str) -> Family | None:
    return tx.scalar(
        select(Family).join(Guardian, Guardian.family_id == Family.id).where(*_is(channel, user))
    )


def family_of(tx: Session, channel: str, user: str, now: datetime) -> Family:
    """Made when missing. The caller holds the conversation's lock, so nobody makes it twice."""
    family = find_family(tx, channel, user)
    if family is None:
        family = Family(created_at=now)
        tx.add(family)
        tx.flush()
        tx.add(Guardian(family_id=family.id, channel=channel, user=user))
        tx.flush()
    return family


def consent(tx: Session, family: Family, now: datetime) -> None:
    """The family agrees that its children's nicknames and birthdays are kept."""
    if family.consented_at is None:
        family.consented_at = now
        tx.flush()


def children_of(tx: Session, family: Family) -> tuple[Child, ...]:
    return tuple(tx.scalars(select(Child).where(Child.family_id == family.id).order_by(Child.id)))


def add_child(
    tx: Session, family: Family, nickname: str, born_on: date, born_day_known: bool
) -> Child | NicknameTaken:
    """The child of that nickname and birthday, made when missing. A month told earlier gives way to a day
    in it."""
    known = tx.scalar(select(Child).where(Child.family_id == family.id, Child.nickname == nickname))
    if known is None:
        child = Child(family_id=family.id, nickname=nickname, born_on=born_on, born_day_known=born_day_known)
        tx.add(child)
        tx.flush()
        return child
    if (known.born_on, known.born_day_known) == (born_on, born_day_known):
        return known
    if not known.born_day_known and (known.born_on.year, known.born_on.month) == (born_on.year, born_on.month):
        known.born_on, known.born_day_known = born_on, born_day_known
        tx.flush()
        return known
    return NicknameTaken(known)


def _is(channel: str, user: str) -> tuple[object, object]:
    return Guardian.channel == channel, Guardian.user == user
