"""A mistake planted in any field of any file is found, and its line is named.

Every entry of the pack has every field of its model, a field a line. Each mistake is planted into a copy
of its own, and all copies are checked together: so no mistake may hide another one either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from knowledge.check import check
from knowledge.loader import SHIPPED
from knowledge.problems import render
from knowledge.schema import Benefit, FaqEntry, Guide, Place, Provider, Text, TopicPhrases
from tests.knowledge.packs import PACK, build, replace, write

TODAY = date(2026, 11, 23)
FIELD = re.compile(r"(?P<indent>\s*(?:- )?)(?P<key>\w+):(?: (?P<value>.+))?$")
ITEM = re.compile(r"(?P<indent>\s*- )(?P<value>[^:]+)$")
MODELS: dict[str, type[BaseModel]] = {
    "providers": Provider, "faq": FaqEntry, "guides": Guide, "places": Place, "benefits": Benefit,
}  # fmt: skip
LISTS = {
    "aliases", "services", "fees", "includes", "sessions", "opening_hours", "steps", "documents", "notices",
    "questions", "tests", "suggest", "lines", "phrases", "strong",
}  # fmt: skip
WRONG = {
    "id": ["Bad Id", "坏编号", "-x", "x" * 41],
    "name": ["x" * 81, "锟斤拷", "满满托育园“1", "“满满托育园”"],
    "name_en": ["满满托育园", 'Nursery"'],
    "kind": ["publc", "公办"],
    "inclusive": ["yes", "1", "on", "True", "是"],
    "sample": ["yes", "真"],
    "district": ["奉闲区", "Fengxian"],
    "street": ["奉甫街道", "城桥镇"],
    "lat": ["121.4481", "abc", "29.9", "31,2", "nan"],
    "lon": ["30.9496", "东经", "123.9"],
    "telephone": ["021-5712oo28", "12", "021-571200281234", "０２１"],
    "from": ["36", "-1", "一岁", "12.5", "12个月"],
    "to": ["3", "0", "1000", "36m"],
    "service": ["ful_day", "全日托"],
    "amount": ["-5", "50元", "1e9", "inf", "五十"],
    "unit": ["moth", "次"],
    "opens": [
        "周二 9点",
        "周二 9:00-11:00",
        "Tu 11:00-09:00",
        "Tu 8am-10am",
        "Tu 09:00–11:00",
        "PH off",
        "Tu",
    ],
    "capacity": ["0", "-3", "很多", "501"],
    "free_sessions": ["0", "400", "十二"],
    "cancel_until_hours": ["-1", "200", "2h"],
    "late_cancellation_counts": ["yes", "算"],
    "suspend_after": ["0", "51", "三次"],
    "suspend_days": ["0", "367", "一个月"],
    "places": ["0", "2001", "x"],
    "who": ["staf", "everybody"],
    "url": [
        "www.example.org",
        "https://example",
        "https://例子",
        "https://example.org/a b",
        "htps://example.org",
    ],
    "grade": ["x" * 81],
    "year": ["1990", "2099", "2027", "去年"],
    "opens_on": ["soon", "2027-3-1", "2207-03-01"],
    "valid_from": ["2031-01-01", "2026-13-01", "2026/01/01", "20260101", "0202-01-01"],
    "valid_until": ["2026-02-30", "永远", "2020-01-01", "2926-01-01"],
    "checked_on": ["2027-01-01", "2026-02-30", "今天", "1026-11-01"],
    "title": ["x" * 401],
    "effect": ["cahs"],
    "topic": ["fnd", "price"],
    "zh": ["x" * 3001, "only English words here", "（少了一半", "锘挎槬澶╂潵浜嗗晩"],
    "en": ["x" * 3001, "全是中文", "(half"],
}
WRONG_ITEMS = {
    "includes": ["mels"],
    "suggest": ["othr", "Bad Id", "full-{n}"],
    "questions": ["要带什么？"],
    "tests": ["what to bring!"],
}


@dataclass(frozen=True)
class Planted:
    """line: in text, from 1. near: how many lines away it may be named."""

    text: str
    line: int
    about: str
    near: int = 0


def numbered(text: str, number: int) -> str:
    """A copy that shares no id, name or question with another."""
    return re.sub(r"(full-|[a-zA-Z] |[\u4e00-\u9fff])1$", rf"\g<1>{number}", text, flags=re.M)


def entry(folder: str) -> str:
    """The first entry of the pack's file."""
    lines = (PACK / folder / "full.yaml").read_text(encoding="utf-8").split("\n")
    begin = next(number for number, line in enumerate(lines) if line.startswith("- "))
    end = next((n for n in range(begin + 1, len(lines)) if lines[n].startswith("- ")), len(lines) - 1)
    return "\n".join(lines[begin:end]) + "\n"


