"""Export shows, and erasing deletes, every row about a family, in every table there is."""

import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.services import audit, questions
from bot.services.cases import Asked, open_case
from bot.services.fact_reports import report_fact
from bot.services.families import find_family, guardian_of
from bot.services.privacy import erase, export
from bot.services.questions import Question
from db import conversations
from db.models import (
    AnsweredUpdate,
    AuditEntry,
    Base,
    Booking,
    CaseMessage,
    Child,
    DoneCommand,
    DraftStep,
    FailedSignIn,
    GuardianInvitation,
    HumanRequest,
    InboxUpdate,
    KnowledgeDraft,
    KnowledgeInForce,
    KnowledgeVersion,
    OutboxMessage,
    RecordedQuestion,
    Reminder,
    StaffInvitation,
    StaffMember,
    Subscription,
    Suspension,
    UrgentNotice,
    WaitlistEntry,
)
from tests.services.world import NOW, World, at

OF_NO_FAMILY = {
    model.__tablename__
    for model in (
        RecordedQuestion, StaffMember, StaffInvitation, FailedSignIn, UrgentNotice, KnowledgeVersion,
        KnowledgeInForce, KnowledgeDraft, DraftStep, AuditEntry,
    )
}  # fmt: skip
ANSWER = {"replies": [{"text": "好的", "document": {"name": "tuoyu.json", "base64": "AAAA"}}]}


def live(world: World, user: str) -> int:
    """A row of a family's own in every table; returns the family's id."""
    child = world.child(user)
    world.booked(child, at("11-24"))
    with world.database.begin() as tx:
        conversations.save(tx, "test", user, {"topic": "book"}, NOW)
        conversations.keep_answer(tx, "test", user, "1", ANSWER, NOW)
        open_case(tx, Asked(guardian_of(tx, "test", user, NOW), "请回电", "奉贤区"), NOW)
        report_fact(tx, child.family_id, "fengpu", "电话不对", NOW)
        questions.record(tx, Question("外星人", "unknown"), NOW)
        tx.add(_update(user, number=int(user[1:]), done_at=NOW))
        tx.add(OutboxMessage(channel="test", chat=user, payload={"text": "您好"}, created_at=NOW, due_at=NOW))
        _around_the_booking(tx, user, child)
        audit.record(tx, NOW, audit.SYSTEM, "booking.made", "booking:TY000000")
    _behind_the_bot(world)
    return child.family_id


def _around_the_booking(tx: Session, user: str, child: Child) -> None:
    booking = tx.scalars(select(Booking).where(Booking.child_id == child.id)).one()
    request = tx.scalars(select(HumanRequest).where(HumanRequest.family_id == child.family_id)).one()
    of_family = {"family_id": child.family_id}
    tx.add_all(
        [
            GuardianInvitation(**of_family, code_digest=user, made_at=NOW, expires_at=NOW),
            DoneCommand(key=user, **of_family, outcome={}, done_at=NOW),
            Suspension(child_id=child.id, provider="fengpu", since=NOW, until=NOW),
            Reminder(booking_id=booking.id, kind="soon", starts_at=NOW, made_at=NOW),
            WaitlistEntry(
                **of_family,
                child_id=child.id,
                session_id=booking.session_id,
                party=user,
                request_key=user,
                joined_at=NOW,
                ended_at=NOW,
                ended_because="booked",
            ),
            Subscription(**of_family, kind="place", known=[], made_at=NOW),
            CaseMessage(request_id=request.id, words="好", at=NOW),
        ]
    )


def _behind_the_bot(world: World) -> None:
    """Rows that are no family's: once."""
    with world.database.begin() as tx:
        if tx.get(KnowledgeInForce, 1):
            return
        version = KnowledgeVersion(digest="0", archive=b"", made_by="test", made_at=NOW)
        of_staff = {"name": "王老师", "role": "staff", "made_at": NOW}
        member = StaffMember(**of_staff)
        tx.add_all([version, member])
        tx.flush()
        draft = KnowledgeDraft(staff_id=member.id, revision=1, made_at=NOW, changed_at=NOW)
        tx.add(draft)
        tx.flush()
        tx.add_all(
            [
                KnowledgeInForce(id=1, version_id=version.id, since=NOW, by="test"),
                DraftStep(draft_id=draft.id, kind="file", name="a.yaml", content=b"x"),
                StaffInvitation(**of_staff, code_digest="0", expires_at=NOW),
                FailedSignIn(subject="0", at=NOW),
                UrgentNotice(provider="fengpu", words="今天停托", until=NOW, made_at=NOW),
            ]
        )


