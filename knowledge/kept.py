"""Files kept between starts. One that cannot be read or written only costs the work to make it again."""

import io
import logging
import tempfile
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)


def read_arrays(file: Path, names: tuple[str, ...]) -> tuple[NDArray[np.generic], ...] | None:
    """None where there are none, or not those."""
    try:
        with np.load(file) as stored:
            return tuple(stored[name] for name in names)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as fault:
        log.warning("what was learned before cannot be read (%s): learning again", type(fault).__name__)
        return None


def write_arrays(file: Path, **arrays: NDArray[np.generic]) -> None:
    """Whole or not at all."""
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **arrays)
    write_whole(file, content.getvalue())


def write_whole(file: Path, content: bytes) -> None:
    """Or not at all."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
            part.write(content)
        Path(part.name).replace(file)
    except OSError as fault:
        log.warning("what was learned cannot be kept (%s)", type(fault).__name__)


def newest_first(folder: Path, pattern: str) -> list[Path]:
    """Files of the folder, those written last first."""
    found = []
    for file in folder.glob(pattern):
        try:
            found.append((file.stat().st_mtime_ns, file))
        except OSError:
            continue  # gone meanwhile
    return [file for _, file in sorted(found, reverse=True)]


def keep_newest(folder: Path, pattern: str, count: int) -> None:
    for old in newest_first(folder, pattern)[count:]:
        try:
            old.unlink(missing_ok=True)
        except OSError as fault:
            log.warning("what was learned long ago stays (%s)", type(fault).__name__)
