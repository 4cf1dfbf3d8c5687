"""In which language and script a message is written."""

import re
from collections.abc import Callable

from knowledge.text import Script, count_han, has_han, is_traditional

_LATIN_WORD = re.compile(r"[a-z]{2,}")
# Words that people of every language type; alone they do not tell one.
_EVERYBODYS = frozenset(
    {"ok", "okay", "hi", "hello", "bye", "yes", "no", "hey", "thx", "start", "bbw", "app", "emm"}
)


def read_language(raw: str, text: str, without_names: Callable[[str], str]) -> Script | None:
    """raw: as typed; text: normalised; without_names: takes names out. None when the message does not tell."""
    if not _LATIN_WORD.search(text) and has_han(raw):
        return _script(raw)
    rest = without_names(text)
    han = count_han(rest)
    words = _LATIN_WORD.findall(rest)
    if han == 0:
        telling = [word for word in words if word not in _EVERYBODYS]
        if telling:
            return "en"
        return _script(raw) if has_han(raw) else None
    if len(words) >= 3 and len(words) > han:
        return "en"
    return _script(raw)


def _script(raw: str) -> Script:
    return "zh-Hant" if is_traditional(raw) else "zh-Hans"
