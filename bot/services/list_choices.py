"""What a member tells of the list from elsewhere in the draft: one by one in the review, then as a step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.services import drafts
from bot.services.draft_steps import Mapped
from bot.services.drafts import Another, TooManySteps
from db.models import KnowledgeDraft, StaffMember
from knowledge.excel.choices import one_only, told
from knowledge.excel.mapping import ListMapping


@dataclass(frozen=True, slots=True)
class NoName:
    """Without names nothing can be taken."""


@dataclass(frozen=True, slots=True)
class Twice:
    """More than one column is said to be the same. label: what."""

    label: str


def to_tell(draft: KnowledgeDraft) -> Mapping[str, Any] | None:
    """See bot/publishing/listed.py; None where no list waits for anything."""
    return draft.review.get("to_tell") if draft.review else None


def choose(draft: KnowledgeDraft, number: int, value: str) -> bool:
    """number: of the choice, from 0. False where there is no such choice or option."""
    waiting = to_tell(draft)
    choices = waiting["choices"] if waiting else []
    if waiting is None or not 0 <= number < len(choices):
        return False
    if not _is_offered(waiting, choices[number], value):
        return False
    sort, about = choices[number]["sort"], choices[number]["about"]
    mapping = told(ListMapping.model_validate(waiting["mapping"]), sort, about, value)
    choices = [{**one, **_as_told(one, mapping)} for one in choices]
    choices[number] = {**choices[number], "chosen": value, "sure": True}
    changed = {**waiting, "mapping": mapping.model_dump(), "choices": choices}
    draft.review = {**(draft.review or {}), "to_tell": changed}
    return True


def choose_all(draft: KnowledgeDraft, values: Sequence[str]) -> Twice | None:
    """values: one for each choice, "" or one that is not offered for what is proposed."""
    waiting = to_tell(draft)
    assert waiting is not None
    both = list(zip(waiting["choices"], values, strict=True))
    told = [value if _is_offered(waiting, one, value) else one["chosen"] for one, value in both]
    of_columns = [value for (one, _), value in zip(both, told, strict=True) if one["sort"] == "column"]
    twice = next((value for value in of_columns if one_only(value) and of_columns.count(value) > 1), None)
    if twice is not None:
        return Twice(dict(waiting["options"]["column"])[twice])
    for number, value in enumerate(told):
        choose(draft, number, value)
    return None


def confirm(
    tx: Session, member: StaffMember, draft: KnowledgeDraft, now: datetime
) -> KnowledgeDraft | NoName | Another | TooManySteps:
    """As it was chosen. The draft waits for a list."""
    waiting = to_tell(draft)
    assert waiting is not None
    mapping = ListMapping.model_validate(waiting["mapping"])
    if "name" not in mapping.columns.values():
        return NoName()
    return drafts.add(tx, member, Mapped(waiting["file"], mapping), now)


def ask_anew(
    tx: Session, member: StaffMember, draft: KnowledgeDraft, number: int, now: datetime
) -> KnowledgeDraft | None:
    """What one of the lists that were taken means; number: of the list, from 0. None where there is none."""
    lists = draft.review.get("lists", ()) if draft.review else ()
    if not 0 <= number < len(lists):
        return None
    done = drafts.add(tx, member, Mapped(lists[number], None), now)
    return done if isinstance(done, KnowledgeDraft) else None


def _is_offered(waiting: Mapping[str, Any], choice: Mapping[str, Any], value: str) -> bool:
    return any(value == offered for offered, _ in waiting["options"][choice["sort"]])


def _as_told(choice: Mapping[str, Any], mapping: ListMapping) -> Mapping[str, Any]:
    """A column gives its meaning up to the one that it was chosen for later."""
    return {"chosen": mapping.columns[choice["about"]]} if choice["sort"] == "column" else {}