def mistakes(text: str) -> Iterator[Planted]:
    lines = text.rstrip("\n").split("\n")

    def planted(number: int, line: str) -> Planted:
        copy = [*lines[:number], line, *lines[number + 1 :]]
        return Planted("\n".join(copy) + "\n", number + 1, line.strip()[:80])

    parent = ""
    for number, line in enumerate(lines):
        if match := FIELD.fullmatch(line):
            before, key, value = match["indent"], match["key"], match["value"]
            parent = key
            yield planted(number, f"{before}{key}x: {value or ''}".rstrip())
            if not value:
                continue
            yield planted(number, f"{before}{key}:")
            yield planted(number, f"{before}{key}: ''")
            yield planted(number, f"{before}{key}: ~")
            yield planted(number, f"{before}{key}: [甲, 乙]")
            yield planted(number, f"{before}{key}: {{甲: 乙}}")
            yield planted(number, f"{before}{key}: {value}\ufffd")
            yield planted(number, f"{before}{key}: \u200b{value}")
            yield planted(number, f"{before}{key}: !x {value}")
            yield planted(number, f"{before}{key}: &x {value}")
            for wrong in WRONG.get(key, []):
                yield planted(number, f"{before}{key}: {wrong}")
        elif match := ITEM.fullmatch(line):
            for wrong in ("", "''", "[甲]", "{甲: 乙}", "“甲”", "a\ufffd", *WRONG_ITEMS.get(parent, [])):
                yield planted(number, match["indent"] + wrong)


def texts_in_place_of_lists(text: str) -> Iterator[Planted]:
    lines = text.rstrip("\n").split("\n")
    for number, line in enumerate(lines):
        match = FIELD.fullmatch(line)
        if not match or match["value"] or match["key"] not in LISTS:
            continue
        depth = len(line) - len(line.lstrip())
        after = next(
            (n for n in range(number + 1, len(lines)) if len(lines[n]) - len(lines[n].lstrip()) <= depth),
            len(lines),
        )
        copy = [*lines[:number], f"{line} 一句话", *lines[after:]]
        yield Planted("\n".join(copy) + "\n", number + 1, f"{match['key']}: text for a list")


def unfound(directory: Path, folder: str, planted: list[Planted]) -> list[str]:
    """Those mistakes whose line is not named, each in a file of its own."""
    names = {f"{folder}/planted-{number}.yaml": mistake for number, mistake in enumerate(planted, start=2)}
    for number, (name, mistake) in enumerate(names.items(), start=2):
        write(directory, name, numbered(mistake.text.replace("{n}", "1"), number))
    found: dict[str, set[int]] = {}
    for problem in check(directory, TODAY):
        assert render(problem, "zh") and render(problem, "en")
        if problem.severity == "error":
            found.setdefault(problem.file, set()).add(problem.line)
    assert set(found) <= {*names, folder}, found
    return [
        f"line {mistake.line}: {mistake.about!r}, named: {sorted(found.get(name, ()))}"
        for name, mistake in names.items()
        if not any(abs(line - mistake.line) <= mistake.near for line in found.get(name, ()))
    ]


@pytest.mark.parametrize("folder", ["providers", "faq", "places", "benefits"])
def test_every_field_of_every_entry(pack: Path, folder: str) -> None:
    planted = [*mistakes(entry(folder)), *texts_in_place_of_lists(entry(folder))]
    assert len(planted) > 80
    assert unfound(pack, folder, planted) == []


def test_copies_without_a_mistake_are_right(pack: Path) -> None:
    for folder in ("providers", "faq", "places", "benefits"):
        write(pack, f"{folder}/copy.yaml", numbered(entry(folder), 2))
    # The copy of the place is a street of which there is no provider.
    assert [problem.code for problem in check(pack, TODAY)] == ["streets_uncovered"]


