"""Standing in line: a lock that is given in the order in which it was asked for. One of the standard library
can be taken again and again by the same thread, while others wait that have come before."""

import threading
from collections import deque


class Line:
    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._standing: deque[threading.Lock] = deque()  # whose turn it is stands first

    def __len__(self) -> int:
        """How many stand in it, with the one whose turn it is."""
        return len(self._standing)

    def __enter__(self) -> None:
        mine = threading.Lock()
        mine.acquire()
        with self._guard:
            self._standing.append(mine)
            if self._standing[0] is mine:
                return
        try:
            mine.acquire()  # until whoever stands before leaves
        except BaseException:
            self._leave(mine)
            raise

    def __exit__(self, *_: object) -> None:
        self._leave(self._standing[0])

    def _leave(self, one: threading.Lock) -> None:
        with self._guard:
            was_first = self._standing[0] is one
            self._standing.remove(one)
            if was_first and self._standing:
                self._standing[0].release()
