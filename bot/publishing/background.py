"""Work that goes on beside the answering, look by look, in a thread of its own."""

import logging
import threading
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)
TO_THE_END_S = 2.0  # what takes longer is left behind


class Background(AbstractContextManager["Background"], ABC):
    """As long as it is entered, it looks every so many seconds. What fails is told in the log, a database or
    files that are not there only once until they are there again; then it goes on."""

    def __init__(self, name: str, every_s: float) -> None:
        self._name = name
        self._every_s = every_s
        self._in_trouble = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def look(self) -> None:
        """Once: does what there is to do. SQLAlchemyError or OSError when that cannot be done now."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(TO_THE_END_S)

    def _run(self) -> None:
        while not self._over.wait(self._every_s):
            try:
                self.look()
                self._in_trouble = False
            except (SQLAlchemyError, OSError) as fault:
                self._say_once(fault)
            except Exception:  # the edge of the thread
                log.exception("%s: a look failed; trying again", self._name)

    def _say_once(self, fault: Exception) -> None:
        if not self._in_trouble:
            log.error("%s: %s; trying again", self._name, type(fault).__name__)
        self._in_trouble = True
