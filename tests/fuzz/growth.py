"""Whether reading takes more than linear time: the same pieces repeated to n and to 4n characters."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

SHORT, TIMES_LONGER = 1_000, 4
MOST_RATIO = 8.0  # 4 is linear, 16 quadratic; between them lies noise
REPEATS = 3
Clock = Callable[[], float]  # CPU seconds


@dataclass(frozen=True, slots=True)
class Growth:
    """CPU seconds at both lengths, each the least of a few."""

    piece: str
    short_s: float
    long_s: float

    @property
    def ratio(self) -> float:
        return self.long_s / self.short_s


def too_fast_growing(
    read: Callable[[str], object], pieces: Sequence[str], clock: Clock = time.process_time
) -> Iterator[Growth]:
    for piece in pieces:
        growth = measured(read, piece, clock)
        if growth.ratio > MOST_RATIO:
            yield growth


def measured(read: Callable[[str], object], piece: str, clock: Clock = time.process_time) -> Growth:
    short = (piece * SHORT)[:SHORT]
    long = (piece * SHORT * TIMES_LONGER)[: SHORT * TIMES_LONGER]
    return Growth(piece, least_cpu_s(read, short, clock), least_cpu_s(read, long, clock))


def least_cpu_s(read: Callable[[str], object], text: str, clock: Clock = time.process_time) -> float:
    taken = []
    for _ in range(REPEATS):
        started = clock()
        read(text)
        taken.append(clock() - started)
    return min(taken)
