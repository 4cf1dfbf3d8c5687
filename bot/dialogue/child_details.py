"""Nickname and birthday from a parent's own words."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from bot.understanding.ages import read_ages, read_birthday
from bot.understanding.spans import Span
from knowledge.text import normalise

LONGEST_NICKNAME = 20
_OURS = "(?:我们|我|咱们|咱|俺们|俺|阿拉|他|她)"
_KIN = (
    "(?:孩子|小孩|小朋友|宝宝|宝贝|女儿|儿子|闺女|外孙女|外孙|孙女|孙子|娃娃|娃儿|娃|囡囡|囡|大宝|二宝|小宝|老[大二三]"
    "|哥哥|弟弟|姐姐|妹妹)"
)
_ALSO_NICKNAMES = re.compile("娃娃|囡囡|大宝|二宝|小宝|哥哥|弟弟|姐姐|妹妹")
_WHOSE = re.compile(
    rf"^(?:就|嗯+|{_OURS}?(?:家的?|的)?{_KIN}|{_OURS}(?:家的?|的)?(?={_KIN})|{_OURS}(?:家的?|的))+"
)
_AFTER = re.compile(r"(?<=..)[的了啊呀哦吧呢哈啦]+$")
_NICKNAME = re.compile(r"(?:小名|乳名|昵称|\bnick ?name)\W*(?:是|叫|is\b)*\W*", re.IGNORECASE)
_FULL_NAME = re.compile("[大全学]名")
_NAME = re.compile(r"(?:名字|姓名|名|叫做|叫|\bname|\bcalled)(?:是|叫|'s\b|’s\b|is\b)*\W*", re.IGNORECASE)
_BESIDE = re.compile(
    r"同意|好的?|可以|行|嗯+|是的?|对的?|的|了|性别|男|女|[男女][孩宝生]|出生于?|出生日期|生日|生于|生的?|\d+"
    r"|yes|ok|okay|i|agree|my|his|her|he|she|s|is|was|born|on|in|birthday|date|of|birth|dob|the|son|daughter|child"
    r"|kid|baby|boy|girl|and|name",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[\s,，。.;；:：、!！?？()（）\"'“”‘’/\\|<>\-]+")
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
    shown = " ".join(unicodedata.normalize("NFKC", raw).split())
    text = _aligned(shown)
    birthday = read_birthday(text, today)
    asks = _QUESTION.search(raw) is not None
    if birthday is None:
        nickname = None if asks else _nickname(_without(shown, [age.span for age in read_ages(text, today)]))
        return ChildDetails(nickname, None)
    nickname = _nickname(_without(shown, [birthday.span]))
    return ChildDetails(nickname, birthday.born_on, birthday.born_day_known, asks)


def _aligned(shown: str) -> str:
    """Normalised, with each character in its place."""
    return "".join(plain if len(plain := normalise(c)) == 1 else c for c in shown)


def _without(shown: str, spans: list[Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        shown = f"{shown[:start]} {shown[end:]}"
    return shown


def _nickname(text: str) -> str | None:
    told = _NICKNAME.split(text)
    text = _FULL_NAME.split(told[1])[0] if len(told) > 1 else _NAME.split(text)[-1]
    pieces = [piece for piece in _PUNCTUATION.split(text) if piece and not _is_beside(piece)]
    names = [name for piece in pieces if (name := _AFTER.sub("", _WHOSE.sub("", piece)))]
    name = " ".join(names or [found[0] for piece in pieces if (found := _ALSO_NICKNAMES.search(piece))][:1])
    return name if 0 < len(name) <= LONGEST_NICKNAME else None


def _is_beside(piece: str) -> bool:
    return _BESIDE.fullmatch(piece) is not None or _QUESTION.search(piece) is not None
