"""Taking a big state into a process that is answering, and letting go of another, without holding up a
message: Python runs one thread at a time, so whoever works for long in one step makes all others wait.

Pickle's protocol 3 reads a few bytes for each object, through the reader below, which lets others run every
half a millisecond. Files are read only from the user's own cache folder, where this program wrote them.
"""

import gc
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import _lru_cache_wrapper, lru_cache
from typing import IO, Any
from weakref import WeakMethod

from bot.understanding.lexicon import have_one_spare
from knowledge.vectors.word_vectors import shipped_vectors

PROTOCOL = 3  # later ones read in frames of 64 kB, each in one step
AT_A_STRETCH_S = 0.0005
PAUSE_S = 0.0003
_VECTORS = "vectors"  # which every state shares


def prepare() -> None:
    """Before the first message: what can only be done in one step."""
    have_one_spare()
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(AT_A_STRETCH_S)


def dump(parts: Iterable[object], file: IO[bytes]) -> None:
    """Parts that share what they have in common."""
    pickler = _Pickler(file, PROTOCOL)
    for part in parts:
        pickler.dump(part)


def load(file: IO[bytes]) -> Iterator[Any]:
    """The parts, each read when it is asked for."""
    unpickler = _Unpickler(_Reader(file))
    while True:
        with _uncollected():
            part = unpickler.load()
        yield part


@contextmanager
def _uncollected() -> Iterator[None]:
    """The garbage collector would go through all that is new, and all that is old, in one step: it stops
    meanwhile, and what is alive then is put out of its sight."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def let_go(state: object) -> None:
    """Takes apart what nobody uses any more, an attribute at a time: a graph with circles is otherwise freed
    by the garbage collector, in one step."""
    attributes = vars(state)
    while attributes:
        attributes.popitem()
        time.sleep(PAUSE_S)


class _Pickler(pickle.Pickler):
    def persistent_id(self, thing: Any) -> str | None:
        return _VECTORS if thing is shipped_vectors() else None

    def reducer_override(self, thing: Any) -> Any:
        """A method's memory of its results starts empty; functions of modules go by their names."""
        if isinstance(thing, _lru_cache_wrapper) and hasattr(thing.__wrapped__, "__self__"):
            return _remembering, (thing.cache_parameters()["maxsize"], thing.__wrapped__)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, name: Any) -> object:
        return shipped_vectors()


def _remembering(size: int, method: Callable[..., Any]) -> Callable[..., Any]:
    """As lru_cache, without the circle by which its owner would hold itself."""
    weak = WeakMethod(method)

    def call(*given: Any) -> Any:
        owned = weak()
        assert owned is not None  # the cache belongs to the owner
        return owned(*given)

    return lru_cache(maxsize=size)(call)


class _Reader:
    """A file that lets other threads run."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._since = time.perf_counter()

    def _let_others_run(self) -> None:
        if time.perf_counter() - self._since > AT_A_STRETCH_S:
            time.sleep(PAUSE_S)
            self._since = time.perf_counter()

    def read(self, size: int) -> bytes:
        self._let_others_run()
        return self._file.read(size)

    def readline(self) -> bytes:
        self._let_others_run()
        return self._file.readline()
