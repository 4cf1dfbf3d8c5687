"""What comes out of a child's file is what went in, shares what is shared, and can be let go of."""

import gc
from datetime import datetime
from pathlib import Path
from weakref import ref

import pytest

from bot.clock import SHANGHAI
from bot.publishing import gently
from bot.publishing.building import UNHEARD_OF_ENTRIES, UNHEARD_OF_PROVIDERS, build, heard, keep, take
from bot.services.pack import Pack, read_pack
from bot.understanding.understand import Understanding
from knowledge.loader import SHIPPED, load
from knowledge.schema import FaqEntry, Provider
from tests.knowledge.packs import replace

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
SAID = ("奉浦宝宝屋周四几点开门", "fujin you tuoban ma", "奉浦宝宝物", "2岁半 多少钱", "how much is it")


@pytest.fixture(scope="module")
def shipped() -> Pack:
    return read_pack(SHIPPED)


def test_it_reads_messages_as_before(shipped: Pack, tmp_path: Path) -> None:
    built = build(shipped)
    keep(built, tmp_path / "built")
    taken = take(tmp_path / "built", "")
    assert taken and taken.understanding and built.understanding
    assert taken.knowledge == built.knowledge
    for text in SAID:
        assert taken.understanding.read(text, NOW) == built.understanding.read(text, NOW)


def test_what_is_heard_the_same_is_not_built_again(pack: Path, tmp_path: Path) -> None:
    before = build(read_pack(pack))
    replace(pack, "faq/full.yaml", "zh: 水杯", "zh: 尿布")
    after = build(read_pack(pack), before.heard)
    assert after.understanding is None
    keep(after, tmp_path / "built")
    taken = take(tmp_path / "built", before.heard)
    assert taken and taken.knowledge.faq["other"].answer.zh == "尿布"
    assert take(tmp_path / "built", "something else") is None
    assert before.understanding and after.to_use(before.understanding).understanding is before.understanding


def test_another_example_question_is_heard(pack: Path) -> None:
    before = heard(load(pack))
    replace(pack, "faq/full.yaml", "[要带什么, what to bring]", "[要带什么, 带些啥]")
    assert heard(load(pack)) != before


def test_understanding_looks_at_nothing_that_counts_as_unheard(pack: Path) -> None:
    """Emptied of it, the same knowledge is understood in the same way."""
    knowledge = load(pack)
    for fields, model in ((UNHEARD_OF_PROVIDERS, Provider), (UNHEARD_OF_ENTRIES, FaqEntry)):
        assert fields < set(model.model_fields)
    for record in (*knowledge.providers.values(), *knowledge.faq.values()):
        unheard = UNHEARD_OF_PROVIDERS if isinstance(record, Provider) else UNHEARD_OF_ENTRIES
        for name in unheard:
            record.__dict__.pop(name)
    told = Understanding(knowledge).read("满满托育园1 要带什么", NOW)
    assert told == Understanding(load(pack)).read("满满托育园1 要带什么", NOW)


def test_a_file_that_is_broken_counts_as_none(pack: Path, tmp_path: Path) -> None:
    keep(build(read_pack(pack)), tmp_path / "built")
    content = (tmp_path / "built").read_bytes()
    for end in (0, 1, 100, len(content) // 2, len(content) - 1):
        (tmp_path / "built").write_bytes(content[:end])
        assert take(tmp_path / "built", "") is None


def test_nothing_is_left_of_what_was_let_go(pack: Path, tmp_path: Path) -> None:
    """Without the garbage collector, which never sees it."""
    keep(build(read_pack(pack)), tmp_path / "built")
    taken = take(tmp_path / "built", "")
    assert taken and taken.understanding
    understanding: Understanding = taken.understanding
    left = [ref(part) for part in vars(understanding).values() if hasattr(part, "__weakref__")]
    del taken
    gc.disable()
    try:
        gently.let_go(understanding)
        del understanding
        assert [part() for part in left if part() is not None] == []
    finally:
        gc.enable()
