"""Five hundred mistakes and more, over every field and every line of every kind of file, as people make them:
every one is found, nearly every one on its line, and none ends in a traceback.

Beside the fields of test_planted.py: what breaks a line, a block or the file itself. Each kind of file is
the pack's, with all of its fields. A mistake is planted alone, in a folder of its own kind.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.check import check
from knowledge.files import FOLDERS
from knowledge.problems import Problem, render
from tests.knowledge.packs import build
from tests.knowledge.test_planted import FIELD, ITEM, TODAY, mistakes

EVERY_KIND = {
    "providers": "providers/full.yaml", "faq": "faq/full.yaml", "guides": "guides/full.yaml",
    "topics": "topics/find.yaml", "places": "places/full.yaml", "benefits": "benefits/full.yaml",
    "replies": "replies/all.yaml", "words": "words/all.yaml",
}  # fmt: skip
NEAR = 1  # lines: where two lines contradict each other, either may be named
LEAST_FOUND, LEAST_ON_LINE, LEAST_PLANTED = 1.0, 0.95, 500
A_KIND = 45  # line mistakes drawn for each kind of file, beside those of the whole file


@dataclass(frozen=True)
class Mistake:
    """content: of the file; line: from 1, 0 where the file as a whole is wrong."""

    name: str
    what: str
    content: bytes
    line: int


LINE_BREAKS: dict[str, Callable[[str], str]] = {
    "tab": lambda line: "\t" + line.lstrip(),
    "full-width colon": lambda line: (
        line.replace(": ", "：", 1) if ": " in line else line.replace(":", "：", 1)
    ),
    "no colon": lambda line: line.replace(":", "", 1),
    "no space after the colon": lambda line: line.replace(": ", ":", 1),
    "space before": lambda line: " " + line,
    "wide space": lambda line: "\u3000" + line.lstrip(),
    "bracket opened": lambda line: line + " [",
    "bracket closed": lambda line: line + " ]",
    "brace opened": lambda line: _valued(line, "{"),
    "quote opened": lambda line: _valued(line, '"'),
    "curly quotes": lambda line: _wrapped(line, "“", "”"),
    "curly key": lambda line: line.replace(line.strip("- ").split(":")[0], "“key”", 1),
    "invisible": lambda line: line + "\u200b",
    "garbled": lambda line: line + "锟斤拷",
    "merge marker": lambda line: "<<<<<<< HEAD\n" + line,
    "merge end": lambda line: line + "\n>>>>>>> mine",
    "value gone": lambda line: line[: line.index(":") + 1] if ":" in line else line,
    "line twice": lambda line: line + "\n" + line,
    "misspelt key": lambda line: line.replace(":", "e:", 1),
    "anchor": lambda line: _valued(line, "&a "),
    "tag": lambda line: _valued(line, "!x "),
    "percent": lambda line: _valued(line, "%"),
    "backtick": lambda line: _valued(line, "`"),
    "escape": lambda line: _wrapped(line, '"\\d', '"'),
    "colon inside": lambda line: _valued(line, "a: b: "),
    "comment mark": lambda line: line + "\ufffd",
}


def _valued(line: str, before: str) -> str:
    key, _, value = line.partition(": ")
    return f"{key}: {before}{value}" if value else line


def _wrapped(line: str, opening: str, closing: str) -> str:
    key, _, value = line.partition(": ")
    return f"{key}: {opening}{value}{closing}" if value and value[0] not in "\"'[{" else line


def broken_lines(name: str, text: str) -> Iterator[Mistake]:
    lines = text.rstrip("\n").split("\n")
    for number, line in enumerate(lines):
        if not (FIELD.fullmatch(line) or ITEM.fullmatch(line) or ": " in line) or line.startswith("#"):
            continue
        for what, change in LINE_BREAKS.items():
            changed = change(line)
            if changed != line and not _says_the_same(what, line):
                copy = "\n".join([*lines[:number], changed, *lines[number + 1 :]]) + "\n"
                yield Mistake(name, f"{what}: {changed.strip()[:50]!r}", copy.encode(), number + 1)


def _says_the_same(what: str, line: str) -> bool:
    """What the change leaves right: an item that stands twice is doubtful only, and so on."""
    return (
        what in ("line twice", "misspelt key", "value gone", "curly key") and not FIELD.fullmatch(line)
    ) or (what == "space before" and ITEM.fullmatch(line) is not None)


def broken_files(name: str, text: str) -> Iterator[Mistake]:
    """The file as a whole: saved by the wrong program, cut off, emptied, pasted together."""
    lines = text.rstrip("\n").split("\n")
    spoilt = text.replace("—", "-")
    for encoding in ("gbk", "utf-16", "utf-16-le", "utf-16-be"):
        yield Mistake(name, encoding, spoilt.encode(encoding, errors="replace"), 0)
    yield Mistake(name, "empty", b"", 1)
    yield Mistake(name, "only a comment", "# 空\n".encode(), 1)
    yield Mistake(name, "only a sentence", "机构都关了\n".encode(), 1)
    yield Mistake(name, "NUL", text.encode().replace(b"\n", b"\0\n", 1), 1)
    yield Mistake(name, "mark in the middle", (text + "\ufeff" + lines[-1] + "\n").encode(), len(lines) + 1)
    yield Mistake(name, "two documents", ("---\n" + text + "---\n" + text).encode(), len(lines) + 2)
    yield Mistake(name, "too deep", ("- " * 30 + "x\n").encode(), 1)
    yield Mistake(name, "cut inside a quote", (text + lines[-1].split(":")[0] + ': "abc').encode(), 0)
    yield Mistake(name, "merge conflict", ("<<<<<<< HEAD\n" + text + "=======\n" + text).encode(), 1)
    begin = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    yield Mistake(name, "everything twice", (text + text).encode(), len(lines) + begin + 1)
    other = "- id: a\n  questions: [b]\n" if not name.startswith("faq") else "- id: a\n  lat: 31\n"
    yield Mistake(name, "what belongs into another folder", other.encode(), 1)
    last = len(text.encode()) - 1
    yield Mistake(name, "cut inside a character", "- 一".encode()[:-1] + text.encode()[last:], 1)


def wrong_fields(name: str, text: str) -> Iterator[Mistake]:
    for planted in mistakes(text):
        yield Mistake(name, planted.about, planted.text.encode(), planted.line)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("planted") / "pack")


def planted(folder: Path) -> list[Mistake]:
    """Of each kind the same number of field and line mistakes, drawn over all its lines, and every mistake of
    the whole file."""
    rng = random.Random(500)
    chosen: list[Mistake] = []
    for name in EVERY_KIND.values():
        text = (folder / name).read_text(encoding="utf-8")
        for generated in (broken_lines, wrong_fields):
            listed = list(generated(name, text))
            chosen += rng.sample(listed, min(A_KIND, len(listed)))
        chosen += broken_files(name, text)
    return chosen


def found_in(folder: Path, mistake: Mistake) -> list[Problem]:
    """Of the broken file; the folder is whole again afterwards."""
    path = folder / mistake.name
    before = path.read_bytes()
    path.write_bytes(mistake.content)
    try:
        problems = check(folder, TODAY)
    finally:
        path.write_bytes(before)
    for problem in problems:
        assert render(problem, "zh") and render(problem, "en")
    return [problem for problem in problems if problem.file == mistake.name]


def test_five_hundred_mistakes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(folder, TODAY) == ()
    mistakes_made = planted(folder)
    tally: Counter[str] = Counter()
    missed, elsewhere = [], []
    for mistake in mistakes_made:
        problems = found_in(folder, mistake)
        lines = {problem.line for problem in problems}
        if not problems:
            missed.append((mistake.name, mistake.what))
        elif mistake.line and not any(abs(line - mistake.line) <= NEAR for line in lines):
            elsewhere.append((mistake.name, mistake.line, mistake.what, sorted(lines)))
        tally[mistake.name.partition("/")[0]] += 1
    found = 1 - len(missed) / len(mistakes_made)
    on_line = 1 - (len(missed) + len(elsewhere)) / len(mistakes_made)
    with capsys.disabled():
        print(f"\n{len(mistakes_made)} mistakes, {found:.1%} found, {on_line:.1%} on the line: {dict(tally)}")
    assert set(tally) == set(FOLDERS)
    assert len({(mistake.name, mistake.content) for mistake in mistakes_made}) >= LEAST_PLANTED
    assert found >= LEAST_FOUND, missed
    assert on_line >= LEAST_ON_LINE, elsewhere
