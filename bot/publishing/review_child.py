"""Reviews a draft in a process of its own, so that answering goes on: what it is asked stands pickled on its
standard input, what it found on its standard output; what it built of the draft is kept for the try-out."""

import gc
import os
import pickle
import subprocess
import sys
import traceback
from pathlib import Path

from bot.publishing.building import build, keep, kept_at
from bot.publishing.child import ChildFailed
from bot.publishing.review import Asked, Reviewed, review
from bot.services.pack import Pack

TIMEOUT_S = 240
_ROOT = Path(__file__).parent.parent.parent
_MODULE = "bot.publishing.review_child"
_NICE = 10  # parents come first


def review_aside(asked: Asked) -> Reviewed:
    """ChildFailed when it came to nothing."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", _MODULE],
            input=pickle.dumps(asked),
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            timeout=TIMEOUT_S,
            check=True,
        )
    except subprocess.SubprocessError as fault:
        raise ChildFailed(type(fault).__name__) from fault
    found: Reviewed = pickle.loads(done.stdout)
    return found


def main() -> None:
    """Of what fails the log has the place, not the words: they may quote what was sent."""
    try:
        _answer()
    except Exception as fault:  # the edge of the process
        traceback.print_tb(fault.__traceback__)
        sys.exit(type(fault).__name__)


def _answer() -> None:
    os.nice(_NICE)
    gc.disable()  # nearly all that is made stays
    asked: Asked = pickle.loads(sys.stdin.buffer.read())
    reviewed = review(asked)
    if reviewed.result is not None:
        _keep_built(reviewed.result, asked.with_samples, asked.with_embeddings)
    sys.stdout.buffer.write(pickle.dumps(reviewed))


def _keep_built(pack: Pack, samples: bool, embeddings: bool) -> None:
    kept = kept_at(pack, with_samples=samples, with_embeddings=embeddings)
    if not kept.exists():
        keep(build(pack, with_samples=samples, with_embeddings=embeddings), kept)


if __name__ == "__main__":
    main()
