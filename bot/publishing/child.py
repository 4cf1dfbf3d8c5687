"""Builds a state of the knowledge in a process of its own, with the archive on its standard input. What it
built is in the file that was named; on its standard output are the errors that kept it from it, pickled."""

import fcntl
import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.publishing.building import Build, Built, build, keep, kept_at, take
from bot.services.pack import Pack, unzipped, zipped
from knowledge.problems import KnowledgeError, Problem

TIMEOUT_S = 300
_ROOT = Path(__file__).parent.parent.parent
_MODULE = "bot.publishing.child"
# One thread for matrices: beside other work several wait for each other, and take thrice the time.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class ChildFailed(OSError):
    """It came to no result."""


def building_aside(*, with_samples: bool, with_embeddings: bool = False) -> Build:
    """In a child, unless this machine has built the very same before."""

    def build_aside(pack: Pack, heard_before: str) -> Built:
        kept = kept_at(pack, with_samples=with_samples, with_embeddings=with_embeddings)
        if built := take(kept, heard_before):
            return built
        with _one_at_a_time(kept.parent):
            if built := take(kept, heard_before):  # by another process, meanwhile
                return built
            if problems := _build_in_child(pack, kept, heard_before, with_samples, with_embeddings):
                raise KnowledgeError(problems)
        if built := take(kept, heard_before):
            return built
        raise ChildFailed("nothing was kept")

    return build_aside


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Of all bots of this machine and user: what one builds, the others most often need as well."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "building.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go of when the file is closed, or the process ends
        yield


def _build_in_child(
    pack: Pack, kept: Path, heard: str, with_samples: bool, with_embeddings: bool
) -> tuple[Problem, ...]:
    """The errors of the files; when there are none, the state is kept."""
    command = [sys.executable, "-m", _MODULE, str(kept), heard, str(with_samples), str(with_embeddings)]
    try:
        done = subprocess.run(
            command,
            input=zipped(pack),
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env=os.environ | _ONE_THREAD,
            timeout=TIMEOUT_S,
            check=True,
        )
    except subprocess.SubprocessError as fault:
        raise ChildFailed(type(fault).__name__) from fault
    problems: tuple[Problem, ...] = pickle.loads(done.stdout)
    return problems


def main(kept: str, heard_before: str, with_samples: str, with_embeddings: str) -> None:
    gc.disable()  # nearly all that is made stays
    pack = unzipped(sys.stdin.buffer.read())
    problems: tuple[Problem, ...] = ()
    try:
        options = {"with_samples": with_samples == "True", "with_embeddings": with_embeddings == "True"}
        keep(build(pack, heard_before, **options), Path(kept))
    except KnowledgeError as error:
        problems = error.problems
    sys.stdout.buffer.write(pickle.dumps(problems))


if __name__ == "__main__":
    main(*sys.argv[1:])
