"""The fuzzer of the reader: `python -m tests.fuzz.reader --inputs 1000000 [--seed 1]`.

Exit status 1 on the first exception, on a reading that contradicts itself, on an input that takes too long,
and on a piece whose repetition takes more than linear time (docs/robustness.md).
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.clock import SHANGHAI
from bot.dialogue.conversation import Conversation
from bot.dialogue.policy import choose
from bot.understanding import understand
from bot.understanding.understand import Understanding
from knowledge.loader import SHIPPED, Knowledge, load
from tests.fuzz.growth import least_cpu_s, too_fast_growing
from tests.fuzz.messages import FRAGMENTS, ODD, message

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
MOST_S = 0.25  # CPU seconds for one input, of some hundred characters, unless told otherwise
REPORT_EVERY = 50_000
LONG = 10_000  # characters
PAIRS = 300


class Contradiction(AssertionError):
    pass


def check(understanding: Understanding, text: str) -> None:
    """Any exception is a finding."""
    reading = understanding.read(text, NOW)
    for _, (start, end) in reading.spans:
        if not 0 <= start < end <= len(reading.text):
            raise Contradiction(f"span {start}–{end} outside of {len(reading.text)} characters")
    for segment in (reading.whole, *reading.segments):
        for candidate in segment.candidates:
            if not 0 <= candidate.score <= 1:
                raise Contradiction(f"{candidate.target} scores {candidate.score}")
    json.dumps(reading.entities.as_json(reading.language, None))
    choose(reading, Conversation())


def words_of(knowledge: Knowledge) -> tuple[str, ...]:
    """Names and questions of the knowledge: what messages are made of when they are about something."""
    words = [provider.name for provider in knowledge.providers.values()]
    words += [alias for provider in knowledge.providers.values() for alias in provider.aliases]
    words += [place.name for place in knowledge.places]
    words += [question for entry in knowledge.faq.values() for question in entry.questions]
    words += [phrase for topic in knowledge.topics.values() for phrase in topic.phrases]
    words += [word for listed in knowledge.words.values() for word in listed]
    return tuple(dict.fromkeys(words))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.reader")
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most-seconds", type=float, default=MOST_S, help="CPU time that one input may take")
    options = parser.parse_args()
    knowledge = load(SHIPPED)
    understanding = Understanding(knowledge)
    failed = _all_inputs(understanding, words_of(knowledge), options)
    return int(failed) or int(_grows(understanding))


def _all_inputs(understanding: Understanding, words: Sequence[str], options: argparse.Namespace) -> bool:
    rng, inputs, most_s = random.Random(options.seed), options.inputs, options.most_seconds
    started, slowest = time.process_time(), 0.0
    for number in range(1, inputs + 1):
        text = message(rng.randrange, words)
        before = time.process_time()
        try:
            check(understanding, text)
        except Exception as fault:
            print(f"input {number}: {fault!r}\n{text!a}", flush=True)
            raise
        took = time.process_time() - before
        if took > most_s and (took := least_cpu_s(lambda again: check(understanding, again), text)) > most_s:
            print(f"input {number}: {took:.2f} s for {len(text)} characters\n{text!a}")
            return True
        slowest = max(slowest, took)
        if number % REPORT_EVERY == 0 or number == inputs:
            spent = time.process_time() - started
            print(
                f"{number} inputs, {1000 * spent / number:.2f} ms each, slowest {1000 * slowest:.0f} ms",
                flush=True,
            )
    return False


def _grows(understanding: Understanding) -> bool:
    """Without the limit on what is read, so that it is the readers that are looked at."""

    def read(text: str) -> object:
        return understanding.read(text, NOW)

    as_shipped = understand.LONGEST_READ
    longest = max(least_cpu_s(read, (piece * LONG)[:LONG]) for piece in FRAGMENTS)
    print(f"{LONG} characters of one fragment, as shipped: at most {1000 * longest:.0f} ms")
    understand.LONGEST_READ = sys.maxsize
    try:
        pieces = list(_pieces())
        found = list(too_fast_growing(read, pieces))
    finally:
        understand.LONGEST_READ = as_shipped
    for growth in found:
        print(f"{growth.piece!a}: 4 times the length takes {growth.ratio:.1f} times as long")
    print(f"{len(pieces)} repeated pieces, {len(found)} of them worse than linear")
    return bool(found)


def _pieces() -> Iterator[str]:
    """Each fragment and odd character, and some hundred pairs."""
    yield from FRAGMENTS
    yield from ODD
    rng = random.Random(1)
    for _ in range(PAIRS):
        yield rng.choice(FRAGMENTS) + rng.choice(FRAGMENTS)


if __name__ == "__main__":
    sys.exit(main())
