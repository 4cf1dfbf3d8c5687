"""The most a parent would pay a month: 3000以内, 预算两千五, under 3000, 2000到3000."""

import re

from bot.understanding.numerals import HAN_NUMBER, parse_at_most
from bot.understanding.spans import Span

_NUMBER = rf"(?:\d[\d,]{{0,8}}(?:\.\d{{1,2}})?(?:\s?[千百万](?:\d(?!\d))?|\s?[kw](?![a-z]))?|{HAN_NUMBER})"
_AMOUNT = rf"[¥￥]?\s?(?:{_NUMBER}\s?(?:元|块)?\s?[-~—–到至]\s?)?[¥￥]?(?<![\d.:])({_NUMBER})多?"
_UNIT = r"\s?(?:元|块钱?|人民币|rmb|yuan|cny|￥|¥)?"
_A_MONTH = r"\s?(?:一个?月|每个?月|/个?月|a month|per month|/month|monthly)?"
_UP_TO = (
    r"(?:不超过|不要?高于|不多于|不要?超过?|别超过?|没超过|低于|少于|小于|便宜于|最多|最高|至多|上限|顶多|控制在|预算"
    r"|\bunder|\bbelow|\bbudget(?: of| is|:)?|\bmax(?:imum)?(?: of)?|\bup to|\bless than|\bno more than|\bnot more than|\bcheaper than|\bat most|\bwithin|≤|<=?)"
)
_OR_LESS = r"(?:以内|以下|之内|之下|内(?!容)|左右|上下|封顶|以上的?(?:不行|不要|太贵|不考虑|就?算了|免谈)| or less\b| or under\b| max\b| tops\b)"
_CEILING = re.compile(
    rf"{_AMOUNT}{_UNIT}{_A_MONTH}\s?{_OR_LESS}|{_UP_TO}\s?(?:在|是|为|大概|大约|about|around)?\s?(?:每个?月|一个?月)?\s?(?:rmb|cny)?\s?{_AMOUNT}{_UNIT}"
)
_RANGE = re.compile(rf"(?<![\d.:])\d{{3,5}}\s?(?:元|块)?\s?[-~—–到至]\s?(\d{{3,5}})(?![\d.:]){_UNIT}")
# An amount that is all there is, or that describes what is looked for (3000块的托班).
_BARE = re.compile(rf"(?:每个?月|一个?月|月费)?\s?{_AMOUNT}{_UNIT}{_A_MONTH}(?:吧|的)?")
_SAYS_MONEY = re.compile(r"[千百万kw元块月到至~]|rmb|yuan|cny|[¥￥]|month")  # 3000 alone may be anything
_DESCRIBES = re.compile(rf"{_AMOUNT}\s?(?:元|块钱?){_A_MONTH}的(?=托|全日|半日|地方|机构|普惠|民办|公办)")
_NOT_MONEY_AFTER = re.compile(
    r"\s?(?:公里|千米|公斤|km|kilom|kg|米|met(?:er|re)|m\b|min|分钟|分|岁|个?月|天|次|个|家|人|名|周|小时|点|号|years?\b|months?\b|mo\b|days?\b|kids|children|hours?\b)"
)
_GRANT = re.compile(r"补贴|补助|津贴|扣除|抵扣|退税|个税|subsid|allowance|deduct")
_AFTER_GRANT = re.compile(r"(?:补贴|补助|津贴)(?:之?后|完)")
_NEAR = 6  # characters between a grant and its amount
LEAST, MOST = 100, 50_000


def read_max_price(text: str) -> tuple[int, Span] | None:
    """Whole yuan a month; of a range its end. None for the amount of a grant. text: normalised."""
    found = [*_CEILING.finditer(text), *_DESCRIBES.finditer(text), *_RANGE.finditer(text)]
    if whole := _BARE.fullmatch(text.strip(" .,!?。")):
        amount = _yuan(whole.group(1)) if _SAYS_MONEY.search(text) else None
        return (
            (amount, (text.find(whole.group()), text.find(whole.group()) + len(whole.group())))
            if amount
            else None
        )
    for match in found:
        group = match.lastindex or 1
        amount = _yuan(match.group(group))
        if (
            amount
            and not _NOT_MONEY_AFTER.match(text, match.end(group))
            and not _is_grant(text, match.span())
        ):
            return amount, match.span()
    return None


def _yuan(words: str) -> int | None:
    amount = parse_at_most(words.replace(" ", ""))
    return int(amount) if amount is not None and LEAST <= amount <= MOST else None


def _is_grant(text: str, span: Span) -> bool:
    around = text[max(0, span[0] - _NEAR) : span[1] + _NEAR]
    return _GRANT.search(around) is not None and _AFTER_GRANT.search(around) is None
