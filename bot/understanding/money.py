"""The most a parent would pay a month: 3000以内, 预算两千五, under 3000."""

import re

from bot.understanding.numerals import HAN_NUMBER, parse_number

Span = tuple[int, int]
_AMOUNT = rf"(\d[\d,]{{0,8}}(?:\.\d{{1,2}})?\s?[千万k]?|{HAN_NUMBER})"
_UNIT = r"\s?(?:元|块钱?|人民币|rmb|yuan|￥|¥)?"
_CEILING = re.compile(
    rf"{_AMOUNT}{_UNIT}(?:一个?月|每月|/月|每个月| a month| per month)?(?:以内|以下|之内|内(?!容)|左右|上下|之下)"
    rf"|(?:不超过|不高于|预算|低于|少于|最多|控制在|under|below|budget(?: of| is)?|max(?:imum)?(?: of)?|up to|less than|at most|within)"
    rf"\s?(?:在|是|大概|大约|about|around)?\s?[¥￥]?{_AMOUNT}{_UNIT}"
)
_NOT_MONEY_AFTER = re.compile(r"^\s?(?:公里|千米|km|米|m\b|min|分钟|岁|个?月|天|次|个|家|人|year|month|day)")
LEAST, MOST = 100, 50_000


def read_max_price(text: str) -> tuple[int, Span] | None:
    """Whole yuan a month. text: normalised."""
    for match in _CEILING.finditer(text):
        words = (match.group(1) or match.group(2)).replace(" ", "")
        if match.group(2) and _NOT_MONEY_AFTER.match(text[match.end(2) :]):
            continue
        amount = parse_number(words)
        if amount is not None and LEAST <= amount <= MOST:
            return int(amount), match.span()
    return None
