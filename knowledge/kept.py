"""Arrays kept in files between starts. A file that cannot be read or written only costs the work to make its
arrays again."""

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
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
            np.savez(part, allow_pickle=False, **arrays)
        Path(part.name).replace(file)
    except OSError as fault:
        log.warning("what was learned cannot be kept (%s)", type(fault).__name__)
