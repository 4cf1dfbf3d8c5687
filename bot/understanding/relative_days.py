"""Days told from today: 明天, 后天, 三天后, in a week, 月底."""

import re
from datetime import date, timedelta

from bot.understanding.days import Found, Moment, Rule, last_day, month_after
from bot.understanding.numerals import parse_number

_NEAR = re.compile(
    r"大后[天日]|(?<![今以之然月])后[天儿]|今明(?:两天|两日)?|(?<![说证声文])明(?:[天日儿]|(?=[早晚]))|今(?:[天日儿]|(?=[早晚]))|昨[天日儿]"
    r"|大前天|(?<![目提以之])前天"
    r"|\b(?:the )?day after tomorrow\b|\btom+or+ow\b|\btmrw?\b|\btmw\b|\btoday\b|\btonight\b|\byesterday\b"
)
_OFFSETS = {
    "今明": (0, 1), "大后": (3,), "后": (2,), "明": (1,), "今": (0,), "昨": (-1,), "大前": (-3,), "前": (-2,),
    "the day": (2,), "day": (2,), "to": (0,), "tom": (1,), "tm": (1,), "y": (-1,),
}  # fmt: skip
_STARTS = sorted(_OFFSETS, key=len, reverse=True)
_EN_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_IN_DAYS = re.compile(
    r"(?<![\d一二两三四五六七八九十])(?:再?过)?(\d{1,2}|[一二两三四五六七八九十]{1,3})\s?(天|周|个?星期|个?礼拜)(?:以?后(?![天的])|之后)"
    rf"|\bin (\d{{1,2}}|{'|'.join(_EN_NUMBERS)}) (day|week)s?\b|\b(\d{{1,2}}|{'|'.join(_EN_NUMBERS)}) (day|week)s? (?:later|from (?:now|today))\b"
)
_MONTH_END = re.compile(r"(下个?)?月底|\bend of (?:(next|the|this) )?month\b")
_FARTHEST = 366  # days: nobody books care further ahead


def _near(match: re.Match[str], said: Moment) -> Found:
    word = match.group()
    offsets = next(_OFFSETS[start] for start in _STARTS if word.startswith(start))
    return Found(match.span(), tuple(said.today + timedelta(days=days) for days in offsets))


def _in_days(match: re.Match[str], said: Moment) -> Found | None:
    number, unit = next(
        pair for pair in zip(match.groups()[::2], match.groups()[1::2], strict=True) if pair[0]
    )
    count = _EN_NUMBERS.get(number) or parse_number(number) or 0
    days = int(count) * (1 if unit in ("天", "day") else 7)
    return Found(match.span(), (said.today + timedelta(days=days),)) if 0 < days <= _FARTHEST else None


def _month_end(match: re.Match[str], said: Moment) -> Found:
    following = match.group(1) or match.group(2) == "next"
    month = month_after(said.today) if following else said.today
    return Found(match.span(), (date(month.year, month.month, last_day(month.year, month.month)),))


RELATIVE_RULES: tuple[Rule, ...] = ((_IN_DAYS, _in_days), (_NEAR, _near), (_MONTH_END, _month_end))
