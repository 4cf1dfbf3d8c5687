"""What is doubtful in the words themselves: quotes and brackets that do not match, the wrong language,
odd addresses and telephone numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from knowledge import personal_data
from knowledge.field_faults import did_you_mean
from knowledge.problems import Problem
from knowledge.records import Loc, Located

if TYPE_CHECKING:
    from knowledge.loader import Files

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_FILLED_IN = re.compile(r"\{\w*\}")
_PAIRS = (("“", "”"), ("「", "」"), ("《", "》"), ("【", "】"), ("(", ")"), ("（", "）"), ("[", "]"))
_CURLY_OUTSIDE = re.compile(r"""^(?:“[^”]*”|‘[^’]*’|「[^」]*」)$""")
_STRAY_QUOTE = re.compile(r"""^['"][^'"]*$|^[^'"]*"$""")
_WORTH_A_LOOK = re.compile(r"""["“”‘’「」《》【】()（）\[\]{}]|^'""")
# Landlines (area code optional, an extension at the end), mobiles, 400/800 numbers, short hotlines; as in
# Taiwan, Hong Kong and Japan (02-28836242, 0778-22-0065, 24-7878), and North America (416-394-7601).
_TELEPHONE = re.compile(
    r"(?:0\d{2,3}[- ]?)?\d{4}[- ]?\d{3,4}(?:-\d{1,6})?|1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
    r"|(?:0\d{1,4}[- ])?(?:[1-9]\d{0,3}[- ]?\d{4}|[1-9]\d{5})(?:-\d{1,6})?"
    r"|[2-9]\d{2}[- ]\d{3}[- ]\d{4}(?:-\d{1,6})?"
    r"|[48]00[- ]?\d{3,4}[- ]?\d{3,4}|\d{3,6}"
)
_NUMBER = re.compile(r"\d+")
_USED_OFTEN = 3
_NEARLY_THE_SAME = 60


def check(files: Files) -> Iterator[Problem]:
    for entries in (
        files.providers, files.faq, files.guides, files.topics, files.places, files.words, files.benefits,
        files.replies,
    ):  # fmt: skip
        for located in entries:
            for path, text in _texts(located.data, ()):
                yield from _text(located, path, text)
    yield from _nearly_the_same(files.faq, "category")
    yield from _nearly_the_same(files.places, "confidence")


def _texts(value: Any, path: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))


def _text(located: Located[Any], path: Loc, text: str) -> Iterator[Problem]:
    match path[-1]:
        case "url":
            if text.startswith(("http://", "https://")) and not _is_web_address(text):
                yield located.problem("url_odd", *path, value=text[:60])
        case "telephone":
            if re.fullmatch(r"[0-9][0-9 \-]{2,19}", text) and not _TELEPHONE.fullmatch(text):
                yield located.problem("telephone_odd", *path, value=text)
        case "en" | "name_en":
            if len(_HAN.findall(text)) > len(_LATIN.findall(_FILLED_IN.sub("", text))):
                yield located.problem("english_expected", *path)
        case "zh":
            if not _HAN.search(text) and len(_LATIN.findall(_FILLED_IN.sub("", text))) >= 12:
                yield located.problem("chinese_expected", *path)
    if _WORTH_A_LOOK.search(text):
        yield from _marks(located, path, text)
    if personal_data.MAY_HOLD.search(text):
        yield from personal_data.check(located, path, text)


def _marks(located: Located[Any], path: Loc, text: str) -> Iterator[Problem]:
    if _CURLY_OUTSIDE.match(text):
        yield located.problem("smart_quotes", *path, text=text[:60])
    elif _STRAY_QUOTE.match(text.strip()):
        yield located.problem("quote", *path, text=text[:60])
    in_braces = located.file.startswith("replies/")  # {name} there is looked at by itself
    for opening, closing in _PAIRS if in_braces else (*_PAIRS, ("{", "}")):
        surplus = text.count(opening) - text.count(closing)
        if surplus > 0 or (surplus < 0 and opening not in "(（"):  # "1)" counts things
            yield located.problem("unbalanced", *path, marks=f"{opening} {closing}", text=text[:60])


def _is_web_address(text: str) -> bool:
    try:
        address = urlsplit(text)
        host = address.hostname or ""
        return text.isascii() and "." in host.strip(".") and (address.port or 1) > 0
    except ValueError:
        return False


def _nearly_the_same(entries: Sequence[Located[Any]], name: str) -> Iterator[Problem]:
    """A value used once that is very like one used often. Another number is no slip."""
    used = Counter(located.text(name) or "" for located in entries)
    often = [value for value, count in used.items() if count >= _USED_OFTEN]
    numberless = {_NUMBER.sub("", value) for value in often}
    for located in entries:
        value = located.text(name)
        if not value or used[value] > 1 or _NUMBER.sub("", value) in numberless:
            continue
        if hint := did_you_mean(value, often, _NEARLY_THE_SAME):
            yield located.problem("nearly_the_same", name, severity="warning", value=value, hint=hint)
