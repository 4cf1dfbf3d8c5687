"""资料版本: what was published, what each changed, and going back to one, which is a draft first."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.services import drafts, versions
from bot.services.drafts import Another
from bot.services.pack import Pack, unfolded
from bot.services.versions import Version
from bot.web.access import Way
from bot.web.pages import draft as drafts_page
from bot.web.people import names_of
from bot.web.visit import NOT_HERE, Visit
from db.models import KnowledgeDraft
from knowledge.diff import differences
from knowledge.diff_text import lines
from knowledge.loader import Knowledge, load
from knowledge.problems import KnowledgeError, render

PATH = "/admin/versions"
MOST_LINES = 300


@dataclass(frozen=True, slots=True)
class Difference:
    """faults: where one of the two versions cannot be read by this program any more."""

    lines: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def show(visit: Visit) -> Response:
    with visit.tx() as tx:
        current, found, names = versions.in_force(tx), versions.versions(tx), names_of(tx)
    return visit.page("versions", current=current, versions=found, names=names)


def show_one(visit: Visit) -> Response:
    """With what it changed of the one before."""
    with visit.tx() as tx:
        version, current, names = _version(tx, visit), versions.in_force(tx), names_of(tx)
        before = versions.before(tx, version.id)
        packs = _packs(tx, before, version.id)
    return visit.page(
        "version",
        version=version,
        before=before,
        current=current,
        names=names,
        may_go_back=visit.everywhere and current is not None and current.version != version.id,
        difference=_differences(visit, packs, before, version.id),
        most=MOST_LINES,
    )


def put_back(visit: Visit) -> Response:
    """Prepares it, so that what it would do is seen first. For those whose role has no limits: it concerns
    every district."""
    if not visit.everywhere:
        raise HTTPException(403, "role")
    with visit.tx() as tx:
        version, current = _version(tx, visit), versions.in_force(tx)
        if current is None or current.version == version.id:
            return visit.to(PATH, visit.say("put_back_same", version=version.id), "bad")
        outcome = drafts.go_back(tx, visit.member, version.id, visit.now)
    match outcome:
        case Another():
            return drafts_page.refused(visit, outcome)
        case KnowledgeDraft():
            return visit.to(drafts_page.PATH, visit.say("put_back_begun", version=version.id))


def _version(tx: Session, visit: Visit) -> Version:
    found = next((one for one in versions.versions(tx) if str(one.id) == visit.given["version"]), None)
    if found is None:
        raise NOT_HERE
    return found


def _packs(tx: Session, *numbers: int | None) -> dict[int, Pack]:
    found = {number: versions.pack_of(tx, number) for number in numbers if number is not None}
    return {number: pack for number, pack in found.items() if pack is not None}


def _differences(visit: Visit, packs: Mapping[int, Pack], old: int | None, new: int) -> Difference:
    if old is None:
        return Difference()
    try:
        before, after = _knowledge(visit, packs[old]), _knowledge(visit, packs[new])
    except KnowledgeError as error:
        return Difference(faults=tuple(render(problem, visit.language) for problem in error.problems))
    return Difference(tuple(lines(differences(before, after), visit.language)))


def _knowledge(visit: Visit, pack: Pack) -> Knowledge:
    with unfolded(pack) as directory:
        return load(directory, with_samples=visit.office.with_samples)


WAYS = (
    Way("GET", PATH, show, "knowledge"),
    Way("GET", PATH + "/{version}", show_one, "knowledge"),
    Way("POST", PATH + "/{version}/put-back", put_back, "knowledge"),
)