@pytest.mark.parametrize("name", ["guides/full.yaml", "topics/find.yaml"])
def test_every_field_of_what_may_stand_once(tmp_path: Path, name: str) -> None:
    """A second guide or topic would be a mistake itself, so they are broken one after the other."""
    directory = build(tmp_path / "pack")
    text = (directory / name).read_text(encoding="utf-8")
    missed = []
    for mistake in (*mistakes(text), *texts_in_place_of_lists(text)):
        write(directory, name, mistake.text)
        found = [problem for problem in check(directory, TODAY) if problem.severity == "error"]
        if not any(problem.file == name and problem.line == mistake.line for problem in found):
            missed.append((mistake.about, found))
    assert missed == []


def schema_fields(model: type[BaseModel]) -> set[str]:
    names = set()
    for own, info in model.model_fields.items():
        names.add(info.alias or own)
        for inner in models_in(info.annotation):
            names |= schema_fields(inner)
    return names


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


@pytest.mark.parametrize(("folder", "model"), MODELS.items())
def test_the_pack_has_every_field(folder: str, model: type[BaseModel]) -> None:
    keys = {match["key"] for line in entry(folder).split("\n") if (match := FIELD.fullmatch(line))}
    assert keys == schema_fields(model)


def test_the_pack_has_every_field_of_topics() -> None:
    text = (PACK / "topics/find.yaml").read_text(encoding="utf-8")
    keys = {match["key"] for line in text.split("\n") if (match := FIELD.fullmatch(line))}
    assert keys == schema_fields(TopicPhrases) | schema_fields(Text)


REPLY_MISTAKES = [
    ('  zh: "话 {name}"', '  zh: ""', "value_empty"),
    ('  zh: "话 {name}"', "  zh:", "value_empty"),
    ('  zh: "话 {name}"', '  zh: "话 {nane}"', "reply_placeholders"),
    ('  zh: "话 {name}"', '  zh: "话"', "reply_placeholders"),
    ('  zh: "话 {name}"', '  zh: "话 {name} {day}"', "reply_placeholders"),
    ('  zh: "话 {name}"', '  zh: "话 {name"', "reply_braces"),
    ('  zh: "话 {name}"', '  zh: "话 {name!r}"', "reply_braces"),
    ('  zh: "话 {name}"', '  zh: "话 {name:>10}"', "reply_braces"),
    ('  zh: "话 {name}"', '  zh: "话 {name.x}"', "reply_placeholders"),
    ('  zh: "话 {name}"', '  zh: "话 {}"', "reply_placeholders"),
    ('  zh: "话 {name}"', "  zh: [话]", "wrong_text"),
    ('  zh: "话 {name}"', '  zn: "话 {name}"', "unknown_field"),
    ('  en: "words {name}"', '  en: "words {}"', "reply_placeholders"),
    ('  en: "words {name}"', '  en: "全是中文 {name}"', "english_expected"),
    ('"book.not_bookable":', '"book.not_bookabel":', "reply_unknown"),
    ('"book.not_bookable":', '"ask.which":', "key_twice"),
]


@pytest.mark.parametrize(("old", "new", "code"), REPLY_MISTAKES)
def test_replies(pack: Path, old: str, new: str, code: str) -> None:
    key = '"book.not_bookable":\n  zh: "话 {name}"\n  en: "words {name}"\n'
    begin = replace(pack, "replies/all.yaml", key, key.replace(old, new))
    line = begin + key[: key.index(old)].count("\n")
    assert ("replies/all.yaml", line, code) in {(p.file, p.line, p.code) for p in check(pack, TODAY)}


def test_reply_without_english_and_reply_in_two_files(pack: Path) -> None:
    replace(pack, "replies/all.yaml", '  en: "words"\n', "")
    write(pack, "replies/more.yaml", '"ask.which": {zh: 话, en: words}\n')
    found = [(problem.file, problem.line, problem.code) for problem in check(pack, TODAY)]
    assert found == [("replies/all.yaml", 1, "reply_no_english"), ("replies/more.yaml", 1, "id_twice")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("name: yes,", "name: yess,", "word_list_unknown"),
        ("name: yes,", "name: no,", "id_twice"),
        ("words: [词0]", "words: 词0", "wrong_list"),
        ("words: [词0]", "words: []", "wrong_length"),
        ("words: [词0]", "word: [词0]", "unknown_field"),
    ],
)
def test_word_lists(pack: Path, old: str, new: str, code: str) -> None:
    line = replace(pack, "words/all.yaml", old, new)
    found = {(problem.line, problem.code) for problem in check(pack, TODAY) if "all" in problem.file}
    # Of two lists with one name the later is named.
    assert any(c == code and (at == line or code == "id_twice") for at, c in found)


