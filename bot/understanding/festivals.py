"""Days told by their festival: 国庆, 春节, 国庆后第一个周二, Christmas."""

import re
from datetime import date, timedelta

from bot.understanding.days import Found, Moment, Rule, nearest

_FIXED = {
    "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "五一": (5, 1), "劳动节": (5, 1), "六一": (6, 1),
    "儿童节": (6, 1), "国庆": (10, 1), "十一": (10, 1), "平安夜": (12, 24), "圣诞": (12, 25),
    "new year's eve": (12, 31), "new year's day": (1, 1), "labor day": (5, 1), "labour day": (5, 1),
    "children's day": (6, 1), "national day": (10, 1), "christmas eve": (12, 24), "christmas": (12, 25),
}  # fmt: skip
# By the moon (清明 by the sun): (month, day) of each year from 2026, checked against new moons and solar
# longitudes computed after Meeus, Astronomical Algorithms, at UTC+8, and for 2026 against chinesecalendar.
# A festival of a year that is not listed is left unread.
_FIRST_LISTED = 2026
_LUNAR = {
    "除夕": ((2, 16), (2, 5), (1, 25)),
    "春节": ((2, 17), (2, 6), (1, 26)),
    "元宵": ((3, 3), (2, 20), (2, 9)),
    "清明": ((4, 5), (4, 5), (4, 4)),
    "端午": ((6, 19), (6, 9), (5, 28)),
    "中秋": ((9, 25), (9, 15), (10, 3)),
}
_ALSO = {
    "过年": "春节", "大年初一": "春节", "chinese new year": "春节", "spring festival": "春节",
    "qingming": "清明", "dragon boat": "端午", "mid-autumn": "中秋", "mid autumn": "中秋",
}  # fmt: skip
_GOES_ON = {"国庆": 7, "十一": 7, "national day": 7, "春节": 8, "五一": 5, "劳动节": 5, "元旦": 3}  # days
_NAMES = sorted({*_FIXED, *_LUNAR, *_ALSO} - {"五一", "六一", "十一"}, key=len, reverse=True)
# 十一 is the National Day only beside a word of holidays; 周五一起 holds no 五一; 五一路 is an address.
_FESTIVAL = re.compile(
    rf"({'|'.join(_NAMES)}|(?<![周期拜])[五六]一(?![起天点次般直个定样共家岁月周年楼百千])|(?<!双)(?<!二)十一(?=放假|长假|假期|黄金周|期间|国庆))(?:festival| festival|节)?(?!路|新村|公园|小区|中路|小学)(?:当天)?"
    r"(?:(?:以|之)?后)?(?:的?第一个(?:周|星期|礼拜)([一二三四五六日天]))?"
)


def _festival(match: re.Match[str], said: Moment) -> Found | None:
    name = _ALSO.get(match.group(1), match.group(1))
    day = _coming(name, said.today)
    if day is None:
        return None
    if weekday := match.group(2):
        day = nearest(day + timedelta(days=1), "一二三四五六日".find(weekday) % 7)
    return Found(match.span(), (day,))


def _coming(name: str, today: date) -> date | None:
    """The next one; today while one is going on."""
    for year in (today.year, today.year + 1):
        day = _day_in(name, year)
        if day and today < day + timedelta(days=_GOES_ON.get(name, 1)):
            return max(day, today)
    return None


def _day_in(name: str, year: int) -> date | None:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    listed = _LUNAR[name]
    index = year - _FIRST_LISTED
    return date(year, *listed[index]) if 0 <= index < len(listed) else None


FESTIVAL_RULES: tuple[Rule, ...] = ((_FESTIVAL, _festival),)
