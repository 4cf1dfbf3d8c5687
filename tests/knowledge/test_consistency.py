"""What only shows between entries and files: both places are named."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.check import check
from knowledge.loader import SHIPPED, load
from knowledge.nearby import distance_m
from knowledge.problems import Problem, render
from tests.knowledge.packs import PACK, replace, write

TODAY = date(2026, 11, 23)
PROVIDER = (
    "- id: {id}\n  name: {name}\n  aliases: [{alias}]\n  kind: social\n  district: 奉贤区\n"
    "  telephone: 021-57120029\n  source: {{title: 某某网站, checked_on: 2026-11-01}}\n"
)


def found(directory: Path) -> list[Problem]:
    return list(check(directory, TODAY))


@pytest.mark.parametrize(
    ("id", "name", "alias", "line", "code", "severity", "first"),
    [
        ("full-1", "别家", "别园", 1, "id_twice", "error", "providers/full.yaml:2"),
        ("b", "满满托育园1", "别园", 2, "name_twice", "error", "providers/full.yaml:3"),
        ("b", "「满满」托育园１", "别园", 2, "name_twice", "error", "providers/full.yaml:3"),
        ("b", "別家", "full nursery 1", 3, "name_twice", "error", "providers/full.yaml:4"),
        ("b", "满园1", "别园", 2, "name_twice", "error", "providers/full.yaml:6"),
        ("b", "别家", "满园1", 3, "alias_shared", "warning", "providers/full.yaml:6"),
    ],
)
def test_two_providers(
    pack: Path, id: str, name: str, alias: str, line: int, code: str, severity: str, first: str
) -> None:
    write(pack, "providers/z.yaml", PROVIDER.format(id=id, name=name, alias=alias))
    (problem,) = found(pack)
    assert (problem.file, problem.line, problem.code) == ("providers/z.yaml", line, code)
    assert problem.severity == severity
    assert first in render(problem, "zh")


def test_one_question_in_two_entries(pack: Path) -> None:
    line = replace(pack, "faq/full.yaml", "what to bring]", "Who may go to a baby house 1?]")
    (problem,) = found(pack)
    assert (problem.line, problem.code) == (line, "question_twice")
    assert problem.details["first"] == "faq/full.yaml:5"


def test_one_phrase_in_two_topics(pack: Path) -> None:
    replace(pack, "topics/price.yaml", "问法", "附近有什么托班, 问法")
    (problem,) = found(pack)
    assert (problem.file, problem.code) == ("topics/price.yaml", "question_twice")
    assert problem.details["first"] == "topics/find.yaml:6"


def test_an_entry_that_suggests_itself(pack: Path) -> None:
    line = replace(pack, "faq/full.yaml", "    - other", "    - full-1")
    assert [(problem.line, problem.code) for problem in found(pack)] == [(line, "suggests_itself")]


@pytest.mark.parametrize(
    ("removed", "code"),
    [
        ("topics/price.yaml", "topic_missing"),
        ("guides/social.yaml", "guide_missing"),
    ],
)
def test_what_must_be_there(pack: Path, removed: str, code: str) -> None:
    (pack / removed).unlink()
    (problem,) = found(pack)
    assert problem.code == code
    assert Path(removed).stem in render(problem, "en")


def test_missing_replies_and_words_are_the_shipped_ones(pack: Path) -> None:
    (pack / "replies/all.yaml").write_text('"ask.which": {zh: 话, en: words}\n', encoding="utf-8")
    (pack / "words/all.yaml").write_text("- {name: yes, words: [好]}\n", encoding="utf-8")
    assert {(problem.code, problem.severity) for problem in found(pack)} == {
        ("reply_missing", "warning"),
        ("word_list_missing", "warning"),
    }
    own, shipped = load(pack), load(SHIPPED)
    assert own.replies["ask.which"].zh == "话"
    assert own.replies["draft.published"] == shipped.replies["draft.published"]
    assert own.words["yes"] == ("好",)
    assert own.words["no"] == shipped.words["no"]


def test_a_reply_of_an_older_program_does_no_harm(pack: Path) -> None:
    before = (pack / "replies/all.yaml").read_text(encoding="utf-8")
    write(pack, "replies/all.yaml", before + "xyzzy.gone: {zh: 话, en: words}\n")
    (problem,) = found(pack)
    assert (problem.code, problem.severity) == ("reply_unknown", "warning")
    assert "xyzzy.gone" in load(pack).replies


def test_second_guide_of_a_kind(pack: Path) -> None:
    text = (PACK / "guides/full.yaml").read_text(encoding="utf-8").replace("full-1", "z")
    write(pack, "guides/z.yaml", text)
    (problem,) = found(pack)
    assert (problem.file, problem.line, problem.code) == ("guides/z.yaml", 2, "guide_twice")


def test_street_of_another_district_is_offered(pack: Path) -> None:
    replace(pack, "providers/full.yaml", "street: 奉浦街道", "street: 城桥镇")
    (problem,) = found(pack)
    assert problem.code == "unknown_street"
    assert "崇明区城桥镇" in problem.details["hint"]


def test_made_up_providers_cannot_pass_for_real_ones(pack: Path) -> None:
    entry = PROVIDER.format(id="b", name="别家", alias="别园")
    write(pack, "providers/samples/z.yaml", entry)
    assert [problem.code for problem in found(pack)] == ["sample_unmarked"]
    write(pack, "providers/samples/z.yaml", entry + "  sample: true\n")
    assert found(pack) == []
    write(pack, "providers/real.yaml", (pack / "providers/samples/z.yaml").read_text(encoding="utf-8"))
    (pack / "providers/samples/z.yaml").unlink()
    assert [problem.code for problem in found(pack)] == ["sample_misplaced"]


def test_an_unreadable_file_does_not_make_everything_else_look_wrong(pack: Path) -> None:
    """Its entries may be there all the same."""
    write(pack, "places/full.yaml", "- [\n")
    write(pack, "replies/all.yaml", "a\tb: [\n")
    write(pack, "guides/social.yaml", b"\xff\xfe\x00")
    assert {(problem.file, problem.line > 0) for problem in found(pack)} == {
        ("places/full.yaml", True),
        ("replies/all.yaml", True),
        ("guides/social.yaml", True),
    }


def test_distance() -> None:
    # From People's Square to Xujiahui.
    assert 5_300 < distance_m((31.2304, 121.4737), (31.1946, 121.4365)) < 5_350
    assert distance_m((31.0, 121.0), (31.0, 121.0)) == 0
    assert 111_000 < distance_m((31.0, 121.0), (32.0, 121.0)) < 111_400
