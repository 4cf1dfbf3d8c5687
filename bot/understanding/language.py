"""In which language and script a message is written."""

import re

from knowledge.text import Script, count_han, is_traditional

_LATIN_WORD = re.compile(r"[a-z]{2,}")
# Words that people of every language type; alone they do not tell one.
_EVERYBODYS = frozenset(
    {"ok", "okay", "hi", "hello", "bye", "yes", "no", "hey", "thx", "start", "bbw", "app", "emm"}
)


def read_language(raw: str, without_names: str) -> Script | None:
    """raw: as typed; without_names: normalised, names taken out. None when the message does not tell."""
    han = count_han(without_names)
    words = _LATIN_WORD.findall(without_names)
    if han == 0:
        telling = [word for word in words if word not in _EVERYBODYS]
        if telling:
            return "en"
        return None if not count_han(raw) else _script(raw)
    if len(words) >= 3 and len(words) > han:
        return "en"
    return _script(raw)


def _script(raw: str) -> Script:
    return "zh-Hant" if is_traditional(raw) else "zh-Hans"
