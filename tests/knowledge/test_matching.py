"""The matcher on its own: ranks, probabilities, what is kept between starts, and big sets of entries."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge import classifier, likeness
from knowledge.confidence import Confidence, leads
from knowledge.likeness import BIG, Likeness
from knowledge.matching import Matcher
from knowledge.vectors.word_vectors import Matrix, shipped_vectors

EXAMPLES = {
    "price": ["多少钱", "怎么收费", "一个月几块钱", "收费标准", "贵不贵", "how much does it cost"],
    "hours": ["几点开门", "什么时候开", "周六开不开", "营业时间", "几点关门", "when are you open"],
    "illness": ["孩子发烧能送吗", "感冒了还能去吗", "咳嗽收不收", "生病怎么请假", "can he come with a cold"],
}


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("收多少钱啊", "price"),
        ("明天开门吗几点", "hours"),
        ("发热了可以来吗", "illness"),
        ("the fee?", "price"),
    ],
)
def test_the_entry_meant_comes_first(question: str, entry: str) -> None:
    best = Matcher(EXAMPLES).rank(question)[0]
    assert best.entry == entry
    assert best.example in EXAMPLES[entry]
    assert 0 < best.probability < 1
    assert [side for side, _ in best.signals] == ["words", "letters", "meaning"]


def test_nothing_in_common_is_no_match() -> None:
    assert Matcher(EXAMPLES).rank("xyzzy") == []
    assert Matcher(EXAMPLES).rank("") == []


def test_learned_once_and_again_when_the_file_is_broken(tmp_path: Path) -> None:
    first = Matcher(EXAMPLES, keep_in=tmp_path).rank("多少钱一个月")
    (kept,) = tmp_path.glob("matching-*.npz")
    assert Matcher(EXAMPLES, keep_in=tmp_path).rank("多少钱一个月") == first
    kept.write_bytes(b"no longer an archive")
    assert Matcher(EXAMPLES, keep_in=tmp_path).rank("多少钱一个月") == first
    Matcher({**EXAMPLES, "more": ["别的", "其他"]}, keep_in=tmp_path)
    assert len(list(tmp_path.glob("matching-*.npz"))) == 2


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    no_folder = tmp_path / "file"
    no_folder.write_text("in the way", encoding="utf-8")
    assert Matcher(EXAMPLES, keep_in=no_folder).rank("多少钱")[0].entry == "price"


def test_many_entries_go_by_likeness_alone() -> None:
    examples = {f"entry-{n}": [f"question number {n} about topic {n * 7}"] for n in range(BIG + 1)}
    assert Matcher(examples).rank("question number 77 about topic 539")[0].entry == "entry-77"


def test_some_landmarks_learn_what_all_examples_teach(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    middles = rng.normal(size=(20, 30))

    def questions(of_each: int) -> tuple[Matrix, NDArray[np.intp]]:
        entry_of = np.repeat(np.arange(20), of_each)
        rows = middles[entry_of] + 0.9 * rng.normal(size=(len(entry_of), 30))
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), entry_of

    (examples, entry_of), (asked, meant) = questions(15), questions(10)
    everything = np.ones((1, len(examples)), dtype=np.bool_)
    (exact,) = classifier.fit(examples @ examples.T, entry_of, 20, everything)
    monkeypatch.setattr(classifier, "LANDMARKS", 60)
    (spanned,) = classifier.fit(examples @ examples.T, entry_of, 20, everything)
    right = [np.mean((asked @ examples.T @ weights).argmax(axis=1) == meant) for weights in (exact, spanned)]
    assert right[0] > 0.8
    assert right[1] > right[0] - 0.05


def test_parts_learned_side_by_side_are_as_if_each_was_all() -> None:
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(60, 10)).astype(np.float32)
    alike, entry_of = rows @ rows.T / 10, np.arange(60) % 6
    known = np.ones((2, 60), dtype=np.bool_)
    known[1, entry_of == 5] = False
    known[1, ::7] = False
    both = classifier.fit(alike, entry_of, 6, known)
    part = known[1]
    (alone,) = classifier.fit(
        alike[np.ix_(part, part)], entry_of[part], 5, np.ones((1, part.sum()), dtype=np.bool_)
    )
    np.testing.assert_allclose(both[1][part][:, :5], alone, atol=1e-3)
    assert not both[1][~part].any() and not both[1][:, 5].any()


def test_likeness_of_all_at_once_is_that_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [text for listed in EXAMPLES.values() for text in listed] + ["xyzzy", "多少钱"]
    monkeypatch.setattr(likeness, "OFTEN", 2)  # both ways to compare have something to do
    compared = Likeness(texts, shipped_vectors())
    one_by_one = np.stack([compared.whole(text) for text in texts])
    np.testing.assert_allclose(compared.to_each_other(), one_by_one, atol=1e-5)
    assert one_by_one[1].argmax() == 1


def test_leads() -> None:
    scores = np.array([3.0, 1.0, 2.5], dtype=np.float32)
    assert leads(scores).tolist() == [0.5, -2.0, -0.5]
    sure = Confidence(bias=0.0, of_score=0.0, of_lead=2.0)
    assert sure(scores).argmax() == 0


def test_words_are_cut_and_mean_something() -> None:
    vectors = shipped_vectors()
    assert list(vectors.words_in(["多", "少", "钱", "price", "xyzzy"])) == ["多少", "钱", "price"]
    fee, cost, dog = (vectors.sum({word: 1.0}) for word in ("fee", "price", "dog"))
    assert fee @ cost > fee @ dog
