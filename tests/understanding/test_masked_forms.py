"""Masked forms are made once for each sentence, and anew when names or words change that they depend on."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import SHANGHAI
from bot.understanding.masked_forms import KEPT, masked_forms
from bot.understanding.understand import Understanding
from knowledge.loader import load
from tests.knowledge import packs

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


class Reader:
    """Tells what it was given."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, text: str) -> str:
        self.read.append(text)
        return text.upper()


def test_only_what_is_new_is_read(tmp_path: Path) -> None:
    first, then = Reader(), Reader()
    assert masked_forms(["a", "b"], first, "names", tmp_path) == {"a": "A", "b": "B"}
    assert masked_forms(["b", "c"], then, "names", tmp_path) == {"b": "B", "c": "C"}
    assert (first.read, then.read) == (["a", "b"], ["c"])


def test_read_anew_by_other_names(tmp_path: Path) -> None:
    masked_forms(["a"], Reader(), "names", tmp_path)
    again = Reader()
    masked_forms(["a"], again, "other names", tmp_path)
    assert again.read == ["a"]


@pytest.mark.parametrize("content", [b"\xff", b"[1]", b"{", b""])
def test_a_broken_file_only_costs_time(tmp_path: Path, content: bytes) -> None:
    masked_forms(["a"], Reader(), "names", tmp_path)
    (kept,) = tmp_path.glob("masked-*.json")
    kept.write_bytes(content)
    assert masked_forms(["a"], Reader(), "names", tmp_path) == {"a": "A"}
    assert kept.read_bytes() != content


def test_files_do_not_pile_up(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        masked_forms(["a"], Reader(), number, tmp_path)
    assert len(list(tmp_path.iterdir())) == KEPT


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("in the way", encoding="utf-8")
    assert masked_forms(["a"], Reader(), "names", in_the_way) == {"a": "A"}


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("providers/full.yaml", "- 满满园1", "- 水杯园"),
        ("places/full.yaml", "- 满路1", "- 水杯路"),
    ],
)
def test_names_that_change_are_seen_in_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str
) -> None:
    """As if nothing had been kept."""
    pack = packs.build(tmp_path / "pack")
    packs.replace(pack, "faq/full.yaml", "what to bring", f"{new[2:]}要带什么")

    def candidates(cache: str) -> object:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / cache))
        reading = Understanding(load(pack)).read(f"{new[2:]}要带什么", NOW)
        return reading.whole.masked, reading.whole.candidates

    before = candidates("kept")
    packs.replace(pack, name, old, new)
    assert candidates("kept") == candidates("fresh") != before
