"""The guardians of a family: a second joins by a one-time code from the first; each may leave or be removed.
All see and change the same bookings."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from bot.services import audit, news, tries
from bot.services.codes import digest, new_code
from bot.services.families import lock_family
from bot.services.news import News
from bot.services.outcomes import NotFound
from db.models import (
    Child,
    FactReport,
    Family,
    Guardian,
    GuardianInvitation,
    HumanRequest,
    OutboxMessage,
    Subscription,
)

INVITATION_HOLDS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Invitation:
    """code: shown once, kept nowhere."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class JoinedFamily:
    family_id: int


@dataclass(frozen=True, slots=True)
class CodeUnknown:
    """Or used already, or replaced by a newer one."""


@dataclass(frozen=True, slots=True)
class CodeExpired:
    pass


@dataclass(frozen=True, slots=True)
class OwnFamilyInUse:
    """Who would join has children of its own here: they would be lost."""


@dataclass(frozen=True, slots=True)
class AlreadyInFamily:
    pass


@dataclass(frozen=True, slots=True)
class TooManyTries:
    until: datetime


@dataclass(frozen=True, slots=True)
class LeftFamily:
    """family_id: of the new, empty one."""

    family_id: int


@dataclass(frozen=True, slots=True)
class LastGuardian:
    """Nobody would be left to see the bookings: deleting everything is the way to go."""


@dataclass(frozen=True, slots=True)
class Removed:
    pass


JoinFamilyOutcome = JoinedFamily | CodeUnknown | CodeExpired | OwnFamilyInUse | AlreadyInFamily | TooManyTries


def guardians_of(tx: Session, family_id: int) -> tuple[Guardian, ...]:
    return tuple(tx.scalars(select(Guardian).where(Guardian.family_id == family_id).order_by(Guardian.id)))


def invite(tx: Session, guardian: Guardian, now: datetime, rng: random.Random) -> Invitation:
    """For one person, once, within INVITATION_HOLDS; a code given before ends. rng: one that cannot be
    foretold outside of tests."""
    family_id = guardian.family_id
    lock_family(tx, family_id)
    unused = GuardianInvitation.family_id == family_id, GuardianInvitation.used_at.is_(None)
    tx.execute(delete(GuardianInvitation).where(*unused))
    code, expires_at = new_code(rng), now + INVITATION_HOLDS
    tx.add(
        GuardianInvitation(family_id=family_id, code_digest=digest(code), made_at=now, expires_at=expires_at)
    )
    audit.record(tx, now, audit.guardian(guardian.id), "guardian.invited", f"family:{family_id}")
    return Invitation(code, expires_at)


def join(tx: Session, code: str, guardian: Guardian, now: datetime) -> JoinFamilyOutcome:
    if until := tries.must_wait(tx, _name(guardian), now):
        return TooManyTries(until)
    found = select(GuardianInvitation).where(GuardianInvitation.code_digest == digest(code))
    invitation = tx.scalar(found)
    if invitation is None or invitation.used_at is not None:
        tries.note(tx, _name(guardian), now)
        return CodeUnknown()
    if invitation.expires_at <= now:
        return CodeExpired()
    if invitation.family_id == guardian.family_id:
        return AlreadyInFamily()
    for family_id in sorted((guardian.family_id, invitation.family_id)):
        lock_family(tx, family_id)
    if tx.scalar(select(exists().where(Child.family_id == guardian.family_id))):
        return OwnFamilyInUse()
    if not _use(tx, invitation, now):
        return CodeUnknown()
    _move_in(tx, guardian, invitation.family_id)
    audit.record(tx, now, audit.guardian(guardian.id), "guardian.joined", f"family:{invitation.family_id}")
    _tell_others(tx, "guardian_joined", invitation.family_id, guardian, now)
    return JoinedFamily(invitation.family_id)


def leave(tx: Session, guardian: Guardian, now: datetime) -> LeftFamily | LastGuardian:
    family_id = guardian.family_id
    lock_family(tx, family_id)
    if len(guardians_of(tx, family_id)) < 2:
        return LastGuardian()
    _tell_others(tx, "guardian_left", family_id, guardian, now)
    new = _move_out(tx, guardian, now)
    audit.record(tx, now, audit.guardian(guardian.id), "guardian.left", f"family:{family_id}")
    return LeftFamily(new)


def remove(tx: Session, guardian: Guardian, other_id: int, now: datetime) -> Removed | NotFound:
    """other_id: of another guardian of the same family, who is told."""
    family_id = guardian.family_id
    lock_family(tx, family_id)
    other = next((one for one in guardians_of(tx, family_id) if one.id == other_id), None)
    if other is None or other is guardian:
        return NotFound()
    new = _move_out(tx, other, now)
    after = {"guardian": other_id}
    audit.record(tx, now, audit.guardian(guardian.id), "guardian.removed", f"family:{family_id}", after=after)
    _tell_others(tx, "guardian_removed", family_id, guardian, now)
    key = f"removed_from_family:{family_id}:{now.isoformat()}"
    news.tell(tx, News(new, "removed_from_family", key, only_to=other_id))
    return Removed()


def _name(guardian: Guardian) -> str:
    return f"guardian:{guardian.channel}:{guardian.user}"


def _use(tx: Session, invitation: GuardianInvitation, now: datetime) -> bool:
    """False when somebody else was quicker."""
    used = (
        update(GuardianInvitation)
        .where(GuardianInvitation.id == invitation.id, GuardianInvitation.used_at.is_(None))
        .values(used_at=now)
        .returning(GuardianInvitation.id)
    )
    return tx.execute(used).first() is not None


def _move_in(tx: Session, guardian: Guardian, family_id: int) -> None:
    """What the person asked of us comes along; the family that is left empty goes."""
    old = guardian.family_id
    guardian.family_id = family_id
    tx.flush()
    if guardians_of(tx, old):
        return
    for model in (HumanRequest, FactReport, Subscription):
        tx.execute(update(model).where(model.family_id == old).values(family_id=family_id))
    tx.execute(delete(Family).where(Family.id == old))


def _move_out(tx: Session, guardian: Guardian, now: datetime) -> int:
    """To a new family; nothing more about the old one is sent to the person."""
    family = Family(created_at=now)
    tx.add(family)
    tx.flush()
    guardian.family_id = family.id
    tx.flush()
    unsent = OutboxMessage.sent_at.is_(None) & OutboxMessage.given_up_because.is_(None)
    to_person = OutboxMessage.channel == guardian.channel, OutboxMessage.chat == guardian.user
    tx.execute(
        update(OutboxMessage)
        .where(unsent, *to_person, OutboxMessage.about.is_not(None))
        .values(given_up_because="left", payload={})
    )
    return family.id


def _tell_others(tx: Session, kind: str, family_id: int, by: Guardian, now: datetime) -> None:
    key = f"{kind}:{family_id}:{now.isoformat()}"
    news.tell(tx, News(family_id, kind, key, not_to=by.id))
