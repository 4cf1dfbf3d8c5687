"""Nickname and birthday from a parent's own words."""

import re
from dataclasses import dataclass
from datetime import date

from bot.understanding.ages import read_birthday
from knowledge.text import normalise

LONGEST_NICKNAME = 20
_AROUND_NAMES = re.compile(
    r"老[大二三](?=叫|是)|我家|我们家|孩子|宝宝|宝贝|女儿|儿子|小名|名字|昵称|姓名|叫做|叫|名叫|是|出生于|出生日期|出生|生日|生于|生的|"
    r"\b(?:my|his|her|name|nickname|is|called|born|on|in|birthday|date of birth|dob)\b|"
    r"\b(?:the|son|daughter|child|baby|and)\b",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[\s,，。.;；:：、!！?？()（）\"'“”‘’/\\|<>]+")
_QUESTION = re.compile(
    r"[?？]|吗|怎么|什么|为什么|多少|几|能不能|可以|what|how|why|when|where|can |do ", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ChildDetails:
    """asks: there is a question beside."""

    nickname: str | None
    born_on: date | None
    born_day_known: bool = True
    asks: bool = False


def read_child(raw: str, today: date) -> ChildDetails:
    """Of an answer to "nickname and birthday?": whichever of the two it holds."""
    birthday = read_birthday(normalise(raw), today)
    rest = raw
    if birthday is not None:
        rest = _without_birthday(raw, today)
    elif _QUESTION.search(raw):
        return ChildDetails(None, None)
    nickname = _nickname(rest)
    if birthday is None:
        return ChildDetails(nickname, None)
    asks = _QUESTION.search(raw) is not None
    return ChildDetails(nickname, birthday.born_on, birthday.born_day_known, asks)


def _nickname(text: str) -> str | None:
    words = [word for word in _PUNCTUATION.split(_AROUND_NAMES.sub(" ", text)) if word]
    name = " ".join(word for word in words if not word.isdigit())
    return name if 0 < len(name) <= LONGEST_NICKNAME else None


def _without_birthday(raw: str, today: date) -> str:
    """Drops the pieces that tell the date. The reading is of normalised text, whose offsets are not
    those of the raw words, hence by piece."""
    pieces = re.split(r"([\s,，。;；]+)", raw)
    kept = [piece for piece in pieces if not re.search(r"\d", piece)]
    joined = "".join(kept).strip()
    if re.search(r"[年月]", raw) or not kept:
        joined = re.sub(r"(?:\d{2,4}|今|去|前) ?年|\d{1,2} ?月份?|\d{1,2} ?[日号]|\d[\d./\-]*", " ", raw)
    return re.sub(
        r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\b\.?|\b\d{1,2}(?:st|nd|rd|th)?\b|生$",
        " ", joined, flags=re.IGNORECASE,
    )  # fmt: skip
