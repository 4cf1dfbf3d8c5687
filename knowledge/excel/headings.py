"""What a heading of a foreign list means: by the words that lists use, in Chinese, English and Japanese."""

import re
from functools import cache

from rapidfuzz import fuzz

from knowledge.excel.targets import IGNORE, targets
from knowledge.text import normalise

LIKE_ENOUGH = 72  # of 100
_LONGEST = 24
_ENDS_SO, _BEGINS_SO = 90, 80
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LATIN = re.compile(r"[a-z][a-z\d .,'/_-]{3,}")  # X坐标 and GPS坐标 stay as they are
_IN_ENGLISH = re.compile(r"(.+?)\s*\(?(?:英文|英)\)")


@cache
def heading_score(heading: str) -> tuple[str, int]:
    """The target whose headings are most alike, 0 to 100."""
    plain = _plain(heading)
    best = (IGNORE, 0)
    if not plain:
        return best
    for target in targets().values():
        for known in target.headings:
            if (score := _alike(plain, _plain(known))) > best[1]:
                best = (target.name, score)
    return best


@cache
def _plain(heading: str) -> str:
    """Without remarks in brackets, such as （元/月）; the last part of a URL; the Chinese of 名稱 Name."""
    tail = re.split(r"[#/]", heading.strip())[-1] if "://" in heading else heading
    text = normalise(_CAMEL.sub(" ", tail)).replace("*", "").replace("\n", " ")
    text = _IN_ENGLISH.sub(r"英文\1", text)
    outside = text.split("(")[0].strip() or text
    if not outside.isascii():
        outside = _LATIN.sub("", outside) or outside
        return re.sub(r"[\s_.:]+", "", outside)
    return re.sub(r"[\s_.:-]+", " ", outside).strip()


def _alike(plain: str, known: str) -> int:
    if plain == known:
        return 100
    if plain.isascii() and known.isascii():
        return _alike_in_words(plain, known)
    if plain.isascii() or known.isascii() or len(plain) > _LONGEST:
        return 0
    return round(min(99, fuzz.ratio(known, plain)))


def _alike_in_words(plain: str, known: str) -> int:
    """English headings end with what they are (centre name), or begin with it (latitude wgs84)."""
    if len(known) < 3:
        return 0
    if plain.endswith(f" {known}"):
        return _ENDS_SO
    return _BEGINS_SO if plain.startswith(f"{known} ") else 0
