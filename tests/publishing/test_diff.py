"""What an administrator is told about a change, line by line."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.diff import differences
from knowledge.diff_fields import reworded
from knowledge.diff_text import lines, words
from knowledge.diff_values import Piece
from knowledge.loader import load
from knowledge.schema import FaqEntry, Guide, Model, Place, Provider, ServiceOffer, TopicPhrases
from tests.knowledge.packs import replace, write

FAQ = "faq/full.yaml"
CASES = yaml.safe_load((Path(__file__).parent / "diffs.yaml").read_text(encoding="utf-8"))
ENTRY = """\
- id: new
  category: 宝宝屋
  questions: [能带玩具吗]
  answer: {zh: 可以}
  source: {title: 某某网站, checked_on: 2026-11-01}
"""


def told(pack: Path, tmp_path: Path, *edits: tuple[str, str, str], language: str = "zh") -> list[str]:
    changed = Path(shutil.copytree(pack, tmp_path / "changed"))
    for edit in edits:
        replace(changed, *edit)
    return list(lines(differences(load(pack), load(changed)), language))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["told"][0])
def test_a_change_is_told(pack: Path, tmp_path: Path, case: dict[str, Any]) -> None:
    assert told(pack, tmp_path, (case["file"], case["old"], case["new"])) == case["told"]


def test_records_come_and_go(pack: Path, tmp_path: Path) -> None:
    changed = Path(shutil.copytree(pack, tmp_path / "changed"))
    write(changed, "faq/new.yaml", ENTRY)
    old, new = load(pack), load(changed)
    assert list(lines(differences(old, new))) == ["新增问答：能带玩具吗"]
    assert list(lines(differences(new, old), "en")) == ["FAQ entry gone: 能带玩具吗"]
    assert differences(old, old) == ()


def test_an_entry_under_another_id_is_the_same_entry(pack: Path, tmp_path: Path) -> None:
    found = told(pack, tmp_path, (FAQ, "id: other", "id: things"), (FAQ, "- other\n", "- things\n"))
    assert "问答“要带什么”换了编号：other → things" in found
    assert not any("新增" in line for line in found)


def test_texts_are_compared_by_words() -> None:
    assert reworded("一年免费12次", "一年免费15次").pieces == (
        Piece("一年免费", "一年免费"),
        Piece("12", "15"),
        Piece("次", "次"),
    )


def test_every_field_has_a_name() -> None:
    models: list[type[Model]] = [Provider, ServiceOffer, FaqEntry, Guide, Place, TopicPhrases]
    fields = {name for model in models for name in model.model_fields}
    assert fields - set(words()["fields"]) == set()
