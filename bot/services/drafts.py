"""Drafts: a change of the knowledge that one of the staff prepares, step by step, in the chat or on the
pages. What it would do is found out aside (bot/publishing/reviewer.py); then it is published or dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from bot.services import audit, gaps, versions
from bot.services.draft_steps import Question, Step, mapping_of, row_of, step_of
from bot.services.news import StaffNews, tell
from bot.services.pack import unzipped
from bot.services.versions import Published, SameAsInForce
from db.models import DraftStep, KnowledgeDraft, StaffMember
from db.tables import insert_for_both, run
from knowledge.excel.mapping import ListMapping

LARGEST_FILE = 5_000_000  # bytes
MOST_STEPS = 100
_REMEMBERED = 200  # lists
_LOOKED_AT_WITHIN = timedelta(minutes=5)  # a process that takes longer is taken for dead
_OPEN = KnowledgeDraft.ended_at.is_(None)
_NEW = insert_for_both(KnowledgeDraft, lambda new: new.on_conflict_do_nothing())


@dataclass(frozen=True, slots=True)
class Task:
    """A draft to be looked at, as it was at one revision."""

    draft: int
    revision: int
    staff: StaffMember
    back_to: int | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class TooManySteps:
    pass


@dataclass(frozen=True, slots=True)
class Another:
    """The member has a draft of another sort open, which is published or dropped first."""

    draft: int


@dataclass(frozen=True, slots=True)
class NotReady:
    """Not looked at yet, or with errors."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """Something else came in force since it was looked at: it is looked at again."""


def open_draft(tx: Session, member: StaffMember) -> KnowledgeDraft | None:
    return tx.scalar(_of(member))


def draft_of(tx: Session, member: StaffMember, number: str | int) -> KnowledgeDraft | None:
    """One that is open, and the member's own. Until the commit nobody else changes it."""
    found = tx.scalar(_of(member).with_for_update())
    return found if found and str(found.id) == str(number) else None


def as_seen(
    tx: Session, member: StaffMember, number: str | int, revision: str | int
) -> KnowledgeDraft | None:
    """The same, unless it has changed since it was shown."""
    draft = draft_of(tx, member, number)
    return draft if draft and str(draft.revision) == str(revision) else None


def add(
    tx: Session, member: StaffMember, step: Step, now: datetime
) -> KnowledgeDraft | Another | TooManySteps:
    """To the member's open draft, or as the first step of a new one. A file replaces one of the same name, as
    does what was told of its columns."""
    draft = _opened(tx, member, None, now)
    if draft.back_to is not None:
        return Another(draft.id)
    steps = tx.scalars(select(DraftStep).where(DraftStep.draft_id == draft.id)).all()
    row = row_of(step, draft.id)
    same = [old for old in steps if (old.kind, old.name) == (row.kind, row.name)]
    replaced = [] if isinstance(step, Question) else same
    if len(steps) - len(replaced) >= MOST_STEPS:
        return TooManySteps()
    for old in replaced:
        tx.delete(old)
    tx.add(row)
    _changed(draft, now)
    return draft


def go_back(tx: Session, member: StaffMember, version: int, now: datetime) -> KnowledgeDraft | Another:
    """A draft that puts an earlier version back."""
    draft = _opened(tx, member, version, now)
    return draft if draft.back_to == version else Another(draft.id)


def look_anew(tx: Session, member: StaffMember, now: datetime) -> None:
    """What the member may change is no longer what the open draft was looked at for."""
    if draft := tx.scalar(_of(member).with_for_update()):
        _changed(draft, now)


def drop(tx: Session, draft: KnowledgeDraft, now: datetime) -> None:
    _end(draft, "dropped", now)
    audit.record(tx, now, audit.staff(draft.staff_id), "draft.dropped", f"draft:{draft.id}")


def may_be_published(review: Mapping[str, Any] | None) -> bool:
    """As it was kept; None where there is none yet."""
    return review is not None and bool(review["changes"]) and not (review["faults"] or review["outside"])


def publish(
    tx: Session, draft: KnowledgeDraft, digest_in_force: str | None, now: datetime
) -> Published | SameAsInForce | NotReady | Outdated:
    """digest_in_force: of what answers now; the draft is in force from the commit on."""
    if draft.result is None or not may_be_published(draft.review):
        return NotReady()
    if draft.against != digest_in_force:
        _changed(draft, now)
        return Outdated()
    by = audit.staff(draft.staff_id)
    if draft.base is not None:  # kept, so that there is something to go back to
        versions.publish(tx, unzipped(draft.base), now, audit.SYSTEM)
    if draft.back_to is not None:
        done = versions.put_back(tx, draft.back_to, now, by)
    else:
        done = versions.publish(tx, unzipped(draft.result), now, by, _note(steps_of(tx, draft)))
    for step in steps_of(tx, draft):
        if isinstance(step, Question) and step.numbers:
            gaps.handle(tx, step.numbers, by, step.entry, now)
    _end(draft, "published", now)
    return done