def _update(user: str, number: int, done_at: datetime | None) -> InboxUpdate:
    payload = {"message": {"text": "我要预约"}}
    return InboxUpdate(
        channel="test", update_id=number, chat=user, payload=payload, received_at=NOW, done_at=done_at
    )


def exported(world: World, family_id: int) -> dict[str, list[dict[str, Any]]]:
    with world.database.begin() as tx:
        return export(tx, family_id)


def sizes(world: World) -> dict[str, int]:
    with world.database.begin() as tx:
        return {
            name: tx.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_the_test_lives_in_every_table(world: World) -> None:
    """Fails for a new table until live() writes to it, and the tests below ask about it."""
    live(world, "p1")
    assert {name for name, size in sizes(world).items() if size == 0} == set()


def test_everything_about_the_family_is_exported(world: World) -> None:
    mine, _ = live(world, "p1"), live(world, "p2")
    data = exported(world, mine)
    assert set(data) == set(Base.metadata.tables) - OF_NO_FAMILY
    assert {name: len(rows) for name, rows in data.items()} == dict.fromkeys(data, 1)
    assert data["children"][0]["nickname"] == "糖糖"
    assert data["care_sessions"][0]["starts_at"] == at("11-24")
    assert data["conversations"][0]["state"] == {"topic": "book"}
    assert {row["user"] for row in data["guardians"]} == {"p1"}
    assert json.loads(json.dumps(data, default=str, ensure_ascii=False))


def test_documents_are_exported_without_their_content(world: World) -> None:
    """Or each export would hold all those before it."""
    answer = exported(world, live(world, "p1"))["answered_updates"][0]["answer"]
    assert answer == {"replies": [{"text": "好的", "document": {"name": "tuoyu.json"}}]}


def test_nothing_of_the_family_remains_and_nothing_of_others_is_lost(world: World) -> None:
    others = live(world, "p2")
    before, of_others = sizes(world), exported(world, others)
    family = live(world, "p1")
    with world.database.begin() as tx:
        erase(tx, family, NOW)
    assert {name: rows for name, rows in exported(world, family).items() if rows} == {}
    with world.database.begin() as tx:
        assert find_family(tx, "test", "p1") is None
    of_others["care_sessions"][0]["booked"] = 1
    assert exported(world, others) == of_others
    grown = {name for name, size in sizes(world).items() if size != before[name]}
    assert grown == {RecordedQuestion.__tablename__, InboxUpdate.__tablename__, AuditEntry.__tablename__}
    world.balanced()


def test_an_update_done_is_forgotten_but_for_its_number(world: World) -> None:
    family = live(world, "p1")
    with world.database.begin() as tx:
        erase(tx, family, NOW)
    with world.database.begin() as tx:
        kept = tx.scalars(select(InboxUpdate)).one()
        assert (kept.chat, kept.payload) == ("", {})


def test_an_update_still_to_be_answered_stays(world: World) -> None:
    """The wish to be forgotten is one itself."""
    family = live(world, "p1")
    with world.database.begin() as tx:
        tx.add(_update("p1", number=5000, done_at=None))
        tx.flush()
        erase(tx, family, NOW)
    with world.database.begin() as tx:
        assert tx.scalars(select(InboxUpdate.chat).where(InboxUpdate.done_at.is_(None))).all() == ["p1"]


@pytest.mark.parametrize(("now", "taken"), [(at("11-24", "08:59"), 0), (at("11-24"), 2)])
def test_places_to_come_are_given_back(world: World, now: datetime, taken: int) -> None:
    child, sibling = world.child(), world.child(nickname="果果")
    for one in (child, sibling):
        world.booked(one, at("11-24"))
    world.cancel(child, world.booked(child, at("11-25")).number)
    with world.database.begin() as tx:
        erase(tx, child.family_id, now)
    assert world.places_taken(at("11-24")) == taken
    assert world.places_taken(at("11-25")) == 0


def test_the_family_begins_anew_afterwards(world: World) -> None:
    family = live(world, "p1")
    with world.database.begin() as tx:
        erase(tx, family, NOW)
    child = world.child("p1")
    assert world.standing(child) == []
    assert world.quota(child) == 12
    with world.database.begin() as tx:
        assert tx.scalar(select(func.count()).select_from(AnsweredUpdate)) == 0
