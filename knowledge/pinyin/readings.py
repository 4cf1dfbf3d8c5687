"""How Chinese characters sound, without tones."""

from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

_FILE = Path(__file__).parent / "readings.tsv"
MOST_READINGS = 16  # of one word, when several of its characters have more than one
Syllables = tuple[str, ...]


def readings(character: str) -> Syllables:
    """Toneless pinyin, the most usual first; empty for what is no Chinese character in common use."""
    return _table().get(character, ())


def spellings(word: str) -> Iterator[Syllables]:
    """Every way to read a word, one syllable a character; none when a character has no known reading."""
    for number, spelling in enumerate(product(*map(readings, word))):
        if number == MOST_READINGS:
            return
        yield spelling


def as_spoken(syllable: str) -> str:
    """The form that speakers of the south do not tell apart: zh and z, l and n, final ng and n."""
    if syllable[1:2] == "h":
        syllable = syllable[0] + syllable[2:]
    if syllable.startswith("l"):
        syllable = "n" + syllable[1:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


@cache
def _table() -> dict[str, Syllables]:
    table: dict[str, Syllables] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines()[1:]:
        spelt, characters = line.split("\t")
        table |= dict.fromkeys(characters, tuple(spelt.split()))
    return table
