"""Requests to people ("human"): a case from the parent's words to the last answer. Nothing is refused, and
one that waits too long is brought to mind, then taken higher."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.services import audit
from bot.services.news import News, StaffNews, tell
from bot.services.staff import everyone, may, scope_of
from db.models import CaseMessage, Guardian, HumanRequest, StaffMember

LONGEST_WORDS = 2_000
REMIND_AFTER, ESCALATE_AFTER = timedelta(hours=4), timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a parent leaves. excerpt: the last messages, as HumanRequest keeps them."""

    guardian: Guardian
    words: str
    district: str | None = None
    provider: str | None = None
    excerpt: tuple[dict[str, str], ...] = ()


def open_case(tx: Session, asked: Asked, now: datetime) -> HumanRequest:
    """The staff of the district hear of it; where there is none, the owners."""
    case = HumanRequest(
        family_id=asked.guardian.family_id,
        district=asked.district,
        provider=asked.provider,
        words=asked.words[:LONGEST_WORDS],
        excerpt=list(asked.excerpt),
        channel=asked.guardian.channel,
        user=asked.guardian.user,
        created_at=now,
    )
    tx.add(case)
    tx.flush()
    audit.record(tx, now, audit.guardian(asked.guardian.id), "case.opened", subject_of(case))
    _tell_staff(tx, case, "case_opened", _responsible(tx, case))
    return case


def case_with(tx: Session, case_id: int) -> HumanRequest | None:
    return tx.get(HumanRequest, case_id)


def open_cases(tx: Session, member: StaffMember) -> tuple[HumanRequest, ...]:
    """Those that the member may answer, the oldest unanswered first."""
    found = tx.scalars(
        select(HumanRequest)
        .where(HumanRequest.closed_at.is_(None))
        .order_by(HumanRequest.answered_at.is_not(None), HumanRequest.created_at)
    )
    return tuple(case for case in found if is_for(member, case))


def talk_with(tx: Session, channel: str, user: str) -> HumanRequest | None:
    """The case that the person's next message belongs to: one that has been answered and is not closed."""
    return tx.scalar(
        select(HumanRequest)
        .where(
            HumanRequest.channel == channel,
            HumanRequest.user == user,
            HumanRequest.answered_at.is_not(None),
            HumanRequest.closed_at.is_(None),
        )
        .order_by(HumanRequest.id.desc())
        .limit(1)
    )


def messages_of(tx: Session, case: HumanRequest) -> tuple[CaseMessage, ...]:
    return tuple(
        tx.scalars(select(CaseMessage).where(CaseMessage.request_id == case.id).order_by(CaseMessage.id))
    )


def is_for(member: StaffMember, case: HumanRequest) -> bool:
    """Also what nobody else is there for: a case without district is for everyone without limits."""
    scope = scope_of(member)
    if not may(member, "requests") or not scope.covers_district(case.district):
        return False
    return scope.provider in (None, case.provider)


def answer(tx: Session, case: HumanRequest, member: StaffMember, words: str, now: datetime) -> None:
    """Reaches the parent in the chat that the case came from."""
    message = CaseMessage(request_id=case.id, staff_id=member.id, words=words[:LONGEST_WORDS], at=now)
    tx.add(message)
    case.answered_at, case.assigned_to, case.reminded_at = now, member.id, None
    tx.flush()
    audit.record(tx, now, audit.staff(member.id), "case.answered", subject_of(case))
    _tell_parent(tx, case, "case_answer", f"case:{case.id}:{message.id}", words=words[:LONGEST_WORDS])


def go_on(tx: Session, case: HumanRequest, words: str, now: datetime) -> None:
    """The parent writes on."""
    message = CaseMessage(request_id=case.id, words=words[:LONGEST_WORDS], at=now)
    tx.add(message)
    tx.flush()
    to = [member for member in everyone(tx) if member.id == case.assigned_to] or _responsible(tx, case)
    _tell_staff(tx, case, "case_continued", to, suffix=f":{message.id}", words=message.words)


def close(tx: Session, case: HumanRequest, by: str, now: datetime, *, by_parent: bool = False) -> bool:
    """False when it was closed already."""
    closed = tx.execute(
        update(HumanRequest)
        .where(HumanRequest.id == case.id, HumanRequest.closed_at.is_(None))
        .values(closed_at=now)
        .returning(HumanRequest.id)
    )
    if closed.scalar_one_or_none() is None:
        return False
    audit.record(tx, now, by, "case.closed", subject_of(case))
    if not by_parent:
        _tell_parent(tx, case, "case_closed", f"case:{case.id}:closed")
    return True


def look_after(tx: Session, now: datetime) -> None:
    """Unanswered for long: the staff are reminded once, then the owners are told once."""
    waiting = tx.scalars(
        select(HumanRequest)
        .where(
            HumanRequest.closed_at.is_(None),
            HumanRequest.answered_at.is_(None),
            HumanRequest.escalated_at.is_(None),
            HumanRequest.created_at <= now - REMIND_AFTER,
        )
        .with_for_update(skip_locked=True)
    )
    for case in waiting.all():
        if case.created_at <= now - ESCALATE_AFTER:
            case.escalated_at = now
            _tell_staff(tx, case, "case_escalated", [m for m in everyone(tx) if m.role == "owner"])
        elif case.reminded_at is None:
            case.reminded_at = now
            _tell_staff(tx, case, "case_waiting", _responsible(tx, case))


def subject_of(case: HumanRequest) -> str:
    return f"case:{case.id}"


def _responsible(tx: Session, case: HumanRequest) -> list[StaffMember]:
    members = everyone(tx)
    return [m for m in members if is_for(m, case)] or [m for m in members if m.role == "owner"]


def _tell_staff(
    tx: Session,
    case: HumanRequest,
    kind: str,
    members: Iterable[StaffMember],
    suffix: str = "",
    words: str = "",
) -> None:
    facts = {"number": case.id, "district": case.district or "", "words": words or case.words}
    for member in members:
        tell(tx, StaffNews(member.id, kind, f"{kind}:{case.id}{suffix}", facts))


def _tell_parent(tx: Session, case: HumanRequest, kind: str, key: str, **facts: object) -> None:
    guardian_id = tx.scalar(
        select(Guardian.id).where(Guardian.channel == case.channel, Guardian.user == case.user)
    )
    if guardian_id is not None:
        news = News(case.family_id, kind, key, {"number": case.id, **facts}, only_to=guardian_id)
        tell(tx, news)
