"""Files become one snapshot; whatever is wrong is named with file and line, all at once."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.check import check
from knowledge.loader import SHIPPED, KnowledgeError, load
from knowledge.problems import Problem, render
from knowledge.yaml_nodes import read_document
from tests.knowledge.packs import replace, write

TODAY = date(2026, 11, 23)


def errors(directory: Path) -> list[Problem]:
    return [problem for problem in check(directory, TODAY) if problem.severity == "error"]


def codes(directory: Path) -> set[tuple[str, int, str]]:
    return {(problem.file, problem.line, problem.code) for problem in errors(directory)}


def test_pack_is_right_and_complete(pack: Path) -> None:
    assert check(pack, TODAY) == ()
    knowledge = load(pack)
    provider = knowledge.providers["full-1"]
    assert provider.telephone == "021-57120028"
    assert provider.services[0].fees[0].amount == 50
    assert provider.registration is not None
    assert provider.registration.steps[0].zh == "先打电话"
    assert set(knowledge.guides) == {"public", "private", "community", "social", "employer"}
    assert knowledge.words["yes"]
    assert knowledge.replies["ask.which"].en == "words"


def test_shipped_knowledge_has_no_errors() -> None:
    assert load(SHIPPED).faq


def test_samples_can_be_left_out() -> None:
    everything, real = load(SHIPPED).providers, load(SHIPPED, with_samples=False).providers
    assert len(everything) >= 40
    assert real
    assert not any(provider.sample for provider in real.values())
    assert set(real) < set(everything)


def test_all_errors_at_once(pack: Path) -> None:
    first = replace(pack, "providers/full.yaml", "kind: social", "kind: socal")
    second = replace(pack, "providers/full.yaml", "district: 奉贤区", "district: 奉闲区")
    third = replace(pack, "providers/full.yaml", '"Mo-Fr 08:00-17:00; PH off"', "周一至周五 8:00-17:00")
    fourth = replace(pack, "faq/full.yaml", "- another", "- anothr")
    fifth = replace(pack, "faq/full.yaml", "  answer: {zh: 水杯", "  answr: {zh: 水杯")
    with pytest.raises(KnowledgeError) as raised:
        load(pack)
    assert {(problem.file, problem.line, problem.code) for problem in raised.value.problems} == {
        ("providers/full.yaml", first, "wrong_choice"),
        ("providers/full.yaml", second, "unknown_district"),
        ("providers/full.yaml", third, "opens_unreadable"),
        ("faq/full.yaml", fourth, "unknown_suggestion"),
        ("faq/full.yaml", fifth, "unknown_field"),
        ("faq/full.yaml", fifth - 3, "missing_field"),
    }


def test_message_names_place_fault_and_cure(pack: Path) -> None:
    line = replace(pack, "providers/full.yaml", '"Tu,Th 09:00-11:00; PH off"', "周二、四 9:00-11:00")
    (problem,) = check(pack, TODAY)
    chinese, english = render(problem, "zh"), render(problem, "en")
    assert chinese.startswith(f"providers/full.yaml:{line} opens: “周二、四 9:00-11:00”不是有效的开放时间")
    assert "Tu,Th 09:00-11:00" in chinese
    assert english.startswith(f"providers/full.yaml:{line} opens: ")
    assert "Tu,Th 09:00-11:00" in english


def test_text_stays_as_it_was_typed() -> None:
    document = read_document("a: 021\nb: no\nc: 10:00\nd: 2026-01-01\ne: 'x'\nf: 1_000\n")
    assert document.data == {
        "a": "021", "b": "no", "c": "10:00", "d": "2026-01-01", "e": "x", "f": "1_000",
    }  # fmt: skip
    assert document.faults == ()
    assert document.line_of(("c",)) == 3


def test_byte_order_mark_and_windows_line_ends_are_read(pack: Path) -> None:
    path = pack / "faq/full.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert check(pack, TODAY) == ()
    replace(pack, "faq/full.yaml", "checked_on: 2026-11-01", "checked_on: soon")
    assert codes(pack) == {("faq/full.yaml", 21, "wrong_date")}


def test_missing_folder(tmp_path: Path) -> None:
    assert [problem.code for problem in check(tmp_path / "nowhere", TODAY)] == ["folder_missing"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("providers/new.yml", "file_ignored"),
        ("providers/new.YAML", "file_ignored"),
        ("faq/new.yaml.txt", "file_ignored"),
        ("provider/new.yaml", "folder_ignored"),
        ("new.yaml", "folder_ignored"),
    ],
)
def test_files_that_would_not_be_read_are_named(pack: Path, name: str, code: str) -> None:
    write(pack, name, "- id: x\n")
    assert [(problem.file, problem.code) for problem in errors(pack)] == [
        (name.removesuffix("/new.yaml"), code)
    ]


def test_notes_and_editors_leftovers_do_no_harm(pack: Path) -> None:
    write(pack, "faq/notes.md", "anything")
    write(pack, "faq/.full.yaml.swp", b"\x00\xff")
    assert check(pack, TODAY) == ()
    write(pack, "faq/new.xlsx", b"\x00\xff")
    assert [problem.severity for problem in check(pack, TODAY)] == ["warning"]


def test_links_must_stay_inside(pack: Path, tmp_path: Path) -> None:
    outside = write(tmp_path, "outside.yaml", "- id: x\n")
    (pack / "faq/linked.yaml").symlink_to(outside)
    (pack / "faq/folder").symlink_to(tmp_path)
    (pack / "faq/gone.yaml").symlink_to(pack / "faq/nothing.yaml")
    found = {(problem.file, problem.code) for problem in errors(pack)}
    assert found == {
        ("faq/linked.yaml", "link_refused"),
        ("faq/folder", "link_refused"),
        ("faq/gone.yaml", "file_unreadable"),
    }


def test_file_larger_than_the_limit(pack: Path) -> None:
    write(pack, "faq/large.yaml", b"#" * 5_000_001)
    assert codes(pack) == {("faq/large.yaml", 1, "file_too_large")}


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 5_000, "- " * 200 + "x", "a: &a [*a, *a]\n"])
def test_nesting_and_alias_bombs_are_refused(text: str) -> None:
    assert {fault.code for fault in read_document(text).faults} <= {"too_deep", "alias_refused"}
    assert read_document(text).faults


@given(st.text(alphabet=st.sampled_from("abc:-[]{}\"'#&*!|>%@` \n\t，：“”？中~,0"), max_size=60))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    document = read_document(text)
    assert document.data is not None or document.faults
    assert all(fault.line >= 1 for fault in document.faults)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"# only a remark\n", b"just words\n", b"a: b\n", b"- - -\n", b"~\n"]
)
def test_a_file_with_nothing_useful_is_an_error_of_that_file(pack: Path, content: bytes) -> None:
    write(pack, "providers/new.yaml", content)
    found = errors(pack)
    assert found
    assert {problem.file for problem in found} == {"providers/new.yaml"}
