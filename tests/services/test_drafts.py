"""A draft from its first step to its end, on both databases."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.services import drafts, gaps, questions, staff, versions
from bot.services.draft_steps import File, Question, Step
from bot.services.drafts import Another, Compared, NotReady, Outdated, Task, TooManySteps
from bot.services.news import collect
from bot.services.pack import digest, zipped
from bot.services.staff import Bound, Role, Scope
from bot.services.versions import Published
from db.models import AuditEntry, KnowledgeDraft, RecordedQuestion, StaffMember
from db.session import Database
from tests.services.at_once import at_once

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
BASE, NEW = {"faq/a.yaml": b"old\n"}, {"faq/a.yaml": b"new\n"}
FILE = File("a.yaml", b"new\n")
CLEAN = {"touched": ["faq/a.yaml"], "faults": [], "changes": [{"zh": "改", "en": "c"}], "outside": []}


def member(tx: Session, user: str = "anna", role: Role = "owner") -> StaffMember:
    code = staff.invite(tx, user, role, Scope(), "system", NOW, random.Random(user))
    bound = staff.bind(tx, code, "test", user, NOW)
    assert isinstance(bound, Bound)
    return bound.member


def taken(tx: Session, now: datetime = NOW) -> Task:
    task = drafts.take(tx, now)
    assert task is not None
    return task


def reviewed(tx: Session, step: Step = FILE, base: bytes | None = None) -> KnowledgeDraft:
    """A draft that can be published."""
    draft = drafts.add(tx, member(tx), step, NOW)
    assert isinstance(draft, KnowledgeDraft)
    assert drafts.keep_review(tx, taken(tx), CLEAN, Compared(digest(BASE), base, zipped(NEW)), NOW)
    tx.refresh(draft)
    return draft


def test_published_it_is_in_force_and_ended(database: Database) -> None:
    with database.begin() as tx:
        versions.publish(tx, BASE, NOW, "system")
        draft = reviewed(tx)
        assert drafts.publish(tx, draft, digest(BASE), NOW) == Published(2, 1)
        assert versions.pack_of(tx, 2) == NEW
        assert versions.versions(tx)[0].note == "a.yaml"
        assert drafts.open_draft(tx, tx.get_one(StaffMember, 1)) is None
        said = tx.scalars(select(AuditEntry.what).order_by(AuditEntry.id)).all()
        assert said[-2:] == ["draft.begun", "knowledge.published"]


def test_the_first_publishing_keeps_the_folder_to_go_back_to(database: Database) -> None:
    with database.begin() as tx:
        draft = reviewed(tx, base=zipped(BASE))
        assert drafts.publish(tx, draft, digest(BASE), NOW) == Published(2, 1)
        assert versions.pack_of(tx, 1) == BASE
        assert versions.before(tx, 2) == 1


def test_what_was_compared_with_something_else_is_looked_at_again(database: Database) -> None:
    with database.begin() as tx:
        draft = reviewed(tx)
        assert drafts.publish(tx, draft, digest(NEW), NOW) == Outdated()
        assert versions.in_force(tx) is None
        assert taken(tx).draft == draft.id


@pytest.mark.parametrize(
    "review", [None, CLEAN | {"faults": [{}]}, CLEAN | {"outside": [{"zh": "", "en": ""}]}]
)
def test_what_may_not_be_published_is_not(database: Database, review: dict[str, object] | None) -> None:
    with database.begin() as tx:
        draft = drafts.add(tx, member(tx), FILE, NOW)
        assert isinstance(draft, KnowledgeDraft)
        if review:
            result = None if review["faults"] else zipped(NEW)
            drafts.keep_review(tx, taken(tx), review, Compared(digest(BASE), None, result), NOW)
            tx.refresh(draft)
        assert drafts.publish(tx, draft, digest(BASE), NOW) == NotReady()


def test_a_review_of_what_has_changed_meanwhile_counts_for_nothing(database: Database) -> None:
    with database.begin() as tx:
        anna = member(tx)
        drafts.add(tx, anna, FILE, NOW)
        task = taken(tx)
        drafts.add(tx, anna, File("b.yaml", b"x"), NOW)
        assert not drafts.keep_review(tx, task, CLEAN, Compared("d"), NOW)
        assert collect(tx) == ()
        assert [step.name for step in taken(tx).steps if isinstance(step, File)] == ["a.yaml", "b.yaml"]


def test_two_do_not_look_at_the_same_and_a_dead_one_is_replaced(database: Database) -> None:
    with database.begin() as tx:
        drafts.add(tx, member(tx), FILE, NOW)
        taken(tx)
        assert drafts.take(tx, NOW + timedelta(minutes=1)) is None
        assert taken(tx, NOW + timedelta(minutes=6)).steps == (FILE,)


def test_a_file_sent_again_takes_the_place_of_the_first(database: Database) -> None:
    with database.begin() as tx:
        anna = member(tx)
        drafts.add(tx, anna, File("a.yaml", b"faulty"), NOW)
        drafts.add(tx, anna, FILE, NOW)
        assert taken(tx).steps == (FILE,)


def test_each_has_a_draft_of_their_own(database: Database) -> None:
    with database.begin() as tx:
        anna, ben = member(tx), member(tx, "ben")
        one, other = drafts.add(tx, anna, FILE, NOW), drafts.add(tx, ben, FILE, NOW)
        assert isinstance(one, KnowledgeDraft)
        assert isinstance(other, KnowledgeDraft)
        assert one.id != other.id
        assert drafts.draft_of(tx, anna, other.id) is None


def test_going_back_and_changing_do_not_mix(database: Database) -> None:
    with database.begin() as tx:
        versions.publish(tx, BASE, NOW, "system")
        versions.publish(tx, NEW, NOW, "system")
        anna = member(tx)
        back = drafts.go_back(tx, anna, 1, NOW)
        assert isinstance(back, KnowledgeDraft)
        assert drafts.add(tx, anna, FILE, NOW) == Another(back.id)
        assert drafts.keep_review(tx, taken(tx), CLEAN, Compared(digest(NEW), None, zipped(BASE)), NOW)
        tx.refresh(back)
        assert drafts.publish(tx, back, digest(NEW), NOW) == Published(1, 2)
        assert [version.id for version in versions.versions(tx)] == [2, 1]


def test_dropped_it_leaves_everything_as_it_was(database: Database) -> None:
    with database.begin() as tx:
        draft = reviewed(tx)
        drafts.drop(tx, draft, NOW)
        tx.flush()
        assert versions.in_force(tx) is None
        assert drafts.take(tx, NOW + timedelta(days=1)) is None
        assert draft.result is None


def test_questions_are_dealt_with_when_it_is_published_and_not_before(database: Database) -> None:
    with database.begin() as tx:
        number = questions.record(tx, questions.Question("能带玩具吗", "unknown"), NOW)
        draft = reviewed(tx, Question("toys", "能带玩具吗", numbers=(number,)))
        assert len(gaps.gaps(tx, NOW - timedelta(days=1))) == 1
        drafts.publish(tx, draft, digest(BASE), NOW)
        assert tx.get_one(RecordedQuestion, number).handled_at == NOW


def test_there_is_an_end_to_steps(database: Database) -> None:
    with database.begin() as tx:
        anna = member(tx)
        for number in range(drafts.MOST_STEPS):
            drafts.add(tx, anna, File(f"{number}.yaml", b""), NOW)
        assert drafts.add(tx, anna, FILE, NOW) == TooManySteps()


def test_two_first_steps_at_the_same_time_make_one_draft(database: Database) -> None:
    with database.begin() as tx:
        number = member(tx).id

    def send(name: str) -> None:
        with database.begin() as tx:
            drafts.add(tx, tx.get_one(StaffMember, number), File(name, b"x"), NOW)

    at_once(*(lambda name=f"{n}.yaml": send(name) for n in range(4)))
    with database.begin() as tx:
        assert len(tx.scalars(select(KnowledgeDraft.id)).all()) == 1
        assert len(taken(tx).steps) == 4
