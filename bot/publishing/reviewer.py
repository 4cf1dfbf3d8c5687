"""Looks at the drafts of all staff, one after the other, in a thread of its own, and tells what was found."""

import base64
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.dialogue.announcements import announced
from bot.dialogue.loaded import Loaded
from bot.publishing.applying import said
from bot.publishing.background import Background
from bot.publishing.child import ChildFailed
from bot.publishing.effect import recorded
from bot.publishing.folder import read_at_rest
from bot.publishing.listed import Known
from bot.publishing.review import Asked, Review, Reviewed
from bot.services import drafts, staff, versions
from bot.services.drafts import Compared, Task
from bot.services.pack import Pack, digest, zipped
from db.session import Database
from knowledge.excel.geocoder import NO_GEOCODER, GeocoderAt
from knowledge.excel.mapping import REMEMBERED
from knowledge.problems import KnowledgeError

log = logging.getLogger(__name__)
LOOK_EVERY_S = 1.0
QUESTIONS = 1000


@dataclass(frozen=True, slots=True)
class InForce:
    """What answers now; from_folder: nothing was ever published."""

    pack: Pack
    from_folder: bool


def in_force(tx: Session, folder: Path) -> InForce | None:
    """None while somebody writes in the folder. KnowledgeError for a folder that cannot be a version."""
    published = versions.in_force(tx)
    pack = versions.pack_of(tx, published.version) if published else read_at_rest(folder)
    return InForce(pack, published is None) if pack is not None else None


def digest_in_force(tx: Session, folder: Path) -> str | None:
    """For publishing: until the commit nobody else publishes. None where the folder cannot be read now."""
    versions.locked(tx)
    try:
        found = in_force(tx, folder)
    except KnowledgeError:
        return None
    return digest(found.pack) if found else None


class Reviewer(Background):
    """As long as it is entered, it looks at drafts. review: in this process or aside."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        in_use: Callable[[], Loaded],
        review: Callable[[Asked], Reviewed],
        clock: Clock,
        *,
        with_samples: bool,
        with_embeddings: bool = False,
        geocoder: GeocoderAt = NO_GEOCODER,
    ) -> None:
        super().__init__("drafts", LOOK_EVERY_S)
        self._database = database
        self._folder = folder
        self._in_use = in_use
        self._review = review
        self._clock = clock
        self._with_samples = with_samples
        self._with_embeddings = with_embeddings
        self._geocoder = geocoder

    def look(self) -> None:
        while self.once() and not self._over.is_set():
            pass

    def once(self) -> bool:
        """The draft that has waited longest; False when none can be looked at."""
        with self._database.begin() as tx:
            task = drafts.take(tx, self._clock())
        if task is None:
            return False
        found = self._reviewed(task)
        if found is None:
            with self._database.begin() as tx:
                drafts.give_back(tx, task)
            return False
        self._keep(task, *found)
        return True

    def _reviewed(self, task: Task) -> tuple[Reviewed, Compared] | None:
        """None while somebody writes in the folder."""
        try:
            asked = self._asked(task)
            if asked is None:
                return None
            reviewed = self._review(asked)
        except KnowledgeError as error:  # of the folder itself
            return _failed("base_broken", count=len(error.problems))
        except SQLAlchemyError:  # of the recorded questions; it may be there again later
            raise
        except (
            Exception
        ) as fault:  # one draft does not keep the others waiting, nor its editor without a word
            log.error("draft %s could not be reviewed: %s", task.draft, _named(fault))
            return _failed("review_failed")
        return reviewed, _compared(asked, reviewed)

    def _asked(self, task: Task) -> Asked | None:
        mappings = self._folder / REMEMBERED
        with self._database.begin() as tx:
            base = in_force(tx, self._folder)
            put_back = versions.pack_of(tx, task.back_to) if task.back_to is not None else None
            questions = tuple(recorded(tx, QUESTIONS))
            published = drafts.remembered(tx)
        if base is None:
            return None
        return Asked(
            base=base.pack,
            from_folder=base.from_folder,
            steps=task.steps,
            put_back=put_back,
            scope=staff.scope_of(task.staff),
            questions=questions,
            now=self._clock(),
            with_samples=self._with_samples,
            with_embeddings=self._with_embeddings,
            known=Known(published, mappings.read_bytes() if mappings.is_file() else None, self._geocoder),
        )

    def _keep(self, task: Task, reviewed: Reviewed, compared: Compared) -> None:
        found = reviewed.review.as_json()
        if reviewed.marked:
            content = base64.b64encode(reviewed.marked.content).decode()
            found["marked"] = {"name": reviewed.marked.name, "base64": content}
        now = self._clock()
        with announced(self._database, self._in_use().compose, now) as tx:
            drafts.keep_review(tx, task, found, compared, now)


def _failed(key: str, **values: object) -> tuple[Reviewed, Compared]:
    return Reviewed(Review((), (said(key, **values),))), Compared("")


def _named(fault: Exception) -> str:
    """Without its words, which may quote a file, unless they are ours."""
    return str(fault) if isinstance(fault, ChildFailed) else type(fault).__name__


def _compared(asked: Asked, reviewed: Reviewed) -> Compared:
    return Compared(
        against=digest(asked.base),
        base=zipped(asked.base) if asked.from_folder else None,
        result=zipped(reviewed.result) if reviewed.result is not None else None,
    )
