"""From files to a state of the knowledge that answers: what takes seconds, kept so that the next process on
this machine need not do it again."""

import contextlib
import hashlib
import logging
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from bot.publishing import gently
from bot.services.pack import Pack, digest, unfolded
from bot.understanding.program import program
from bot.understanding.understand import Understanding
from knowledge.embedding import LocalE5
from knowledge.loader import Knowledge, load
from knowledge.schema import Model

if TYPE_CHECKING:
    from bot.dialogue.loaded import Loaded

KEPT = 6  # states on this machine
# What no message is understood by.
UNHEARD_OF_PROVIDERS = {
    "operator", "address", "point", "telephone", "ages_months", "services", "opening_hours", "places",
    "eligibility", "registration", "quality_rating", "opens_on", "notices", "about", "source", "sample",
}  # fmt: skip
UNHEARD_OF_ENTRIES = {"answer", "tests", "suggest", "source", "category", "valid_from", "valid_until"}
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Built:
    """heard: digest of all that understanding depends on. understanding: None when the state that it is to
    replace has the same."""

    heard: str
    knowledge: Knowledge
    understanding: Understanding | None

    def to_use(self, before: Understanding) -> "Loaded":
        """before: of the state to be replaced."""
        from bot.dialogue.loaded import loaded  # half of the start of a child, which has no use for it

        return loaded(self.knowledge, self.understanding or before)


# Given the digest of what the state in force has heard. KnowledgeError for files with faults; OSError when it
# came to nothing for another reason.
Build = Callable[[Pack, str], Built]


def build(
    pack: Pack, heard_before: str = "", *, with_samples: bool = True, with_embeddings: bool = False
) -> Built:
    """In this process: a fraction of a second; where what is heard differs a second or two, and some more
    where many examples differ from all that was learned before. KnowledgeError."""
    with unfolded(pack) as directory:
        knowledge = load(directory, with_samples=with_samples)
    now = heard(knowledge)
    if now == heard_before:
        return Built(now, knowledge, None)
    return Built(now, knowledge, Understanding(knowledge, LocalE5() if with_embeddings else None))


def heard(knowledge: Knowledge) -> str:
    """A digest of what messages are understood by: all but answers, hours, fees and the like."""
    summed = hashlib.sha256()
    parts: tuple[tuple[Iterable[Model], set[str]], ...] = (
        (knowledge.providers.values(), UNHEARD_OF_PROVIDERS),
        (knowledge.faq.values(), UNHEARD_OF_ENTRIES),
        (knowledge.topics.values(), set()),
        (knowledge.places, set()),
    )
    for records, unheard in parts:
        for record in records:
            summed.update(record.model_dump_json(exclude=unheard).encode())
    summed.update(repr([*knowledge.words.items()]).encode())
    return summed.hexdigest()


def kept_at(pack: Pack, *, with_samples: bool, with_embeddings: bool = False) -> Path:
    """Where what is built of the pack by this very program is kept."""
    key = hashlib.sha256(f"{digest(pack)} {with_samples} {with_embeddings} {program()}".encode()).hexdigest()[
        :24
    ]
    return platformdirs.user_cache_path("tuoyu") / f"built-{key}.pickle"


def keep(built: Built, path: Path) -> None:
    """Whole or not at all. OSError when it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="part-") as folder:
        part = Path(folder) / path.name
        with part.open("wb") as file:
            gently.dump((built.heard, built.knowledge, built.understanding), file)
        part.replace(path)
    for old in _kept_before(path.parent):
        with contextlib.suppress(OSError):
            old.unlink()


def take(path: Path, heard_before: str) -> Built | None:
    """Without holding up other threads. None when it is not there, cannot be read, or was built beside a
    state that had heard something else."""
    try:
        with path.open("rb") as file:
            parts = gently.load(file)
            told, knowledge = next(parts), next(parts)
            if told == heard_before:
                return Built(told, knowledge, None)
            understanding = next(parts)
    except FileNotFoundError:
        return None
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError) as fault:
        log.warning("what was built before cannot be read (%s): building again", type(fault).__name__)
        return None
    return Built(told, knowledge, understanding) if understanding else None


def _kept_before(folder: Path) -> list[Path]:
    """All but the newest."""
    found = [(path.stat().st_mtime, path) for path in _there(folder)]
    return [path for _, path in sorted(found, reverse=True)[KEPT:]]


def _there(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("built-*.pickle") if path.is_file())
