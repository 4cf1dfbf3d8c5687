"""What a draft would do: what is wrong in it, what it changes and for whom, and what parents would hear."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.dialogue.trial import Trial
from bot.publishing.applying import LANGUAGES, Applied, Line, Marked, apply_all, said, told_of
from bot.publishing.effect import Shift, shifts
from bot.publishing.listed import NO_HELP, Known
from bot.services.draft_steps import Step
from bot.services.pack import Pack, read_pack, unfolded
from bot.services.staff import Scope
from knowledge.check import checked
from knowledge.diff import differences, place_key
from knowledge.diff_text import lines
from knowledge.diff_values import Added, Change
from knowledge.loader import Knowledge, load
from knowledge.problems import KnowledgeError
from knowledge.schema import FaqEntry, Provider

MOST_LINES = 300  # of each sort; more than anybody reads
_NOTHING = Applied()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the review starts from. base: what answers now; from_folder: it was never published. put_back: the
    files of an earlier version, instead of steps. known: what helps to read lists from elsewhere."""

    base: Pack
    from_folder: bool
    steps: tuple[Step, ...]
    put_back: Pack | None
    scope: Scope
    questions: tuple[str, ...]
    now: datetime
    with_samples: bool
    with_embeddings: bool
    known: Known = NO_HELP


@dataclass(frozen=True, slots=True)
class Review:
    """faults: what keeps it from being published; to_tell: what a list from elsewhere waits for (see
    bot/publishing/listed.py). doubts: of lists that were taken and files that were touched. changes: as an
    administrator means them; outside: those among them that the role does not reach. asked: how many of the
    parents' last questions were asked anew; shifts: those answered otherwise."""

    touched: tuple[str, ...]
    faults: tuple[Line, ...] = ()
    doubts: tuple[Line, ...] = ()
    changes: tuple[Line, ...] = ()
    outside: tuple[Line, ...] = ()
    asked: int = 0
    shifts: tuple[Mapping[str, str], ...] = ()
    from_folder: bool = False
    lists: tuple[str, ...] = ()
    to_tell: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """counts: of how many the first are listed."""
        found = asdict(self)
        several = {name: value for name, value in found.items() if isinstance(value, tuple)}
        counts = {name: len(value) for name, value in several.items()}
        return found | {name: value[:MOST_LINES] for name, value in several.items()} | {"counts": counts}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """result: all files as they would be, None with faults."""

    review: Review
    result: Pack | None = None
    marked: Marked | None = None


def review(asked: Asked) -> Reviewed:
    with unfolded(asked.base if asked.put_back is None else asked.put_back) as directory:
        done = _NOTHING
        if asked.put_back is None:
            done = apply_all(directory, asked.steps, asked.now.date(), asked.known)
        if done.faults or done.to_tell:
            to_tell = done.to_tell.as_json() if done.to_tell else None
            shown = Review(done.touched, done.faults, lists=done.lists, to_tell=to_tell)
            return Reviewed(shown, marked=done.marked)
        found = checked(directory, asked.now.date(), lambda knowledge: Trial(knowledge, asked.now))
        faults = tuple(told_of(it) for it in found.problems if it.severity == "error")
        if faults:
            return Reviewed(Review(done.touched, faults))
        touched = set(done.touched)
        doubts = (*done.notes, *(told_of(it) for it in found.problems if it.file in touched))
        after = load(directory, with_samples=asked.with_samples)
        result = read_pack(directory)
    try:
        before = _knowledge(asked.base, asked)
    except KnowledgeError as error:  # a folder with errors, which the draft would mend
        return Reviewed(Review(done.touched, (said("base_broken", count=len(error.problems)),)))
    changes = differences(before, after)
    shown = Review(
        touched=done.touched,
        doubts=doubts,
        changes=_told(changes),
        outside=_told([it for it in changes if not _reaches(asked.scope, it, before, after)]),
        asked=len(asked.questions) if changes else 0,
        shifts=_shifts(before, after, asked) if changes else (),
        from_folder=asked.from_folder,
        lists=done.lists,
    )
    return Reviewed(shown, result, done.marked)


def _knowledge(pack: Pack, asked: Asked) -> Knowledge:
    with unfolded(pack) as directory:
        return load(directory, with_samples=asked.with_samples)


def _told(changes: Sequence[Change]) -> tuple[Line, ...]:
    in_each = [list(lines(changes, language)) for language in LANGUAGES]
    return tuple(dict(zip(LANGUAGES, both, strict=True)) for both in zip(*in_each, strict=True))


def _shifts(before: Knowledge, after: Knowledge, asked: Asked) -> tuple[Mapping[str, str], ...]:
    """Without those that a parent would not notice: answered the same by another entry."""
    found = shifts(before, after, asked.questions, asked.now)
    return tuple(_shown(shift) for shift in found if shift.before.line != shift.after.line)


def _shown(shift: Shift) -> Mapping[str, str]:
    return {"question": shift.question, "before": shift.before.line, "after": shift.after.line}


def _reaches(scope: Scope, change: Change, before: Knowledge, after: Knowledge) -> bool:
    """A role with limits changes its own providers, and the answers that hold in its own district only."""
    if scope == Scope():
        return True
    if change.kind == "provider":
        both = (before.providers.get(change.id), after.providers.get(change.id))
        return all(scope.covers(one) for one in both if isinstance(one, Provider))
    if change.kind == "faq" and scope.provider is None:
        entries = (before.faq.get(change.id), after.faq.get(change.id))
        return all(one.district == scope.district for one in entries if isinstance(one, FaqEntry))
    return change.kind == "place" and _is_new_street(scope, change, after)


def _is_new_street(scope: Scope, change: Change, after: Knowledge) -> bool:
    """Of the role's own district, as lists from elsewhere bring them along."""
    if scope.provider is not None or not isinstance(change.what, Added):
        return False
    return change.id in {
        place_key(it) for it in after.places if (it.kind, it.district) == ("street", scope.district)
    }
