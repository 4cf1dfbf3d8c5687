"""`tuoyu bench understanding` from labels to page; of the measuring half no sentence shows."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.bench.labelled import LabelError
from bot.bench.last_run import Moved, moved, outcomes, read_run
from bot.bench.understanding import Wanted, bench
from knowledge.loader import SHIPPED

DEVELOPMENT = """
- {say: 奉浦宝宝屋周四几点开门, style: plain, topic: quota, entities: {time: "07:11"}}
- {say: 多少钱, style: plain, topic: price}
"""
MEASURING = """
- {say: 奉浦宝宝屋周五几点开门, style: plain, topic: quota, entities: {time: "07:11"}}
"""


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    labels = tmp_path / "labels"
    labels.mkdir()
    (labels / "development.yaml").write_text(DEVELOPMENT, encoding="utf-8")
    (labels / "measuring.yaml").write_text(MEASURING, encoding="utf-8")
    return Wanted(SHIPPED, True, labels, tmp_path / "kept" / "run.json", tmp_path / "page.md", False)


def test_numbers_of_both_halves_and_sentences_of_one(wanted: Wanted) -> None:
    printed = "\n".join(bench(wanted))
    assert "1 messages in scope" in printed
    assert "wanted quota; came hours" in printed
    assert "time: wanted '07:11', found None: 奉浦宝宝屋周四几点开门" in printed
    assert "周五" not in printed
    assert wanted.page is not None
    page = wanted.page.read_text(encoding="utf-8")
    assert "## Measuring half" in page
    assert "宝宝屋" not in page
    assert "周五" not in wanted.kept.read_text(encoding="utf-8")


def test_sentences_of_the_measuring_half_only_when_asked_for(wanted: Wanted) -> None:
    assert "奉浦宝宝屋周五几点开门" in "\n".join(bench(replace(wanted, show_measuring=True)))


def test_what_moved_since_the_last_run(wanted: Wanted) -> None:
    assert "No run to compare with" in "\n".join(bench(wanted))
    text = (wanted.labels / "development.yaml").read_text(encoding="utf-8")
    (wanted.labels / "development.yaml").write_text(text.replace("quota", "hours"), encoding="utf-8")
    printed = "\n".join(bench(wanted))
    assert "1 became right, 0 no longer are.\n  + 奉浦宝宝屋周四几点开门" in printed
    assert "0 became right, 0 no longer are." in printed


def test_messages_of_one_run_only_have_not_moved() -> None:
    before = {"a": "right", "b": "wrong", "c": "asked", "gone": "right"}
    now = {"a": "wrong", "b": "right", "c": "unknown", "new": "right"}
    assert moved(before, now) == Moved(better=("b",), worse=("a",))


def test_a_kept_file_of_another_shape_is_no_run(tmp_path: Path) -> None:
    for text in ("[1]", "no JSON", '{"development": 3}'):
        (tmp_path / "kept").write_text(text)
        assert read_run(tmp_path / "kept") == {}
    assert outcomes("measuring", []) == {}


def test_without_labels_it_says_where_it_looked(wanted: Wanted, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    with pytest.raises(LabelError, match=r"--labels") as raised:
        list(bench(replace(wanted, labels=nowhere)))
    assert str(nowhere) in str(raised.value)


def test_a_page_needs_both_halves(wanted: Wanted) -> None:
    (wanted.labels / "measuring.yaml").unlink()
    printed = "\n".join(bench(wanted))
    assert "measuring.yaml" in printed
    assert wanted.page is not None
    assert not wanted.page.exists()
