"""TUOYU_ADMINS: who administrators are, and a clear word on what is misspelt."""

from pathlib import Path

import pytest

from bot.channels import jsonl, telegram, terminal
from bot.settings import CHANNELS, SettingsError, read_settings


@pytest.mark.parametrize(
    ("value", "admins"),
    [
        ("", set()),
        ("telegram:12", {("telegram", "12")}),
        (" telegram:12 , terminal:terminal,", {("telegram", "12"), ("terminal", "terminal")}),
        ("jsonl:a:b", {("jsonl", "a:b")}),
    ],
)
def test_administrators_are_pairs(value: str, admins: set[tuple[str, str]], tmp_path: Path) -> None:
    assert read_settings({"TUOYU_ADMINS": value}, tmp_path / "none").admins == admins


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("telegran:12", "did you mean telegram?"),
        ("12", "channel:user id"),
        ("telegram:@anna", "a number, not a @name"),
        ("telegram:", "has no user id"),
        ("terminal:", "has no user id"),
        ("telegram:12;telegram:13", "a number"),
    ],
)
def test_a_misspelt_one_is_named(value: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings({"TUOYU_ADMINS": f"terminal:me,{value}"}, tmp_path / "none")
    ((variable, fault),) = raised.value.wrong
    assert variable == "TUOYU_ADMINS"
    assert words in fault


def test_the_settings_know_every_channel() -> None:
    assert set(CHANNELS) == {telegram.NAME, terminal.NAME, jsonl.NAME}
