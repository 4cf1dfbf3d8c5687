"""`tuoyu knowledge export | import | new`, as an administrator runs them."""

import argparse
import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bot.commands import knowledge
from bot.settings import Settings
from knowledge.excel.mapping import REMEMBERED
from knowledge.loader import load
from tests.excel import foreign
from tests.excel.books import cell, contents, exported


def run(*arguments: object, **settings: str) -> int:
    parser = argparse.ArgumentParser()
    knowledge.register(parser.add_subparsers())
    options = parser.parse_args(["knowledge", *map(str, arguments)])
    status: int = options.run(options, Settings.model_validate(settings))
    return status


def answers(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_out_edited_and_back(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.xlsx"
    assert run("export", file, "--knowledge", pack) == 0
    book = load_workbook(file)
    cell(book, "机构", "电话", 编号="fengpu-baobaowu").value = "021-57190000"
    book.save(file)
    before = contents(pack)
    assert run("import", file, "--knowledge", pack, "--dry-run") == 0
    assert contents(pack) == before
    assert run("import", file, "--knowledge", pack) == 0
    assert load(pack).providers["fengpu-baobaowu"].telephone == "021-57190000"
    assert "机构：新增 0，修改 1，删除 0" in capsys.readouterr().out


def test_a_wrong_one_comes_back_marked(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def edit(book: Workbook) -> None:
        cell(book, "机构", "普惠", 编号="fengpu-baobaowu").value = "也许"

    before = contents(pack)
    assert run("import", exported(pack, tmp_path / "a.xlsx", edit), "--knowledge", pack) == 1
    assert contents(pack) == before
    assert (tmp_path / "a-有错.xlsx").exists()
    told = capsys.readouterr()
    assert "普惠: “也许”应该写“是”或“否”。" in told.out
    assert "什么也没有写" in told.err


def test_a_refused_file_says_why(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.xlsm").write_bytes(b"PK\x03\x04")
    assert run("import", tmp_path / "a.xlsm", "--knowledge", pack) == 1
    assert "宏" in capsys.readouterr().err


def test_another_city_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    city, path = tmp_path / "杭州", tmp_path / "名单.csv"
    assert run("new", city, "--city", "杭州") == 0
    assert run("new", city, "--city", "杭州") == 1
    assert "上海" not in (city / "replies/find.yaml").read_text(encoding="utf-8")
    lines = foreign.rows(32)
    for line in lines:
        line[6] = "街道自办" if line[6] == "社区" else line[6]
    foreign.write_csv(path, lines)
    answers(monkeypatch, "\n" * 2)
    assert run("import", path, "--knowledge", city) == 1
    assert "没有人回答" in capsys.readouterr().err
    answers(monkeypatch, "\n" + "3\n" + "1\n\n")  # the columns, a kind, the datum, the source
    assert run("import", path, "--knowledge", city) == 0
    providers = load(city).providers.values()
    assert len(providers) == 32
    assert {provider.kind for provider in providers} == {"public", "social", "community", "employer"}
    assert (city / REMEMBERED).exists()
    answers(monkeypatch, "")
    assert run("import", path, "--knowledge", city) == 0  # nothing is asked again
    assert "没有要改的" in capsys.readouterr().out
    assert run("import", path, "--knowledge", city, "--mapping", tmp_path / "other.yaml") == 1


def test_what_a_list_leaves_out_is_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    city, path, lines = tmp_path / "杭州", tmp_path / "名单.csv", foreign.rows(20)
    run("new", city, "--city", "杭州")
    lines[2][10] = "全年无休"
    foreign.write_csv(path, lines)
    answers(monkeypatch, "\n" * 30)
    assert run("import", path, "--knowledge", city) == 0
    assert "有 1 处看不懂" in capsys.readouterr().out
    marked = load_workbook(tmp_path / "名单-有错.xlsx").worksheets[0]["K4"]
    assert (marked.value, marked.fill.fgColor.rgb) == ("全年无休", "00FFC7CE")
