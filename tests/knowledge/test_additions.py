"""Adding to the administrators' files changes nothing else in them."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.additions import CannotAdd, add_entry, add_question
from knowledge.check import check
from knowledge.loader import SHIPPED, load
from knowledge.yaml_nodes import read_document

FILE = """# 开头的说明
- id: one
  questions:
    - "第一句"   # 保留
    - 第二句
  answer: 好

- id: two   # 也保留
  questions: [只有一句]
  answer: 行
"""


def pack(folder: Path) -> Path:
    (folder / "faq").mkdir(exist_ok=True)
    file = folder / "faq" / "a.yaml"
    file.write_text(FILE, encoding="utf-8")
    return file


def test_a_question_becomes_the_last_example_and_comments_stay(tmp_path: Path) -> None:
    file = pack(tmp_path)
    assert add_question(tmp_path, "one", "第三句") == file
    assert file.read_text(encoding="utf-8") == FILE.replace(
        "    - 第二句\n", '    - 第二句\n    - "第三句"\n'
    )


def test_a_list_in_one_line_is_left_alone_and_named(tmp_path: Path) -> None:
    file = pack(tmp_path)
    with pytest.raises(CannotAdd) as raised:
        add_question(tmp_path, "two", "第二句")
    assert (raised.value.file, raised.value.line) == (file, 9)
    assert file.read_text(encoding="utf-8") == FILE


def test_no_such_entry(tmp_path: Path) -> None:
    pack(tmp_path)
    assert add_question(tmp_path, "three", "?") is None


@given(st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=60))
def test_whatever_was_typed_stays_text(tmp_path_factory: pytest.TempPathFactory, question: str) -> None:
    folder = tmp_path_factory.mktemp("pack")
    file = pack(folder)
    add_question(folder, "one", question)
    assert read_document(file.read_text(encoding="utf-8")).data[0]["questions"][-1] == question


def test_in_the_shipped_files_too(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("*.py", "*.npz", "__pycache__", "excel"))
    entries = load(SHIPPED).faq
    for entry_id in entries:
        assert add_question(folder, entry_id, f"新的问法 {entry_id}")
    add_entry(
        folder, "brand-new", "其他", "从没问过的问题", "这是回答。", f"{date(2026, 11, 23)}", "书面答复"
    )
    assert [p for p in check(folder, date(2026, 11, 23)) if p.severity == "error"] == []
    changed = load(folder).faq
    assert changed["brand-new"].questions == ("从没问过的问题",)
    assert all(changed[one].questions == (*entries[one].questions, f"新的问法 {one}") for one in entries)
