"""A small knowledge folder: the pack beside this file, and what the bot asks for by name on top."""

import json
import shutil
from pathlib import Path
from typing import get_args

import yaml

from knowledge.loader import SHIPPED
from knowledge.reply_keys import REPLY_KEYS
from knowledge.schema import Kind, Topic
from knowledge.word_lists import WORD_LISTS

PACK = Path(__file__).parent / "pack"
UNPHRASED = ("faq", "unknown")
# So that every street has a provider.
ELSEWHERE = """\
- id: elsewhere-{number}
  name: {name}处园
  kind: public
  district: {district}
  street: {street}
  telephone: 021-5712003{number}
  source: {{title: 某某网站, checked_on: 2026-11-01}}
"""


def build(directory: Path) -> Path:
    """A folder without faults."""
    shutil.copytree(PACK, directory)
    write(directory, "replies/all.yaml", "".join(reply(key) for key in REPLY_KEYS))
    words = (f"- {{name: {name}, words: [词{n}]}}\n" for n, name in enumerate(WORD_LISTS))
    write(directory, "words/all.yaml", "".join(words))
    for number, topic in enumerate(sorted(set(get_args(Topic)) - {"find", *UNPHRASED})):
        phrases = f"topic: {topic}\nlabel: 话题{number}\nphrases: [问法{number}]\n"
        write(directory, f"topics/{topic}.yaml", phrases)
    for number, (district, street) in enumerate((("奉贤区", "满满路1"), ("崇明区", "城桥镇"))):
        entry = ELSEWHERE.format(number=number, name="甲乙"[number], district=district, street=street)
        write(directory, f"providers/elsewhere-{number}.yaml", entry)
    full = (PACK / "guides/full.yaml").read_text(encoding="utf-8")
    for kind in sorted(set(get_args(Kind)) - {"public"}):
        guide = full.replace("full-1", f"guide-{kind}").replace("kind: public", f"kind: {kind}")
        write(directory, f"guides/{kind}.yaml", guide)
    return directory


def copy_topics(pack: Path, *topics: str, phrases: int = 60) -> None:
    """Shipped ones, with as many phrases as suit entries of a few questions."""
    for topic in topics:
        shipped = yaml.safe_load((SHIPPED / f"topics/{topic}.yaml").read_text(encoding="utf-8"))
        shipped["phrases"] = shipped["phrases"][:phrases]
        write(pack, f"topics/{topic}.yaml", yaml.safe_dump(shipped, allow_unicode=True))


def reply(key: str) -> str:
    filled = " ".join(f"{{{name}}}" for name in REPLY_KEYS[key])
    words = {"zh": f"话 {filled}".strip(), "en": f"words {filled}".strip()}
    return f"{json.dumps(key)}:\n" + "".join(
        f"  {lang}: {json.dumps(words[lang], ensure_ascii=False)}\n" for lang in words
    )


def write(directory: Path, name: str, content: str | bytes) -> Path:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def replace(directory: Path, name: str, old: str, new: str) -> int:
    """Replaces the first occurrence; the line on which it stood."""
    path = directory / name
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text.count("\n", 0, text.index(old)) + 1
