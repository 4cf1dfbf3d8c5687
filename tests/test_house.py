"""What holds the house together: nothing forgotten in a registry, words for every key, docs that are true."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.dialogue.topics import TOPICS
from bot.settings import SettingsError, read_settings, variables
from knowledge.loader import SHIPPED, load
from knowledge.problems import sentences
from knowledge.reply_keys import REPLY_KEYS

ROOT = Path(__file__).parent.parent
# Keys whose last part is chosen by a value: service.full_day, kind.public, …
CHOSEN = (
    "news.", "service.", "kind.", "unit.", "includes.", "part.", "place.", "condition.", "book.resume_",
    "button.", "telegram.command.", "wait.over_", "wait.because_", "role.", "cases.by_",
)  # fmt: skip


def modules_in(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.py")} - {"__init__"}


def test_every_topic_module_is_registered() -> None:
    assert modules_in(ROOT / "bot/dialogue/topics") == set(TOPICS)


def test_every_phrased_topic_has_a_handler_and_the_other_way_round() -> None:
    """But for what is not ours to answer, which has phrases only, and the FAQ, which has files of its own."""
    assert set(load(SHIPPED).topics) - {"unknown"} | {"faq"} == set(TOPICS)


def strings_in_code() -> Iterator[str]:
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_reply_key_is_used() -> None:
    used = set(strings_in_code())
    assert [key for key in REPLY_KEYS if key not in used and not key.startswith(CHOSEN)] == []


def test_every_key_that_is_said_exists() -> None:
    said = {text for text in strings_in_code() if re.fullmatch(r"[a-z]+\.[a-z_.]*[a-z]", text)}
    said = {text for text in said if text.partition(".")[0] in KEY_GROUPS} - LOOK_LIKE_KEYS
    assert [key for key in said if key not in REPLY_KEYS and not key.startswith(CHOSEN)] == []


LOOK_LIKE_KEYS = {
    "faq.json", "telegram.me",
    # What the audit records.
    "staff.invited", "staff.appointed", "staff.removed", "notice.posted", "notice.withdrawn",
    "draft.begun",
}  # fmt: skip
KEY_GROUPS = {key.partition(".")[0] for key in REPLY_KEYS} - {"fault"}


def test_every_reply_has_both_languages() -> None:
    assert [key for key, text in load(SHIPPED).replies.items() if not text.en] == []


def test_every_problem_has_a_sentence_in_both_languages() -> None:
    used = set()
    for path in (ROOT / "knowledge").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used.add(node.value)
    assert [code for code in sentences() if code not in used] == []
    assert [code for code, said in sentences().items() if set(said) != {"zh", "en"}] == []


def test_the_settings_table_in_the_docs_is_the_code_s() -> None:
    documented = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for variable, meaning in variables().items():
        assert f"`{variable}`" in documented
        assert meaning in documented


def test_settings_come_from_the_environment_over_the_file(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("TUOYU_LOG_LEVEL=ERROR\nTUOYU_SAMPLES=false\n")
    settings = read_settings({"TUOYU_LOG_LEVEL": "INFO", "HOME": "/"}, env)
    assert (settings.log_level, settings.samples) == ("INFO", False)


@pytest.mark.parametrize(
    ("environment", "variable", "words"),
    [
        ({"TUOYU_LOGLEVEL": "INFO"}, "TUOYU_LOGLEVEL", "did you mean TUOYU_LOG_LEVEL?"),
        ({"TUOYU_LOG_LEVEL": "LOUD"}, "TUOYU_LOG_LEVEL", "DEBUG"),
        ({"TUOYU_DATABASE_URL": "mysql://x/y"}, "TUOYU_DATABASE_URL", "sqlite or postgresql"),
        ({"TUOYU_DATABASE_URL": "nonsense"}, "TUOYU_DATABASE_URL", "sqlite or postgresql"),
        ({"TUOYU_SAMPLES": "maybe"}, "TUOYU_SAMPLES", "boolean"),
        ({"TUOYU_CHAT_LINK": "https://t.me/bot"}, "TUOYU_CHAT_LINK", "provider"),
    ],
)
def test_a_wrong_setting_is_named(
    environment: dict[str, str], variable: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings(environment, tmp_path / "none")
    assert [(name, words in fault) for name, fault in raised.value.wrong] == [(variable, True)]


def test_a_wrong_import_is_caught(tmp_path: Path) -> None:
    """The contracts of import-linter are shown to bite: a copy of the house with one planted import."""
    for room in ("bot", "knowledge", "db"):
        for path in (ROOT / room).rglob("*.py"):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    planted = tmp_path / "knowledge/text.py"
    planted.write_text(planted.read_text(encoding="utf-8") + "\nimport bot.messages\n", encoding="utf-8")
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    found = subprocess.run(
        lint, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path), "PATH": ""}, capture_output=True, text=True
    )
    assert found.returncode != 0
    assert "knowledge and db do not know the bot BROKEN" in found.stdout
