"""A change of few examples: learned beside what was learned before, and nearly as if all was learned anew."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.amending import MOST_CHANGED
from knowledge.loader import SHIPPED, load
from knowledge.matching import Matcher

Examples = dict[str, list[str]]

AS_IF_NEW = 0.05  # what a probability may differ by after one change; learned anew it moves as far
STAYS = 0.001
ENTRIES, OF_EACH = 40, 40


@pytest.fixture(scope="module")
def examples() -> Examples:
    """More than a thousand of those shipped."""
    faq = sorted(load(SHIPPED).faq.values(), key=lambda entry: -len(entry.questions))
    found = {entry.id: list(dict.fromkeys(entry.questions[:OF_EACH])) for entry in faq[:ENTRIES]}
    assert sum(map(len, found.values())) > 1 / MOST_CHANGED * 6
    return found


@pytest.fixture(scope="module")
def folder(examples: Examples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a lesson of all."""
    made = tmp_path_factory.mktemp("lessons")
    Matcher(examples, keep_in=made)
    return made


def lessons(folder: Path) -> int:
    return len(list(folder.glob("matching-*.npz")))


def probabilities(matcher: Matcher, examples: Examples) -> NDArray[np.float64]:
    """Of the three best answers to every fourth example, found by their names."""
    asked = [text for texts in examples.values() for text in texts[::4]]
    entries = list(examples)
    table = np.zeros((len(asked), len(entries)))
    for row, text in enumerate(asked):
        for match in matcher.rank(text)[:3]:
            table[row, entries.index(match.entry)] = match.probability
    return table


def differences(examples: Examples, folder: Path, anew: Path) -> tuple[float, float]:
    """(greatest, mean) over questions, of the best answer's probability; of those amended and those anew."""
    amended = probabilities(Matcher(examples, keep_in=folder), examples)
    best = amended.argmax(axis=1)[:, None]
    again = probabilities(Matcher(examples, keep_in=anew), examples)
    assert (again.argmax(axis=1)[:, None] == best).mean() > 0.995
    apart = np.abs(np.take_along_axis(amended - again, best, axis=1))
    return float(apart.max()), float(apart.mean())


def test_one_example_more(examples: Examples, folder: Path, tmp_path: Path) -> None:
    entry = next(iter(examples))
    more = examples | {entry: [*examples[entry], "家里养的小狗可以一起来吗"]}
    greatest, mean = differences(more, folder, tmp_path)
    assert greatest < AS_IF_NEW
    assert mean < AS_IF_NEW / 10
    assert lessons(folder) == 1, "nothing is learned from what was amended"
    best = Matcher(more, keep_in=folder).rank("家里养的小狗可以一起来吗")[0]
    assert (best.entry, best.example) == (entry, "家里养的小狗可以一起来吗")
    assert (
        best.probability > Matcher(examples, keep_in=folder).rank("家里养的小狗可以一起来吗")[0].probability
    )


def test_one_example_less(examples: Examples, folder: Path, tmp_path: Path) -> None:
    entry = next(iter(examples))
    greatest, _ = differences(examples | {entry: examples[entry][1:]}, folder, tmp_path)
    assert greatest < AS_IF_NEW


def test_an_entry_of_its_own(examples: Examples, folder: Path) -> None:
    asked = ["可以带宠物来吗", "can we bring our dog", "小狗能进园吗", "猫咪一起来行不行"]
    matcher = Matcher(examples | {"pets": asked}, keep_in=folder)
    assert [matcher.rank(text)[0].entry for text in asked] == ["pets"] * 4
    assert lessons(folder) == 1


def test_what_has_nothing_to_do_with_the_change_stays(examples: Examples, folder: Path) -> None:
    entry = next(iter(examples))
    before = probabilities(Matcher(examples, keep_in=folder), examples)
    more = examples | {entry: [*examples[entry], "xyzzy qwvb"]}
    after = probabilities(Matcher(more, keep_in=folder), examples)
    assert np.abs(after - before)[before > 0.5].max() < STAYS


def test_another_order_is_no_change(examples: Examples, folder: Path) -> None:
    turned = {entry: texts[::-1] for entry, texts in reversed(examples.items())}
    here, there = Matcher(examples, keep_in=folder), Matcher(turned, keep_in=folder)
    for text in (examples[entry][0] for entry in examples):
        one, other = here.rank(text)[0], there.rank(text)[0]
        assert (one.entry, one.example) == (other.entry, other.example)
        assert one.probability == pytest.approx(other.probability, abs=1e-4)


def test_what_is_taken_back_is_as_before(examples: Examples, folder: Path) -> None:
    entry = next(iter(examples))
    asked = examples[entry][0]
    before = Matcher(examples, keep_in=folder).rank(asked)
    Matcher(examples | {entry: [*examples[entry], "另外一个问题"]}, keep_in=folder)
    assert Matcher(examples, keep_in=folder).rank(asked) == before


def test_more_changes_are_learned_anew(examples: Examples, tmp_path: Path) -> None:
    Matcher(examples, keep_in=tmp_path)
    fewer = dict(list(examples.items())[1:])
    Matcher(fewer, keep_in=tmp_path)
    assert lessons(tmp_path) == 2