def steps_of(tx: Session, draft: KnowledgeDraft) -> tuple[Step, ...]:
    rows = tx.scalars(select(DraftStep).where(DraftStep.draft_id == draft.id).order_by(DraftStep.id))
    return tuple(map(step_of, rows))


def remembered(tx: Session) -> tuple[ListMapping, ...]:
    """What was told of lists in drafts that were published, the newest first."""
    told = select(DraftStep).join(KnowledgeDraft, DraftStep.draft_id == KnowledgeDraft.id)
    told = told.where(DraftStep.kind == "mapping", KnowledgeDraft.ended_as == "published")
    rows = tx.scalars(told.order_by(DraftStep.id.desc()).limit(_REMEMBERED))
    return tuple(mapping for row in rows if (mapping := mapping_of(row)))


def take(tx: Session, now: datetime) -> Task | None:
    """One that nobody has looked at, taken so that no other process does the same work."""
    waiting = select(KnowledgeDraft.id).where(
        _OPEN,
        KnowledgeDraft.review.is_(None),
        or_(KnowledgeDraft.taken_until.is_(None), KnowledgeDraft.taken_until <= now),
    )
    found = tx.scalar(waiting.order_by(KnowledgeDraft.changed_at).limit(1).with_for_update(skip_locked=True))
    if found is None:
        return None
    draft = tx.get_one(KnowledgeDraft, found)
    draft.taken_until = now + _LOOKED_AT_WITHIN
    member = tx.get_one(StaffMember, draft.staff_id)
    return Task(draft.id, draft.revision, member, draft.back_to, steps_of(tx, draft))


def give_back(tx: Session, task: Task) -> None:
    """It could not be looked at now: anybody may take it again."""
    tx.execute(update(KnowledgeDraft).where(KnowledgeDraft.id == task.draft).values(taken_until=None))


@dataclass(frozen=True, slots=True)
class Compared:
    """against: digest of the knowledge that the draft was compared with; base: a zip of that where it was
    never published. result: a zip of all files as they would be, None with faults."""

    against: str
    base: bytes | None = None
    result: bytes | None = None


def keep_review(
    tx: Session, task: Task, review: Mapping[str, Any], compared: Compared, now: datetime
) -> bool:
    """Tells the member. False when the draft has changed or ended meanwhile: then it is looked at again."""
    kept = tx.execute(
        update(KnowledgeDraft)
        .where(_OPEN, KnowledgeDraft.id == task.draft, KnowledgeDraft.revision == task.revision)
        .values(review=dict(review), taken_until=None, **asdict(compared))
        .returning(KnowledgeDraft.id)
    )
    if kept.first() is None:
        return False
    key = f"draft_reviewed:{task.draft}:{task.revision}:{now.timestamp():.0f}"
    tell(
        tx,
        StaffNews(
            task.staff.id, "draft_reviewed", key, {"draft": task.draft, "revision": task.revision, **review}
        ),
    )
    return True


def _of(member: StaffMember) -> Select[KnowledgeDraft]:
    return select(KnowledgeDraft).where(_OPEN, KnowledgeDraft.staff_id == member.id)


def _opened(tx: Session, member: StaffMember, back_to: int | None, now: datetime) -> KnowledgeDraft:
    draft = tx.scalar(_of(member).with_for_update())
    if draft is None:
        row = {"staff_id": member.id, "back_to": back_to, "revision": 1, "made_at": now, "changed_at": now}
        run(tx, _NEW, row)  # nothing where the same member has begun one elsewhere at the same time
        draft = tx.scalar(_of(member).with_for_update())
        assert draft is not None
        audit.record(tx, now, audit.staff(member.id), "draft.begun", f"draft:{draft.id}")
    return draft


def _changed(draft: KnowledgeDraft, now: datetime) -> None:
    draft.revision += 1
    draft.review = draft.against = draft.base = draft.result = draft.taken_until = None
    draft.changed_at = now


def _end(draft: KnowledgeDraft, how: str, now: datetime) -> None:
    """Its steps stay for the record; what they came to is a version, or nothing."""
    draft.ended_at, draft.ended_as = now, how
    draft.base = draft.result = draft.taken_until = None


def _note(steps: Sequence[Step]) -> str:
    named = (step.entry if isinstance(step, Question) else step.name for step in steps)
    return "、".join(dict.fromkeys(named))[:400]
