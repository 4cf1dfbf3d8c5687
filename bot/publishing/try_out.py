"""Drafts that answer, for the one who prepares them: with a memory of their own that nobody else sees, so
that what is booked or cancelled in a try-out is nowhere."""

import asyncio
import logging
import random
import threading
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.dialogue.engine import Engine
from bot.dialogue.loaded import loaded
from bot.messages import Answer, IncomingMessage
from bot.publishing.building import Build
from bot.services.pack import Pack, unzipped
from db.migrate import upgrade
from db.models import KnowledgeDraft
from db.session import Database
from knowledge.problems import KnowledgeError

log = logging.getLogger(__name__)
MOST = 2  # drafts that answer at the same time; each takes as much memory as the bot's own knowledge
_NOWHERE = "sqlite://"  # in memory
Key = tuple[int, int]  # draft and revision


@dataclass(slots=True)
class _Answering:
    database: Database
    engine: Engine


class TryOuts:
    def __init__(self, database: Database, build: Build, clock: Clock, rng: random.Random) -> None:
        self._database = database
        self._build = build
        self._clock = clock
        self._rng = rng
        self._answering: OrderedDict[Key, _Answering] = OrderedDict()
        self._being_made: set[Key] = set()
        self._lock = threading.Lock()

    def answer(self, draft: int, revision: int, message: IncomingMessage) -> Answer | None:
        """None as long as it is being made ready, which this call begins."""
        key = (draft, revision)
        with self._lock:
            ready = self._answering.get(key)
            if ready is None and key not in self._being_made:
                self._being_made.add(key)
                threading.Thread(target=self._make, args=(key,), name="try-out", daemon=True).start()
        return asyncio.run(ready.engine.handle(message)) if ready else None

    def _make(self, key: Key) -> None:
        try:
            pack = self._pack(key)
            if pack is not None:
                self._put(key, self._built(pack))
        except (SQLAlchemyError, OSError, KnowledgeError) as fault:
            log.error("a draft cannot be tried out: %s", type(fault).__name__)
        finally:
            with self._lock:
                self._being_made.discard(key)

    def _pack(self, key: Key) -> Pack | None:
        draft, revision = key
        wanted = select(KnowledgeDraft.result).where(
            KnowledgeDraft.id == draft, KnowledgeDraft.revision == revision
        )
        with self._database.begin() as tx:
            archive = tx.scalar(wanted)
        return unzipped(archive) if archive else None

    def _built(self, pack: Pack) -> _Answering:
        built = self._build(pack, "")
        state = loaded(built.knowledge, built.understanding)
        database = Database(_NOWHERE)
        upgrade(database.engine)
        return _Answering(database, Engine(state, database, self._clock, self._rng))

    def _put(self, key: Key, answering: _Answering) -> None:
        with self._lock:
            self._answering[key] = answering
            gone = [self._answering.popitem(last=False)[1] for _ in range(len(self._answering) - MOST)]
        for one in gone:
            one.database.close()
