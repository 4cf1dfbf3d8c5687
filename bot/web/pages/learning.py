"""加到问答: questions asked in vain become examples of an entry, or the first ones of a new entry, in the
member's draft."""

import re
from collections.abc import Container, Mapping, Sequence
from itertools import chain, count

from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from bot.services import drafts
from bot.services.draft_steps import Question
from bot.services.drafts import Another, TooManySteps
from bot.services.gaps import Gap
from bot.web.access import Way
from bot.web.pages import draft as drafts_page
from bot.web.pages.gaps import PATH as GAPS
from bot.web.pages.gaps import group_of, questions_in_draft
from bot.web.visit import Visit
from db.models import KnowledgeDraft
from knowledge.pinyin.readings import readings
from knowledge.schema import FaqEntry, Identifier

MOST_WORDINGS = 5
SHOWN_WORDINGS = 20
NEAREST = 3
LONGEST_CATEGORY, LONGEST_ANSWER, LONGEST_ID = 80, 3000, 40
_LONGEST_STEM, _MOST_SYLLABLES = 34, 6  # of an id, so that a number fits behind it
_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)


class _Refused(Exception):
    """Takes back what was added so far."""

    def __init__(self, outcome: Another | TooManySteps) -> None:
        super().__init__()
        self.outcome = outcome


def ask(visit: Visit) -> Response:
    return _form(visit)


def take(visit: Visit) -> Response:
    with visit.tx() as tx:
        group = group_of(tx, visit, visit.given["question"])
        begun = _begun(questions_in_draft(tx, visit))
    chosen = [words for words in _wordings(group) if words in _ticked(visit)]
    if fault := _fault_of_wordings(chosen) or _fault_of_entry(visit, begun):
        return _form(visit, fault)
    entry, answer, category = visit.field("entry"), None, None
    if _is_new(visit):
        answer, category = visit.field("answer", LONGEST_ANSWER), visit.field("category", LONGEST_CATEGORY)
    return _add(
        visit,
        [
            Question(entry, words, answer, category, group.numbers if words == chosen[0] else ())
            for words in chosen
        ],
    )


def _add(visit: Visit, steps: Sequence[Question]) -> Response:
    """All of them or none."""
    try:
        with visit.tx() as tx:
            for step in steps:
                outcome = drafts.add(tx, visit.member, step, visit.now)
                if not isinstance(outcome, KnowledgeDraft):
                    raise _Refused(outcome)
    except _Refused as refused:
        return drafts_page.refused(visit, refused.outcome)
    return visit.to(drafts_page.PATH, visit.say("learned", count=len(steps)))


def _fault_of_wordings(chosen: Sequence[str]) -> str:
    if not chosen:
        return "learn_no_wording"
    return "learn_too_many" if len(chosen) > MOST_WORDINGS else ""


def _fault_of_entry(visit: Visit, begun: Mapping[str, str]) -> str:
    """Which words say what is wrong with the entry that was chosen or begun; "" for nothing."""
    entry, known = visit.field("entry"), visit.using.knowledge.faq
    if not _is_new(visit):
        reached = entry in begun or (entry in known and _reaches(visit, known[entry]))
        return "" if reached else "learn_no_entry"
    if not visit.field("category", LONGEST_CATEGORY) or not visit.field("answer", LONGEST_ANSWER):
        return "learn_no_answer"
    if entry in known or entry in begun:
        return "learn_id_taken"
    try:
        _IDENTIFIER.validate_python(entry)
    except ValidationError:
        return "learn_id_wrong"
    return ""


def _form(visit: Visit, fault: str = "") -> Response:
    with visit.tx() as tx:
        group = group_of(tx, visit, visit.given["question"])
        begun = _begun(questions_in_draft(tx, visit))
    wordings, known = _wordings(group), visit.using.knowledge.faq
    reached = [entry for entry in known.values() if _reaches(visit, entry)]
    nearest = [known[entry] for entry in _nearest(visit, group) if known[entry] in reached][:NEAREST]
    return visit.page(
        "learn",
        group=group,
        wordings=wordings,
        chosen=_ticked(visit) or set(wordings[:1]),
        most=MOST_WORDINGS,
        is_new=_is_new(visit),
        entries=sorted(reached, key=lambda entry: entry.category),
        nearest=nearest,
        begun=begun,
        categories=sorted({entry.category for entry in reached}),
        typed={name: visit.field(name, LONGEST_ANSWER) for name in ("entry", "category", "answer")},
        proposed=proposed_id(group.words, known.keys() | begun.keys()),
        longest=(LONGEST_CATEGORY, LONGEST_ANSWER, LONGEST_ID),
        fault=fault,
        status=422 if fault else 200,
    )


def _is_new(visit: Visit) -> bool:
    """For roles without limits: a new entry holds everywhere."""
    return visit.everywhere and "yes" in (visit.query.get("new"), visit.form.get("new"))


def _reaches(visit: Visit, entry: FaqEntry) -> bool:
    """A role with limits changes the answers that hold in its own district only."""
    return visit.everywhere or (visit.scope.provider is None and entry.district == visit.scope.district)


def _wordings(group: Gap) -> list[str]:
    """Each in one line, as a form brings it back."""
    return list(dict.fromkeys(" ".join(words.split()) for words in group.questions))[:SHOWN_WORDINGS]


def _ticked(visit: Visit) -> set[str]:
    return {words for name, words in visit.form.items() if name.startswith("wording")}


def _nearest(visit: Visit, group: Gap) -> list[str]:
    """Ids of entries: what was taken for the nearest when it was asked, then what is by now."""
    now = visit.using.understanding.read(group.words, visit.now).whole.candidates
    found = (group.nearest, *(candidate.faq for candidate in now))
    return [entry for entry in dict.fromkeys(found) if entry and entry in visit.using.knowledge.faq]


def _begun(questions: Sequence[Question]) -> dict[str, str]:
    """Entries that are new in the draft: id → first question."""
    return {one.entry: one.question for one in reversed(questions) if one.answer}


def proposed_id(words: str, taken: Container[str]) -> str:
    """A free one that is spelt as the words sound."""
    spelt = "".join(f" {readings(letter)[0]} " if readings(letter) else letter for letter in words.lower())
    syllables = re.findall("[a-z0-9]+", spelt)[:_MOST_SYLLABLES]
    stem = "-".join(syllables)[:_LONGEST_STEM].strip("-") or "question"
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(one for one in chain([stem], numbered) if one not in taken)


WAYS = (
    Way("GET", GAPS + "/{question}/learn", ask, "knowledge"),
    Way("POST", GAPS + "/{question}/learn", take, "knowledge"),
)
