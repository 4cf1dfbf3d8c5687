"""Reading the labels: every fault is named with its message's number, and no message is repeated."""

from pathlib import Path

import pytest

from bot.bench.labelled import DEFAULT_FOLDER, HALVES, LabelError, read_half
from knowledge.loader import SHIPPED, Knowledge, load


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(SHIPPED)


def written(folder: Path, text: str) -> Path:
    (folder / "development.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_message_with_everything(tmp_path: Path, knowledge: Knowledge) -> None:
    text = (
        '- say: "周四14:30"\n  style: several\n  topic: [hours, price]\n  also: [find]\n'
        "  entities: {date: 2026-11-26, time: 14:30, dates: [2026-11-26, 2026-11-27]}\n"
    )
    messages = read_half(written(tmp_path, text), "development", knowledge)
    assert messages is not None
    (message,) = messages
    assert (message.targets, message.also) == (("hours", "price"), ("find",))
    assert message.entities == {
        "date": "2026-11-26",
        "time": "14:30",
        "dates": ["2026-11-26", "2026-11-27"],
    }


def test_no_file_is_no_half(tmp_path: Path, knowledge: Knowledge) -> None:
    assert read_half(tmp_path, "measuring", knowledge) is None


@pytest.mark.parametrize(
    ("item", "named"),
    [
        ("{style: plain, topic: find}", "needs `say`"),
        ('{say: "", style: plain, topic: find}', "needs `say`"),
        ("{say: 秘密, style: plain}", "needs `topic`"),
        ("{say: 秘密, style: fancy, topic: find}", "fancy"),
        ("{say: 秘密, style: plain, topic: fnid}", "fnid"),
        ("{say: 秘密, style: plain, topic: 'faq:no-such-entry'}", "faq:no-such-entry"),
        ("{say: 秘密, style: plain, topic: find, also: [fnid]}", "fnid"),
        ("{say: 秘密, style: plain, topic: find, label: x}", "label"),
        ("{say: 秘密, style: plain, topic: find, entities: {colour: red}}", "colour"),
        ("{say: 秘密, style: plain, topic: find, entities: {provider: nobody}}", "nobody"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, knowledge: Knowledge, item: str, named: str) -> None:
    good = "- {say: 好, style: plain, topic: find}\n"
    with pytest.raises(LabelError) as raised:
        read_half(written(tmp_path, f"{good}- {item}\n"), "development", knowledge)
    assert "message 2: " in str(raised.value)
    assert named in str(raised.value)
    assert "秘密" not in str(raised.value)


def test_the_same_words_twice(tmp_path: Path, knowledge: Knowledge) -> None:
    item = "- {say: 秘密, style: plain, topic: find}\n"
    with pytest.raises(LabelError, match=r"1, 3$"):
        read_half(
            written(tmp_path, item + "- {say: 好, style: plain, topic: find}\n" + item),
            "development",
            knowledge,
        )


def test_the_labels_of_the_repository_can_be_read(knowledge: Knowledge) -> None:
    for half in HALVES:
        assert read_half(DEFAULT_FOLDER, half, knowledge)
