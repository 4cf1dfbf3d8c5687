"""Sentences without the names of one city's places and providers, so that they hold in any other."""

import re
from collections.abc import Iterable, Mapping, Sequence

from knowledge.loader import Files

_BRACKETED = re.compile(r"[(（].*?[)）]")


class Nameless:
    """also: word list → further names that give way to its words. kept: words that are places here and words
    of their own anywhere, such as 科技馆."""

    def __init__(self, files: Files, also: Mapping[str, Sequence[str]], kept: Iterable[str]) -> None:
        lists = {located.record.name: located.record.words for located in files.words if located.record}
        named = {name: kind for kind, names in _names(files, also) for name in names if name.strip()}
        self._kept = {word.lower() for word in kept}
        self._words: dict[str, str] = {}  # name, in small letters → what takes its place
        for name, kind in named.items():
            in_letters = [word for word in lists[kind] if word.isascii() == name.isascii()]
            self._words[name.lower()] = in_letters[0]
        by_length = sorted((*named, *self._kept), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_whole, by_length)), re.IGNORECASE)

    def without_names(self, text: str) -> str:
        """The text of a file; of lines that have become the same only the first is left."""
        seen: set[str] = set()
        lines = []
        for line in text.splitlines(keepends=True):
            changed = self._pattern.sub(self._word_for, line)
            if changed == line or changed not in seen:
                lines.append(changed)
            seen.add(changed)
        return "".join(lines)

    def _word_for(self, found: re.Match[str]) -> str:
        name = found.group()
        return name if name.lower() in self._kept else self._words[name.lower()]


def _names(files: Files, also: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, Iterable[str]]]:
    """(word list of what stands for it, names)."""
    for place in (located.record for located in files.places if located.record):
        kind = "any-district" if place.kind == "district" else "any-place"
        yield kind, (name for name in (place.name, *place.aliases) if not name.isdigit())
    for provider in (located.record for located in files.providers if located.record):
        names = (provider.name, _BRACKETED.sub("", provider.name), provider.name_en or "", *provider.aliases)
        yield "any-provider", names
    yield from also.items()


def _whole(name: str) -> str:
    """A Latin name only matches whole; Chinese has no such boundary."""
    escaped = re.escape(name)
    return rf"(?<![A-Za-z]){escaped}(?![A-Za-z])" if name.isascii() else escaped
