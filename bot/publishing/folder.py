"""A folder of knowledge files that people and programs write in while it is followed.

Rules: nothing is believed that has not stood unchanged for SETTLED_S, from before it was read until after it
was built; and what lacks something that the state in force has (see losses) not before PATIENT_S, since it
may be half of a file. All or nothing at once is what `tuoyu knowledge publish` is for.
"""

from dataclasses import dataclass, field
from pathlib import Path

from bot.services.pack import Pack, read_pack
from knowledge.files import FOLDERS

SETTLED_S = 2.0
PATIENT_S = 15.0

Look = tuple[tuple[str, int, int, int, int], ...]


def look_at(directory: Path) -> Look:
    """Names, sizes and times of all that is in it. The time of a change cannot be set back, that of a
    modification can."""
    found = []
    for folder in FOLDERS:
        for path in (directory / folder).rglob("*"):
            try:
                stat = path.stat()
            except OSError:
                continue  # gone meanwhile, or a link that leads nowhere
            name = path.relative_to(directory).as_posix()
            found.append((name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))
    return tuple(sorted(found))


def read_at_rest(directory: Path) -> Pack | None:
    """None when somebody writes meanwhile. KnowledgeError for what cannot be a version."""
    return _read(directory, look_at(directory))


def _read(directory: Path, look: Look) -> Pack | None:
    try:
        pack = read_pack(directory)
    except OSError:
        return None
    return pack if look_at(directory) == look else None


@dataclass(slots=True)
class WatchedFolder:
    """Instants are seconds of a clock that never goes back. used: how it was when what is in force was
    read."""

    directory: Path
    used: Look
    _last: Look = ()
    _since: float = 0.0
    _rejected: Look | None = field(default=None)

    def changed(self, at: float) -> Look | None:
        """How it is now, when that is new, not rejected before, and was the same at the look before."""
        now = look_at(self.directory)
        if now != self._last:
            self._last, self._since = now, at
            return None
        return None if now in (self.used, self._rejected) else now

    def read(self, look: Look) -> Pack | None:
        """Its files; None when they changed meanwhile. KnowledgeError."""
        return _read(self.directory, look)

    def stands(self, look: Look, at: float, *, cut_short: bool) -> bool:
        """Whether it is still so, and has been for long enough."""
        long_enough = at - self._since >= (PATIENT_S if cut_short else SETTLED_S)
        return long_enough and look_at(self.directory) == look

    def reject(self, look: Look) -> None:
        """Until it changes."""
        self._rejected = look
