"""Telephone numbers as lists of other people write them."""

import re

from knowledge.excel.cells import Misread
from knowledge.excel.targets import list_words
from knowledge.text import normalise

_BETWEEN = re.compile(r"[/、,;\n]+|或|和|(?<=\d{7})\s+(?=\(?[01]\d)")
_EXTENSION = re.compile(r"\s*(?:转分机|分机|内线|转|extension|ext\.?|x|#)\s*(?:号)?[.:]?\s*(\d{1,6})$")
_REMARK = re.compile(r"\([^\d()]*\)|\([^()]*[^\d()\s-][^()]*\)|[一-鿿]+|[a-z]+\.?|:")
_ABROAD = re.compile(r"^\(?(?:\+|00)\s?(\d{1,3})\)?[\s-]*(.+)$")
_AREA = re.compile(r"^\(?(0\d{1,4})(?:\)|[\s-])\s*-?(.+)$")
_WORDS_ALLOWED = 6  # characters of words beside a number: of a label or a name, not of a sentence
_DIGITS = range(5, 13)
_LOCAL_DIGITS = range(6, 9)  # behind an area code that stands apart


def telephones(text: str) -> tuple[str, ...] | Misread:
    """All numbers of the cell, each as the files have them; names that stand beside them are left out."""
    found = []
    for piece in filter(None, map(str.strip, _BETWEEN.split(normalise(text)))):
        if (number := _number(piece)) is None:
            return Misread("telephone_not_understood", {"value": text[:40]})
        found.append(number)
    return tuple(found) or Misread("telephone_not_understood", {"value": text[:40]})


def _number(piece: str) -> str | None:
    piece = re.sub(r"[—–－‐−]+", "-", piece)
    extension = _EXTENSION.search(piece)
    if extension:
        piece = piece[: extension.start()]
    words = _REMARK.findall(piece)
    if sum(map(len, words)) - sum(word.startswith("(") and len(word) for word in words) > _WORDS_ALLOWED:
        return None
    plain = _at_home(_REMARK.sub(" ", piece).strip())
    area = _AREA.match(plain)
    if area:
        local = re.sub(r"[\s-]", "", area[2])
        if len(local) not in _LOCAL_DIGITS:
            return None
        plain = f"{area[1]}-{area[2].strip() if '-' in area[2] else local}"
    plain = re.sub(r"[\s.]*-[\s.]*|\)\s*|\.", "-", plain.strip("() ")).replace("(", "").strip("-")
    digits = re.sub(r"[\s-]", "", plain)
    if not digits.isdecimal() or len(digits) not in _DIGITS or not re.fullmatch(r"[\d\s-]+", plain):
        return None
    if " " in plain and not re.fullmatch(r"\d{4} \d{4}", plain):
        mobile = len(digits) == 11 and digits.startswith("1")
        plain = digits if mobile else re.sub(r"[\s-]+", "-", plain)
    return f"{plain}-{extension[1]}" if extension else plain


def _at_home(text: str) -> str:
    """As parents of the city dial it: without the country's code, with the zero that it replaces."""
    match = _ABROAD.match(text)
    zeros: dict[str, str] = list_words()["country_codes"]
    code = next((code for code in zeros if match and (match[1] + match[2]).startswith(code)), None)
    if match is None or code is None:
        return text
    rest = (match[1] + match[2])[len(code) :].strip(" -()")
    mobile = code == "86" and re.match(r"1[3-9]", rest)
    return rest if mobile or rest.startswith("0") else f"{zeros[code]}{rest}"
