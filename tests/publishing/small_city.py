"""The shipped words with few providers, questions and phrases: understood in a second."""

import re
import shutil
from pathlib import Path

from knowledge.loader import SHIPPED
from tests.knowledge.packs import copy_topics, write

TOPICS = [path.stem for path in sorted((SHIPPED / "topics").glob("*.yaml"))]
_SUGGEST = re.compile(r"^ +suggest:.*\n(?: +- .*\n)*", re.M)
_WHOLE = ("replies", "words", "guides", "benefits", "places")
_FILES = ("providers/奉贤区.yaml", "providers/黄浦区.yaml")
_QUESTIONS = "faq/三个区.yaml"
_ENTRIES = 5


def build_small_city(directory: Path) -> Path:
    for folder in _WHOLE:
        shutil.copytree(SHIPPED / folder, directory / folder)
    for file in _FILES:
        write(directory, file, (SHIPPED / file).read_bytes())
    entries = (SHIPPED / _QUESTIONS).read_text(encoding="utf-8").split("\n- id:")[: 1 + _ENTRIES]
    write(directory, _QUESTIONS, _SUGGEST.sub("", "\n- id:".join(entries) + "\n"))  # of those left out
    (directory / "topics").mkdir()
    copy_topics(directory, *TOPICS, phrases=12)
    return directory
