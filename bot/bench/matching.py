"""`tuoyu bench matching`: how often the right entry comes first, how well the confidence tells questions of
no entry, and whether it means what it says; beside the matchers that others would take, in one run."""

import random
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import numpy as np

from bot.bench.matchers import Answer, Make, ours, ours_with_embeddings, peers
from bot.bench.question_set import QuestionSet, draw
from bot.bench.tables import say, table

OURS, WITH_EMBEDDINGS = "Tuoyu", "Tuoyu with embeddings"
FEW, MANY = 5, 20  # examples an entry
BINS = 10
BIG_ENTRIES, BIG_EXAMPLES, BIG_ASKED = 10_000, 5, 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """draws: of the examples, averaged for our own matcher; asked: questions for each peer, 0 for all."""

    data: Path
    draws: int
    asked: int
    embedding: bool
    page: Path | None


@dataclass(frozen=True, slots=True)
class Measured:
    """auroc: of confidence, questions with an entry against those without; confident: (confidence, right)
    of the former; median_us: a question."""

    accuracy: float
    auroc: float
    median_us: float
    confident: Sequence[tuple[float, bool]]


def bench(wanted: Wanted) -> Iterator[str]:
    """What to print, piece by piece."""
    pieces = [say("matching_page", data=wanted.data.name, draws=wanted.draws)]
    yield pieces[0]
    rows, reliability = [], []
    own: list[tuple[str, Make]] = [(OURS, ours)]
    if wanted.embedding:
        own.append((WITH_EMBEDDINGS, ours_with_embeddings))
    for name, make in (*peers(embedding=wanted.embedding), *own):
        found = {count: _averaged(wanted, name, make, count) for count in (FEW, MANY)}
        rows.append([name, *(cell for count in (FEW, MANY) for cell in _cells(found[count]))])
        if (name, make) in own:
            reliability += [_reliability(name, count, found[count].confident) for count in (FEW, MANY)]
    pieces.append(table([say("matcher"), *say("matching_columns").split("|")], rows))
    pieces += [*reliability, _big(wanted)]
    yield from pieces[1:]
    if wanted.page:
        wanted.page.write_text("\n\n".join(pieces) + "\n", encoding="utf-8")
        yield say("written", path=wanted.page)


def _averaged(wanted: Wanted, name: str, make: Make, count: int) -> Measured:
    """Peers once, on a part of the questions when they are slow; ours on every draw."""
    draws = range(wanted.draws if name == OURS else 1)
    runs = []
    for seed in draws:
        questions = draw(wanted.data, count, seed)
        if name != OURS and wanted.asked:
            asked = random.Random(seed).sample(list(questions.asked), wanted.asked)
            elsewhere = random.Random(seed).sample(list(questions.elsewhere), wanted.asked // 4)
            questions = QuestionSet(questions.examples, asked, elsewhere)
        runs.append(_measured(make(questions.examples), questions))
    return Measured(
        mean(run.accuracy for run in runs),
        mean(run.auroc for run in runs),
        median(run.median_us for run in runs),
        [pair for run in runs for pair in run.confident],
    )


def _measured(answer: Answer, questions: QuestionSet) -> Measured:
    took: list[float] = []

    def timed(question: str) -> tuple[str, float]:
        begun = time.perf_counter()
        found = answer(question)
        took.append(time.perf_counter() - begun)
        return found

    inside = [(*timed(question), entry) for question, entry in questions.asked]
    outside = [timed(question)[1] for question in questions.elsewhere]
    confident = [(confidence, found == entry) for found, confidence, entry in inside]
    return Measured(
        mean(right for _, right in confident),
        auroc([confidence for confidence, _ in confident], outside),
        median(took) * 1e6,
        confident,
    )


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """The chance that one of the first is above one of the second; ties count half."""
    both = np.concatenate([higher, lower])
    _, group, sizes = np.unique(both, return_inverse=True, return_counts=True)
    rank = (np.cumsum(sizes) - (sizes - 1) / 2)[group]
    above = rank[: len(higher)].sum() - len(higher) * (len(higher) + 1) / 2
    return float(above / (len(higher) * len(lower)))


def calibration_error(confident: Sequence[tuple[float, bool]]) -> float:
    """Expected: the distance between confidence and share of right answers, over ten equal bins."""
    return sum(
        len(group) / len(confident) * abs(mean(c for c, _ in group) - mean(right for _, right in group))
        for group in _bins(confident)
        if group
    )


def _bins(confident: Sequence[tuple[float, bool]]) -> list[list[tuple[float, bool]]]:
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in confident:
        bins[min(BINS - 1, int(confidence * BINS))].append((confidence, right))
    return bins


def _reliability(name: str, count: int, confident: Sequence[tuple[float, bool]]) -> str:
    rows = [
        (
            f"{number / BINS:.1f}–{(number + 1) / BINS:.1f}",
            len(group),
            f"{mean(c for c, _ in group):.3f}",
            f"{mean(right for _, right in group):.3f}",
        )
        for number, group in enumerate(_bins(confident))
        if group
    ]
    title = say("reliability", name=name, count=count, error=calibration_error(confident))
    return title + "\n\n" + table(say("reliability_columns").split("|"), rows)


def _cells(found: Measured) -> list[str]:
    return [f"{found.accuracy * 100:.1f} %", f"{found.auroc:.3f}", f"{found.median_us:,.0f}"]


def _big(wanted: Wanted) -> str:
    """Ten thousand entries of made-up sentences in the words of the set: only cost is measured."""
    rng = random.Random(1)
    questions = draw(wanted.data, MANY, 0)
    words = [word for texts in questions.examples.values() for text in texts for word in text.split()]

    def sentence() -> str:
        return " ".join(rng.choices(words, k=8))

    examples = {f"entry-{n}": [sentence() for _ in range(BIG_EXAMPLES)] for n in range(BIG_ENTRIES)}
    begun = time.perf_counter()
    answer = ours(examples)
    built_s = time.perf_counter() - begun
    took = []
    for question, _ in questions.asked[:BIG_ASKED]:
        begun = time.perf_counter()
        answer(question)
        took.append(time.perf_counter() - begun)
    tracemalloc.start()
    kept = ours(examples)
    size_mb = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    del kept
    return say("big", built_s=built_s, size_mb=size_mb, median_ms=median(took) * 1e3)
