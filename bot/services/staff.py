"""Who works behind the bot, and what each may do where."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from bot.services import audit, drafts
from bot.services.codes import digest, new_code
from db.models import StaffInvitation, StaffMember
from knowledge.schema import Provider

Role = Literal["editor", "staff", "owner"]
Task = Literal["knowledge", "bookings", "requests", "people"]
INVITATION_HOLDS = timedelta(days=3)
_TASKS: dict[str, frozenset[Task]] = {
    "editor": frozenset({"knowledge"}),
    "staff": frozenset({"bookings", "requests"}),
    "owner": frozenset({"knowledge", "bookings", "requests", "people"}),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a role is limited to; both None: everywhere."""

    district: str | None = None
    provider: str | None = None

    def covers(self, provider: Provider) -> bool:
        return self.provider in (None, provider.id) and self.covers_district(provider.district)

    def covers_district(self, district: str | None) -> bool:
        """Also for what has no district: then only a role without limits."""
        return self.district in (None, district)


@dataclass(frozen=True, slots=True)
class Bound:
    member: StaffMember


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """Unknown, used or too old: which one is nobody's business."""


def invite(
    tx: Session, name: str, role: Role, scope: Scope, by: str, now: datetime, rng: random.Random
) -> str:
    """The one-time code that binds an account to the role."""
    code = new_code(rng)
    tx.add(
        StaffInvitation(
            code_digest=digest(code),
            name=name,
            role=role,
            district=scope.district,
            provider=scope.provider,
            made_at=now,
            expires_at=now + INVITATION_HOLDS,
        )
    )
    audit.record(tx, now, by, "staff.invited", f"role:{role}", after=_limits(scope))
    return code


def bind(tx: Session, code: str, channel: str, user: str, now: datetime) -> Bound | CodeRefused:
    """To the chat account that sent the code; a role that it had gives way to the new one."""
    invitation = _use(tx, code, now)
    if invitation is None:
        return CodeRefused()
    member = member_of(tx, channel, user) or _new_member(tx, now)
    member.channel, member.user = channel, user
    _appoint(tx, member, invitation, now)
    drafts.look_anew(tx, member, now)
    return Bound(member)


def register(tx: Session, code: str, login: str, password_hash: str, now: datetime) -> Bound | CodeRefused:
    """For the pages: an account with a password."""
    taken = tx.scalar(select(StaffMember.id).where(StaffMember.login == login))
    invitation = None if taken else _use(tx, code, now)
    if invitation is None:
        return CodeRefused()
    member = _new_member(tx, now)
    member.login, member.password_hash = login, password_hash
    _appoint(tx, member, invitation, now)
    return Bound(member)


def member_of(tx: Session, channel: str, user: str) -> StaffMember | None:
    return tx.scalar(select(StaffMember).where(*_acting(), *_is(channel, user)))


def member_with(tx: Session, member_id: int) -> StaffMember | None:
    return tx.scalar(select(StaffMember).where(*_acting(), StaffMember.id == member_id))


def everyone(tx: Session) -> tuple[StaffMember, ...]:
    return tuple(tx.scalars(select(StaffMember).where(*_acting()).order_by(StaffMember.id)))


def remove(tx: Session, member: StaffMember, by: str, now: datetime) -> None:
    """The row stays for the audit; its account is free for another role."""
    member.removed_at = now
    member.channel = member.user = member.login = member.password_hash = None
    tx.flush()
    audit.record(tx, now, by, "staff.removed", audit.staff(member.id))


def may(member: StaffMember, task: Task) -> bool:
    return task in _TASKS[member.role]


def scope_of(member: StaffMember) -> Scope:
    return Scope(member.district, member.provider)


def _use(tx: Session, code: str, now: datetime) -> StaffInvitation | None:
    """Guarded, so that two who send the same code at the same time do not both get in."""
    used = tx.execute(
        update(StaffInvitation)
        .where(
            StaffInvitation.code_digest == digest(code),
            StaffInvitation.used_at.is_(None),
            StaffInvitation.expires_at > now,
        )
        .values(used_at=now)
        .returning(StaffInvitation)
    )
    return used.scalar_one_or_none()


def _new_member(tx: Session, now: datetime) -> StaffMember:
    member = StaffMember(name="", role="", made_at=now)
    tx.add(member)
    return member


def _appoint(tx: Session, member: StaffMember, invitation: StaffInvitation, now: datetime) -> None:
    member.name, member.role = invitation.name, invitation.role
    member.district, member.provider = invitation.district, invitation.provider
    tx.flush()
    after = {"role": member.role, **_limits(scope_of(member))}
    audit.record(tx, now, audit.staff(member.id), "staff.appointed", audit.staff(member.id), after=after)


def _limits(scope: Scope) -> dict[str, str | None]:
    return {"district": scope.district, "provider": scope.provider}


def _acting() -> tuple[ColumnElement[bool], ...]:
    return (StaffMember.removed_at.is_(None),)


def _is(channel: str, user: str) -> tuple[ColumnElement[bool], ...]:
    return StaffMember.channel == channel, StaffMember.user == user
