"""Which entry a question belongs to: TF-IDF over characters, their pairs and words, and rapidfuzz.

Three views of likeness are added, because each errs elsewhere: the entry as a whole (all of its
examples together), its nearest example, and the nearest example's letters (typing errors).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from rapidfuzz import fuzz

from knowledge.text import tokens

ENTRY_WEIGHT, EXAMPLE_WEIGHT, LETTERS_WEIGHT = 0.2, 0.5, 0.3
Key = TypeVar("Key")
CANDIDATES = 24  # examples that are compared letter by letter


@dataclass(frozen=True, slots=True)
class Match:
    """score: 0 to 1; example: the nearest of the entry's examples."""

    entry: str
    score: float
    example: str


class Matcher:
    """examples: entry → its questions, already in the form in which questions will be asked."""

    def __init__(self, examples: Mapping[str, Sequence[str]]) -> None:
        self._texts = [(entry, text) for entry, texts in examples.items() for text in dict.fromkeys(texts)]
        bags = [Counter(features(text)) for _, text in self._texts]
        whole: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for (entry, _), bag in zip(self._texts, bags, strict=True):
            whole[entry].update(bag.keys())
        self._weights = _inverse_frequency(bags)
        self._unseen = math.log(1 + len(bags))
        self._by_example = _postings(enumerate(bags), self._weights)
        self._by_entry = _postings(
            ((entry, Counter({f: 1 + math.log(n) for f, n in bag.items()})) for entry, bag in whole.items()),
            self._weights,
        )

    def knows(self, word: str) -> bool:
        """Whether any example holds the word or character."""
        return word in self._weights

    def rank(self, question: str) -> list[Match]:
        """Entries that share anything with the question, likeliest first."""
        wanted = self._unit_vector(question)
        near_example = _cosines(wanted, self._by_example)
        near_entry = _cosines(wanted, self._by_entry)
        best: dict[str, Match] = {}
        for index in sorted(near_example, key=near_example.__getitem__, reverse=True)[:CANDIDATES]:
            entry, example = self._texts[index]
            score = (
                EXAMPLE_WEIGHT * near_example[index]
                + ENTRY_WEIGHT * min(1.0, 1.5 * near_entry.get(entry, 0.0))
                + LETTERS_WEIGHT * fuzz.ratio(question, example) / 100
            )
            if entry not in best or score > best[entry].score:
                best[entry] = Match(entry, min(score, 1.0), example)
        return sorted(best.values(), key=lambda match: (-match.score, match.entry))

    def _unit_vector(self, question: str) -> dict[str, float]:
        raw = {f: n * self._weights.get(f, self._unseen) for f, n in Counter(features(question)).items()}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {feature: value / length for feature, value in raw.items()}


def features(text: str) -> list[str]:
    """Words and single characters, and neighbouring pairs of them."""
    words = tokens(text)
    return words + [f"{a}_{b}" for a, b in pairwise(words)]


def _inverse_frequency(bags: Sequence[Counter[str]]) -> dict[str, float]:
    document_count = Counter(feature for bag in bags for feature in bag)
    return {feature: math.log(1 + len(bags) / count) for feature, count in document_count.items()}


def _postings(
    documents: Iterable[tuple[Key, Counter[str]]], weights: Mapping[str, float]
) -> dict[str, list[tuple[Key, float]]]:
    postings: defaultdict[str, list[tuple[Key, float]]] = defaultdict(list)
    for key, bag in documents:
        raw = {feature: count * weights[feature] for feature, count in bag.items()}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        for feature, value in raw.items():
            postings[feature].append((key, value / length))
    return dict(postings)


def _cosines(
    wanted: Mapping[str, float], postings: Mapping[str, list[tuple[Key, float]]]
) -> dict[Key, float]:
    sums: defaultdict[Key, float] = defaultdict(float)
    for feature, weight in wanted.items():
        for key, value in postings.get(feature, ()):
            sums[key] += weight * value
    return sums
