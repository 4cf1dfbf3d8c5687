"""What parents call a provider that a list calls by its full legal name: 小哈利托嬰中心."""

import re
from collections import Counter
from collections.abc import Sequence

from knowledge.text import normalise

_REMARK = re.compile(r"[（(][^（()）]*[)）]")
_ON_BEHALF = re.compile(r"^.*(?:委[托託].+(?:办理|辦理|经营管理|經營管理|营运|營運)|附[设設])")
_PLACE = re.compile(r"^(?:\w{2,3}省)?\w{2,3}市(?=\w{4})")
_RUN_BY = re.compile(r"^(?:私立|公立|市立|[区區]立|[县縣]立)")
_COMPANY = re.compile(
    r"(?:教育|科技|咨询|文化|健康|管理|服务|发展|传播|信息|产业|家政)*(?:股份)?有限(?:责任)?公司(?:\w{2,8}分公司)?$"
)
SHORTEST = 4  # characters: 小熊托育


def short_names(names: Sequence[tuple[str, str]], taken: Sequence[str]) -> list[str]:
    """names: (name, district). For each its short name; "" where it has none, or where it would be another's.
    taken: names that are not to be used."""
    found = [_short(name, district) for name, district in names]
    often = Counter(map(normalise, found)) + Counter({normalise(name) for name in taken})
    return [
        short if short != name and len(short) >= SHORTEST and often[normalise(short)] == 1 else ""
        for short, (name, _) in zip(found, names, strict=True)
    ]


def _short(name: str, district: str) -> str:
    text = _ON_BEHALF.sub("", _REMARK.sub("", name).strip())
    text = _PLACE.sub("", text)
    return _COMPANY.sub("", _RUN_BY.sub("", text.removeprefix(district))).strip()
