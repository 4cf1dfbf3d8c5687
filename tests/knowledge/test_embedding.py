"""Matching beside a model of sentences: what is encoded when, and that nothing goes wrong without it."""

import logging
import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedding import LocalE5, NoVectors, of_examples
from knowledge.matching import Match, Matcher
from knowledge.vectors.word_vectors import Matrix

EXAMPLES = {
    "price": ["多少钱", "怎么收费", "一个月几块钱"],
    "hours": ["几点开门", "什么时候开", "营业时间"],
}
QUESTION = "收多少钱啊"


class BySubject:
    """A model that knows two subjects, and counts what it is asked."""

    name = "by-subject"

    def __init__(self, fails_at: str | None = None) -> None:
        self.asked: list[str] = []
        self._fails_at = fails_at

    def encode(self, texts: Sequence[str]) -> Matrix:
        if self._fails_at is not None and any(self._fails_at in text for text in texts):
            raise OSError("out of order")
        self.asked += texts
        of_price = ("钱", "费", "tarif")
        subjects = [1.0 if any(word in text for word in of_price) else 0.0 for text in texts]
        rows = np.array([[subject, 1 - subject] for subject in subjects], dtype=np.float32)
        return np.asarray(rows)


@pytest.fixture
def by_words() -> list[Match]:
    return Matcher(EXAMPLES).rank(QUESTION)


def test_what_shares_no_letter_is_matched_by_meaning() -> None:
    assert Matcher(EXAMPLES).rank("tarif") == []
    best = Matcher(EXAMPLES, sentences=BySubject()).rank("tarif")[0]
    assert best.entry == "price"
    assert best.signals[-1][0] == "sentence"
    assert best.signals[-1][1] > sum(share for _, share in best.signals[:-1])
    assert Matcher(EXAMPLES, sentences=BySubject()).rank(" ") == []


def test_one_changed_example_costs_one_sentence(tmp_path: Path) -> None:
    first = BySubject()
    before = Matcher(EXAMPLES, keep_in=tmp_path, sentences=first).rank("几点开门")
    assert len(first.asked) == 6  # an example itself is not asked again
    again = BySubject()
    assert Matcher(EXAMPLES, keep_in=tmp_path, sentences=again).rank("几点开门") == before
    assert again.asked == []
    changed = BySubject()
    Matcher(
        {**EXAMPLES, "hours": ["几点开门", "什么时候开", "周六开吗"]}, keep_in=tmp_path, sentences=changed
    )
    assert changed.asked == ["周六开吗"]


def test_a_broken_file_of_vectors_is_made_again(tmp_path: Path) -> None:
    rows = of_examples(BySubject(), ["多少钱", "几点"], tmp_path)
    (kept,) = tmp_path.glob("sentences-*.npz")
    kept.write_bytes(b"no longer an archive")
    assert np.array_equal(of_examples(BySubject(), ["多少钱", "几点"], tmp_path), rows)


@pytest.mark.parametrize("fails_at", ["", "收多少钱啊"], ids=["from the start", "at the question"])
def test_without_the_model_words_go_on(
    fails_at: str, by_words: list[Match], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        matcher = Matcher(EXAMPLES, sentences=BySubject(fails_at))
        assert matcher.rank(QUESTION) == by_words
        assert matcher.rank(QUESTION) == by_words
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "钱" not in caplog.text


def test_a_failing_model_is_told_from_one_that_has_nothing_to_do() -> None:
    with pytest.raises(NoVectors):
        of_examples(BySubject(fails_at=""), ["几点"], None)


def test_the_model_of_the_extra() -> None:
    model = pickle.loads(pickle.dumps(LocalE5()))
    fee, cost, dog = model.encode(["托费是多少", "how much does it cost", "我家的狗\0丢了"])
    assert fee.shape == (384,)
    assert np.linalg.norm(fee) == pytest.approx(1, abs=0.01)
    assert fee @ cost > fee @ dog
