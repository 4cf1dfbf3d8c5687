"""Keeps a running bot on the knowledge in force: the version published in the database, or, as long as there
was none, the files of its folder.

It works in a thread of its own, so that it also goes on while a channel waits for a line. Everything is read
and built aside; then one reference is put in the place of another. What cannot be used leaves the bot as it
is, and a line of counts in the log.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from weakref import ReferenceType, ref

from bot.dialogue.loaded import Loaded
from bot.publishing import gently
from bot.publishing.background import Background
from bot.publishing.building import Build, Built, heard
from bot.publishing.folder import Look, WatchedFolder
from bot.publishing.losses import may_be_cut_short
from bot.services import versions
from bot.services.pack import Pack
from bot.understanding.understand import Understanding
from db.session import Database
from knowledge.problems import KnowledgeError

log = logging.getLogger(__name__)
LOOK_EVERY_S = 0.5
RETRY_S = 30.0  # after a build that came to nothing through no fault of the files


@dataclass(frozen=True, slots=True)
class _Candidate:
    look: Look
    built: Built
    cut_short: bool


class Follower(Background):
    """As long as it is entered, it follows. version: what the bot began with; None for the folder. use: puts
    a state in force. clock: seconds, never going back."""

    def __init__(
        self,
        database: Database,
        folder: WatchedFolder,
        version: int | None,
        in_use: Callable[[], Loaded],
        use: Callable[[Loaded], None],
        build: Build,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__("knowledge", LOOK_EVERY_S)
        self._database = database
        self._folder = folder
        self._version = version
        self._in_use = in_use
        self._use = use
        self._build = build
        self._clock = clock
        self._candidate: _Candidate | None = None
        self._heard = heard(in_use().knowledge)
        self._users = [ref(in_use())]  # of the understanding in use
        self._retired: list[tuple[list[ReferenceType[Loaded]], Understanding]] = []
        self._not_before = clock()

    def __enter__(self) -> Self:
        gently.prepare()
        return super().__enter__()

    def look(self) -> None:
        """Once: takes what is new, when it can be used."""
        self._let_go()
        if self._clock() < self._not_before:
            return
        with self._database.begin() as tx:
            now = versions.in_force(tx)
            pack = versions.pack_of(tx, now.version) if now and now.version != self._version else None
        if now and pack:
            self._take_version(now.version, pack)
        elif not now:
            self._look_at_folder()

    def _take_version(self, version: int, pack: Pack) -> None:
        built = self._built(pack, f"version {version}")
        self._version = version
        if built:
            self._put_in_place(built, f"version {version}")

    def _look_at_folder(self) -> None:
        look = self._folder.changed(self._clock())
        if look is None:
            self._candidate = None
            return
        if self._candidate is None or self._candidate.look != look:
            self._candidate = self._from_folder(look)
        candidate = self._candidate
        if candidate and self._folder.stands(look, self._clock(), cut_short=candidate.cut_short):
            self._folder.used = look
            self._candidate = None
            self._put_in_place(candidate.built, "the folder")

    def _from_folder(self, look: Look) -> _Candidate | None:
        try:
            pack = self._folder.read(look)
        except KnowledgeError as error:
            self._refused("the folder", error)
            self._folder.reject(look)
            return None
        if pack is None:
            return None
        built = self._built(pack, "the folder")
        if built is None:
            self._folder.reject(look)
            return None
        return _Candidate(look, built, may_be_cut_short(self._in_use().knowledge, built.knowledge, pack))

    def _built(self, pack: Pack, name: str) -> Built | None:
        try:
            return self._build(pack, self._heard)
        except KnowledgeError as error:
            self._refused(name, error)
            return None
        except OSError:
            self._not_before = self._clock() + RETRY_S
            raise

    def _refused(self, name: str, error: KnowledgeError) -> None:
        log.error("%s has %d errors: answering as before", name, len(error.problems))

    def _put_in_place(self, built: Built, name: str) -> None:
        before = self._in_use()
        after = built.to_use(before.understanding)
        self._use(after)
        if after.understanding is not before.understanding:
            self._retired.append((self._users, before.understanding))
            self._users = []
        self._users.append(ref(after))
        self._heard = built.heard
        known = built.knowledge
        log.info("%s: %d providers, %d entries", name, len(known.providers), len(known.faq))

    def _let_go(self) -> None:
        """Of what no message is understood by any more."""
        for one in [one for one in self._retired if all(user() is None for user in one[0])]:
            self._retired.remove(one)
            gently.let_go(one[1])
