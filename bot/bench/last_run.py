"""The last run, kept to show what moved. Of the measuring half only digests of the messages are kept."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from bot.bench.judging import Judged
from bot.bench.labelled import Half

DEFAULT_FILE = Path(platformdirs.user_cache_dir("tuoyu")) / "bench-understanding.json"
Outcomes = Mapping[str, str]  # message, or its digest → outcome
Run = Mapping[Half, Outcomes]


@dataclass(frozen=True, slots=True)
class Moved:
    """Messages of both runs that became right, or no longer are."""

    better: tuple[str, ...]
    worse: tuple[str, ...]


def outcomes(half: Half, judged: Sequence[Judged]) -> dict[str, str]:
    return {_kept_as(half, one.message.say): one.outcome for one in judged}


def moved(before: Outcomes, now: Outcomes) -> Moved:
    both = [message for message in now if message in before]
    return Moved(
        better=tuple(m for m in both if now[m] == "right" != before[m]),
        worse=tuple(m for m in both if before[m] == "right" != now[m]),
    )


def read_run(path: Path) -> Run:
    """{} when there was none; a file of another shape counts as none."""
    if not path.is_file():
        return {}
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) and all(isinstance(half, dict) for half in kept.values()) else {}


def write_run(path: Path, run: Run) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(run, ensure_ascii=False, indent=1), encoding="utf-8")


def _kept_as(half: Half, say: str) -> str:
    return say if half == "development" else hashlib.sha256(say.encode()).hexdigest()[:16]
