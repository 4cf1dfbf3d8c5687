"""What parents asked in vain, grouped by likeness, the largest group first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from rapidfuzz import fuzz, process
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.services import audit
from db.models import RecordedQuestion
from knowledge.text import normalise

IN_VAIN = ("unknown", "asked_back", "rejected", "human")
ALIKE_FROM = 62  # of 100: rapidfuzz's ratio of the letters in order; 多大能上 and 多大可以上 have 67
MOST_QUESTIONS = 3_000  # the latest; beyond that the comparison of all with all takes seconds
_BARE = 2  # characters; shorter ones say nothing


@dataclass(frozen=True, slots=True)
class Gap:
    """words: the question that is most like the others. outcomes: how often each. nearest: what was taken
    for the nearest, a topic or an FAQ entry."""

    words: str
    count: int
    questions: tuple[str, ...]
    numbers: tuple[int, ...]
    outcomes: tuple[tuple[str, int], ...]
    nearest: str | None
    districts: tuple[str, ...]
    last_asked_at: datetime


def gaps(tx: Session, since: datetime, district: str | None = None) -> tuple[Gap, ...]:
    """Of the questions that nobody has dealt with yet."""
    wanted = select(RecordedQuestion).where(
        RecordedQuestion.outcome.in_(IN_VAIN),
        RecordedQuestion.handled_at.is_(None),
        RecordedQuestion.asked_at >= since,
    )
    if district:
        wanted = wanted.where(RecordedQuestion.district == district)
    newest = wanted.order_by(RecordedQuestion.id.desc()).limit(MOST_QUESTIONS)
    questions = [q for q in tx.scalars(newest) if len(normalise(q.words)) >= _BARE]
    return tuple(sorted(map(_gap, _grouped(questions)), key=lambda gap: (-gap.count, gap.numbers)))


def handle(tx: Session, numbers: Sequence[int], by: str, what: str, now: datetime) -> None:
    """They are dealt with: what was done, e.g. an entry's id or "ignored", goes to the audit."""
    tx.execute(update(RecordedQuestion).where(RecordedQuestion.id.in_(numbers)).values(handled_at=now))
    audit.record(tx, now, by, "gap.handled", f"questions:{len(numbers)}", after={"as": what})


def _grouped(questions: Sequence[RecordedQuestion]) -> list[list[RecordedQuestion]]:
    """Each question joins the group of the first one that it is like, those with most likes first."""
    if not questions:
        return []
    texts = [normalise(question.words) for question in questions]
    alike = process.cdist(texts, texts, scorer=fuzz.ratio, dtype=np.uint8) >= ALIKE_FROM
    left = np.ones(len(texts), dtype=bool)
    groups = []
    most_likes_first: list[int] = np.argsort(-alike.sum(axis=1), kind="stable").tolist()
    for centre in most_likes_first:
        if left[centre]:
            members: list[int] = np.flatnonzero(alike[centre] & left).tolist()
            left[members] = False
            others = [questions[i] for i in members if i != centre]
            groups.append([questions[centre], *others])
    return groups


def _gap(group: list[RecordedQuestion]) -> Gap:
    nearest = Counter(q.entry or q.topic for q in group if q.entry or q.topic).most_common(1)
    return Gap(
        words=group[0].words,
        count=len(group),
        questions=tuple(dict.fromkeys(q.words for q in group)),
        numbers=tuple(q.id for q in group),
        outcomes=tuple(Counter(q.outcome for q in group).most_common()),
        nearest=nearest[0][0] if nearest else None,
        districts=tuple(sorted({q.district for q in group if q.district})),
        last_asked_at=max(q.asked_at for q in group),
    )
