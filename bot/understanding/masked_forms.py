"""Masked forms of the examples, kept in the user's cache folder: to find names, dates and amounts in thousands
of sentences takes a second, and few of them change at a time."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bot.understanding.program import program
from knowledge.kept import keep_newest, write_whole

KEPT = 6  # files, one for each way to read them; half a megabyte for 6,000 examples
log = logging.getLogger(__name__)


def masked_forms(
    texts: Iterable[str], mask: Callable[[str], str], read_by: object, folder: Path
) -> Mapping[str, str]:
    """Text → its masked form. read_by: all, beside the text and this program, that its form depends on; its
    repr tells it from others."""
    key = hashlib.sha256(f"{program()} {read_by!r}".encode()).hexdigest()[:24]
    file = folder / f"masked-{key}.json"
    known = _read(file)
    forms = {text: known[text] if text in known else mask(text) for text in texts}
    if forms != known:
        write_whole(file, json.dumps(forms, ensure_ascii=False).encode())
        keep_newest(folder, "masked-*.json", KEPT)
    return forms


def _read(file: Path) -> Mapping[str, str]:
    try:
        forms = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as fault:
        log.warning("masked forms cannot be read (%s): making them again", type(fault).__name__)
        return {}
    return forms if isinstance(forms, dict) else {}
