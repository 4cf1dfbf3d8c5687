"""Days told by the week: 周二, 下周二和周四, 周末, next Tuesday, 下周."""

import re
from datetime import date, timedelta

from bot.understanding.days import Found, Moment, Rule, nearest

_LETTERS = {letter: n for n, letter in enumerate("一二三四五六日")} | {"天": 6}
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = "(?:周|星期|礼拜)"
# What a numeral after 周 counts when it tells no weekday: 每周三次, 每周五天, 周一个小时.
_COUNTED = (
    r"(?![次回趟个点百千万岁楼]|[\d一二三四五六七八九][次回趟]|小时|课时|节(?!目|日)|时(?!间|候|段)|天(?!气))"
)
_DAYS = rf"(?=[一二三四五六日天])(?:天|一?二?三?四?五?六?日?)(?<=[一二三四五六日天]){_COUNTED}"
# 下 after 一 belongs to the verb (问一下周二), 上 after 早 and 晚 to the part of the day.
_WHICH = r"(每逢?|逢|(?<!一)下下个?|(?<!一)下个?|(?<![早晚马上])上个?|这个?|本)"
_ENDS = r"(?=$|[\s,.?!上下早晚都有还开可去行能的])"
_AND = r"\s?(?:[、/&+和跟与或及]|以及|或者|还有)?\s?"
_WEEKDAY = re.compile(
    rf"(?:{_WHICH}|每个|(?<![一两二三四几半])){_WEEK}(?:的?\s?{_WEEK})?(末|{_DAYS})((?:{_AND}{_WEEK}{_DAYS}|[、/]{_DAYS}|和[一二三四五六日]{_ENDS})*)"
)
_WHOLE_WEEK = re.compile(
    rf"((?<!一)下下个?|(?<!一)下个?|这个?|本){_WEEK}(?![一二三四五六日天末边围岁浦家渡桥年期报刊康])"
)
_EN_DAY = (
    r"(?:mon(?:days?)?|tue(?:s|sdays?)?|wed(?:s|nesdays?)?|thu(?:rs?|rsdays?)?|fri(?:days?)?|saturdays?|sundays?|weekends?"
    r"|sat(?=\s*(?:[?!,.&/]|$|am\b|pm\b|morning|afternoon|and\b|or\b|\d))|(?<!the )sun(?=\s*(?:[?!,.&/]|$|am\b|pm\b|morning|afternoon|and\b|or\b|\d)))"
)
_EN_WEEKDAY = re.compile(
    rf"\b(?:(next|this|last) week(?:'s)?,? (?:on )?)?(?:(next|this|last|every|each|coming) )?({_EN_DAY})\b(?: (?:of )?(next|this) week\b)?"
)
_EN_WEEK = re.compile(r"\b(?:(week after next)|(next|this) week)\b(?!end)")
_PLAIN = {"next": "下", "last": "上", "week after next": "下下"}


def _weekday(match: re.Match[str], said: Moment) -> Found | None:
    which = (match.group(1) or "").removesuffix("个")
    weekly = which in ("每", "逢", "每逢") or match.group().startswith("每个")
    which = "" if weekly else which
    if match.group(2) == "末":
        return _weekend(match, said, which, weekly)
    letters = [c for c in re.sub("星期|礼拜", "", match.group(2) + match.group(3)) if c in _LETTERS]
    return _days(match, said, which, [_LETTERS[letter] for letter in letters], weekly)


def _en_weekday(match: re.Match[str], said: Moment) -> Found | None:
    of_week_before, which, name, of_week = match.groups()
    weekly = which in ("every", "each") or (name.endswith("days") and not which)
    told = of_week_before or of_week
    if name.startswith("weekend"):
        return _weekend(match, said, _PLAIN.get(told or which or "", ""), weekly)
    chosen = _PLAIN.get(told, "这") if told else _PLAIN.get(which or "", "")
    return _days(match, said, chosen, [_NAMES.index(name[:3])], weekly)


def _days(match: re.Match[str], said: Moment, which: str, weekdays: list[int], weekly: bool) -> Found:
    told = [_candidates(said, which, weekday) for weekday in weekdays]
    if len(told) == 1 and len(told[0]) > 1 and not weekly:
        return Found(match.span(), doubtful=told[0], of_week=True, any_week=which == "")
    # Of several days none is asked back; one that is over today is next week's.
    days = tuple(days[-1] for days in told)
    return Found(match.span(), days, weekly=weekly, of_week=True, any_week=which == "")


def _candidates(said: Moment, which: str, weekday: int) -> tuple[date, ...]:
    """The day meant, or the two of which one is. Weeks run from Monday. Said on a Sunday, "next Tuesday"
    is in two days or in nine; "Tuesday" said late on a Tuesday is today or in a week."""
    week = timedelta(days=7)
    day = said.today + timedelta(days=weekday - said.today.weekday())
    match which:
        case "这" | "本":
            return (day,)
        case "上":
            return (day - week,)
        case "下下":
            return (day + 2 * week,)
        case "下":
            on_sunday = said.today.weekday() == 6 and weekday != 6
            return (day + week, day + 2 * week) if on_sunday else (day + week,)
    day = nearest(said.today, weekday)
    return (day, day + week) if day == said.today and said.is_over_today() else (day,)


def _weekend(match: re.Match[str], said: Moment, which: str, weekly: bool) -> Found:
    """Saturday and Sunday; said on a Sunday without "this" or "next", today or the coming ones."""
    saturday = _candidates(said, which or "本", 5)[0]
    days = (saturday, saturday + timedelta(days=1))
    if said.today.weekday() == 6 and which == "" and not weekly:
        coming = tuple(day + timedelta(days=7) for day in days)
        return Found(match.span(), doubtful=(said.today, *coming), any_week=True)
    told = tuple(day for day in days if which == "上" or day >= said.today)
    return Found(match.span(), told, weekly=weekly, any_week=which == "")


def _whole_week(match: re.Match[str], said: Moment) -> Found:
    which = match.group(1).removesuffix("个")
    return _week_from(match, said, {"下下": 2, "下": 1}.get(which, 0))


def _en_week(match: re.Match[str], said: Moment) -> Found:
    return _week_from(match, said, 2 if match.group(1) else 1 if match.group(2) == "next" else 0)


def _week_from(match: re.Match[str], said: Moment, weeks: int) -> Found:
    monday = said.today + timedelta(days=7 * weeks - said.today.weekday())
    return Found(match.span(), week=(monday, monday + timedelta(days=6)))


WEEKDAY_RULES: tuple[Rule, ...] = ((_WEEKDAY, _weekday), (_EN_WEEKDAY, _en_weekday))
WEEK_RULES: tuple[Rule, ...] = ((_WHOLE_WEEK, _whole_week), (_EN_WEEK, _en_week))