BROKEN = [
    ("  kind: ", "\tkind: ", {"tab"}),
    ("  kind: ", "  kind：", {"full_width_colon"}),
    ("  kind: ", "  kind:", {"space_after_colon"}),
    ("  kind: ", "  kind ", {"colon_missing"}),
    ("  kind: ", " kind: ", {"indent"}),
    ("  kind: ", "   kind: ", {"indent"}),
    ("  kind: ", "\u3000kind: ", {"wide_space"}),
    ("  kind: ", "  kind: [", {"bracket"}),
    ("  kind: ", "  kind: {", {"bracket"}),
    ("  kind: ", "  kind: ]", {"bracket", "special_start"}),
    ("  kind: ", '  kind: "', {"quote"}),
    ("  kind: ", "  kind: '", {"quote"}),
    ("  kind: ", '  kind: "x" ', {"quote"}),
    ("  kind: ", '  kind: "\\d" #', {"escape"}),
    ("  kind: ", "  kind: @", {"special_start"}),
    ("  kind: ", "  kind: `", {"special_start"}),
    ("  kind: ", "  kind: %", {"special_start"}),
    ("  kind: ", "  kind: *", {"alias_refused"}),
    ("  kind: ", "  kind: *公", {"special_start"}),
    ("  kind: ", "  kind: a: ", {"colon_inside"}),
    ("  kind: ", "  <<: ", {"key_refused"}),
    ("  kind: ", "  id: ", {"key_twice"}),
    ("  kind: ", "  ki[nd: ", {"unknown_field"}),
    ("- id: ", "-id: ", {"space_after_dash"}),
    ("- id: ", "<<<<<<< HEAD\n- id: ", {"merge_marker"}),
]


@pytest.mark.parametrize(("old", "new", "expected"), BROKEN)
@pytest.mark.parametrize(
    "name", ["providers/奉贤区.yaml", "guides/guides.yaml", "providers/samples/奉贤区.yaml"]
)
def test_broken_yaml_of_the_shipped_files(
    tmp_path: Path, name: str, old: str, new: str, expected: set[str]
) -> None:
    directory = tmp_path / "pack"
    write(directory, name, (SHIPPED / name).read_bytes())
    line = replace(directory, name, old, new)
    found = [problem for problem in check(directory, TODAY) if problem.file == name]
    here = [problem for problem in found if abs(problem.line - line) <= 1]
    assert here, found
    assert {problem.code for problem in here} & expected, here
    assert all(render(problem, lang) for problem in found for lang in ("zh", "en"))


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("    - 预防接种证", "      预防接种证", 12, "item_continues"),
        ("  documents:", "  documents:|", 10, "space_after_colon"),
        ("  where:", "  where:\n  hwere:", 13, "value_empty"),
        ("  where:\n    zh: 园内", '  where:\n    zh: "园内\\0"', 14, "control_character"),
        ("  where:\n    zh: 园内\n", "  where:\n", 13, "missing_field"),
        ("  where:", "  where:\n    ? [a]\n    : b", 14, "key_refused"),
        ("  where:", "---\n  where:", 13, "several_documents"),
    ],
)
def test_what_parses_and_is_not_meant(pack: Path, old: str, new: str, line: int, code: str) -> None:
    replace(pack, "guides/full.yaml", old, new)
    found = {(problem.file, problem.line, problem.code) for problem in check(pack, TODAY)}
    assert ("guides/full.yaml", line, code) in found


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-16-le"])
def test_other_encodings(pack: Path, encoding: str) -> None:
    text = (pack / "faq/full.yaml").read_text(encoding="utf-8").replace("—", "-")
    write(pack, "faq/full.yaml", text.encode(encoding))
    (problem,) = check(pack, TODAY)
    assert (problem.file, problem.code) == ("faq/full.yaml", "encoding")
    assert problem.details["encoding"] == ("GBK" if encoding == "gbk" else "UTF-16")


def test_text_that_went_through_the_wrong_encoding(pack: Path) -> None:
    garbled = "我家的孩子可以去宝宝屋吗".encode().decode("gbk", errors="ignore")
    line = replace(pack, "faq/full.yaml", "谁可以去宝宝屋1", garbled)
    assert [(problem.line, problem.code) for problem in check(pack, TODAY)] == [(line, "mojibake")]
