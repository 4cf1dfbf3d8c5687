"""Files that are sent, and questions that are added: where they go, and what keeps them out."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook

from bot.publishing.applying import Applied, apply_all
from bot.publishing.listed import NO_HELP, Known
from bot.services.draft_steps import File, Mapped, Question, Step
from knowledge.excel.mapping import ListMapping
from knowledge.loader import load
from tests.excel.books import cell, exported
from tests.knowledge.packs import write

TODAY = date(2026, 11, 24)
PROVIDER = "- id: new\n  name: 新来的园\n  kind: public\n  district: 奉贤区\n"
ENTRY = "- id: new\n  category: 费用\n  questions: [要多少钱呢]\n  answer: {zh: 看机构, en: it depends}\n"
PLACE = "- name: 新地铁站\n  kind: metro\n  district: 奉贤区\n  lat: 30.9\n  lon: 121.4\n"


def applied(pack: Path, *steps: Step, known: Known = NO_HELP) -> Applied:
    return apply_all(pack, steps, TODAY, known)


@pytest.mark.parametrize(
    ("name", "content", "home"),
    [
        ("elsewhere-1.yaml", "nothing", "providers/elsewhere-1.yaml"),  # the only one of that name
        ("FAQ里的新问答.yml", ENTRY, "faq/FAQ里的新问答.yaml"),
        ("新园.yaml", PROVIDER, "providers/新园.yaml"),
        ("车站.yaml", PLACE, "places/车站.yaml"),
        ("断了.yaml", ENTRY + "  tests: [没有写完", "faq/断了.yaml"),
        ("providers/elsewhere-0.yaml", PROVIDER, "providers/elsewhere-0.yaml"),
        ("all.yaml", "- name: 某个词表\n  words: [甲, 乙]\n", "words/all.yaml"),  # also in replies/
    ],
)
def test_a_file_finds_its_place(pack: Path, name: str, content: str, home: str) -> None:
    assert applied(pack, File(name, content.encode())) == Applied((home,))
    assert (pack / home).read_text(encoding="utf-8") == content


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("什么.yaml", b"hello: there", "看不出是哪一类资料"),
        ("照片.jpg", b"\xff\xd8", "只收"),
        ("假的.xlsx", b"not a workbook", "假的.xlsx"),
    ],
)
def test_what_cannot_be_taken_is_told(pack: Path, name: str, content: bytes, told: str) -> None:
    done = applied(pack, File(name, content))
    assert told in done.faults[0]["zh"]
    assert done.faults[0]["en"] != done.faults[0]["zh"]
    assert done.touched == ()


def test_a_workbook_goes_into_the_files(pack: Path, tmp_path: Path) -> None:
    def rename(book: Workbook) -> None:
        cell(book, "机构", "名称", 编号="elsewhere-0").value = "改了名的园"

    book = exported(pack, tmp_path / "b.xlsx", rename).read_bytes()
    assert applied(pack, File("b.xlsx", book)) == Applied(("providers/elsewhere-0.yaml",))
    assert load(pack).providers["elsewhere-0"].name == "改了名的园"


def test_a_faulty_workbook_comes_back_marked(pack: Path, tmp_path: Path) -> None:
    def break_it(book: Workbook) -> None:
        cell(book, "机构", "类型", 编号="elsewhere-0").value = "乱写的"

    before = load(pack)
    book = exported(pack, tmp_path / "b.xlsx", break_it).read_bytes()
    done = applied(pack, File("b.xlsx", book))
    assert "乱写的" in done.faults[0]["zh"]
    assert done.marked is not None
    assert done.marked.name == "b-有错.xlsx"
    assert done.marked.content.startswith(b"PK")
    assert load(pack) == before


def test_a_question_joins_an_entry_or_begins_one(pack: Path) -> None:
    entry = next(iter(load(pack).faq))
    begun = Question("new-one", "可以带玩具吗", answer="可以带一件。", category="日常")
    done = applied(pack, Question(entry, "另一个问法"), begun)
    assert done.faults == ()
    after = load(pack).faq
    assert after[entry].questions[-1] == "另一个问法"
    assert after["new-one"].questions == ("可以带玩具吗",)


def test_a_question_for_no_entry_is_told(pack: Path) -> None:
    assert "没有编号为 nowhere" in applied(pack, Question("nowhere", "什么")).faults[0]["zh"]


def test_a_place_that_no_program_may_change_is_named(pack: Path) -> None:
    write(pack, "faq/flow.yaml", ENTRY)
    assert "flow.yaml:3" in applied(pack, Question("new", "什么")).faults[0]["zh"]


LIST = File("某区名单.csv", "名称,区,地址\n新园,奉贤区,人民路1号\n".encode())
COLUMNS = {"名称": "name", "区": "district", "地址": "address"}
MAPPING = ListMapping(columns=COLUMNS, kind="public")


def test_what_a_list_leaves_open_is_to_be_told(pack: Path) -> None:
    before = load(pack)
    done = applied(pack, LIST)
    assert done.to_tell is not None
    assert done.to_tell.mapping.columns == COLUMNS  # as proposed
    assert {choice.sort for choice in done.to_tell.choices} == {"column"}
    assert done.touched == ()
    done = applied(pack, LIST, Mapped(LIST.name, ListMapping(columns=COLUMNS)))
    assert done.to_tell is not None
    assert [(choice.sort, choice.proposed) for choice in done.to_tell.choices] == [("kind", "social")]
    assert load(pack) == before


@pytest.mark.parametrize("known", ["told now", "published", "in the folder"])
def test_a_list_is_taken_as_it_was_told(pack: Path, known: str) -> None:
    kept = {"columns": COLUMNS, "kind": "public"}
    match known:
        case "told now":
            done = applied(pack, LIST, Mapped(LIST.name, MAPPING))
        case "published":
            done = applied(pack, LIST, known=Known(published=(MAPPING,)))
        case _:
            done = applied(pack, LIST, known=Known(file=yaml.safe_dump([kept], allow_unicode=True).encode()))
    assert (done.to_tell, done.faults) == (None, ())
    (new,) = (it for it in load(pack).providers.values() if it.name == "新园")
    assert (new.kind, new.district, new.source.title) == ("public", "奉贤区", "某区名单")


def test_of_a_list_the_sound_rows_are_taken(pack: Path) -> None:
    rows = LIST.content + "别处园,玄武区,中山路1号\n".encode()
    done = applied(pack, File(LIST.name, rows), Mapped(LIST.name, MAPPING))
    assert done.faults == ()
    assert done.notes[0]["zh"] == "名单「某区名单.csv」2 行，导入 1 家"
    assert done.notes[0]["en"] != done.notes[0]["zh"]
    assert any("玄武区" in note["zh"] for note in done.notes)
    assert done.marked is not None


def test_a_list_of_which_nothing_is_taken_is_at_fault(pack: Path) -> None:
    before = load(pack)
    rows = LIST.content.replace("奉贤区".encode(), "玄武区".encode())
    done = applied(pack, File(LIST.name, rows), Mapped(LIST.name, MAPPING))
    assert "一家也没能导入" in done.faults[0]["zh"]
    assert (done.touched, done.lists) == ((), (LIST.name,))
    assert load(pack) == before


def test_what_was_told_last_holds(pack: Path) -> None:
    older = MAPPING.model_copy(update={"kind": "social"})
    done = applied(pack, LIST, Mapped(LIST.name, MAPPING), known=Known(published=(older,)))
    assert done.faults == ()
    assert next(it for it in load(pack).providers.values() if it.name == "新园").kind == "public"


def test_a_table_that_is_no_list_is_told(pack: Path) -> None:
    done = applied(pack, File("话.csv", "随便写的\n几句话\n".encode()))
    assert "没有找到像" in done.faults[0]["zh"]


def test_steps_end_with_the_first_fault(pack: Path) -> None:
    done = applied(pack, File("新园.yaml", PROVIDER.encode()), File("a.doc", b""), File("b.doc", b""))
    assert done.touched == ("providers/新园.yaml",)
    assert len(done.faults) == 1
