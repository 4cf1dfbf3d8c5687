"""Distances, days, times, money and ages as people read them."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.clock import SHANGHAI
from knowledge.opening import Interval

_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def distance(metres: float, english: bool) -> str:
    """Tens of metres below a kilometre, else kilometres with one decimal."""
    if metres < 995:
        return f"{max(10, round(metres, -1)):.0f} {'m' if english else '米'}"
    return f"{round(metres / 1000, 1):g} {'km' if english else '公里'}"


def weekday(day: date, english: bool) -> str:
    return _WEEKDAYS["en"][day.weekday()] if english else "周" + _WEEKDAYS["zh"][day.weekday()]


def day(value: date, english: bool) -> str:
    if english:
        return f"{weekday(value, True)} {value.day} {_MONTHS[value.month - 1]}"
    return f"{value.month}月{value.day}日（{weekday(value, False)}）"


def days_left_out(days: Sequence[date], english: bool) -> str:
    """Weekdays where they are left out every week, else the days."""
    if len(days) > len({one.weekday() for one in days}):
        return listing(list(dict.fromkeys(weekday(one, english) for one in days)), english)
    return listing([day(one, english) for one in days], english)


def full_day(value: date, english: bool) -> str:
    return (
        f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
        if english
        else f"{value.year}年{value.month}月{value.day}日"
    )


def month(value: date, english: bool) -> str:
    return f"{_MONTHS[value.month - 1]} {value.year}" if english else f"{value.year}年{value.month}月"


def clock(instant: datetime) -> str:
    local = instant.astimezone(SHANGHAI)
    return f"{local.hour}:{local.minute:02}"


def day_and_time(instant: datetime, english: bool) -> str:
    local = instant.astimezone(SHANGHAI)
    return f"{day(local.date(), english)} {clock(local)}"


def span(starts_at: datetime, ends_at: datetime) -> str:
    return f"{clock(starts_at)}–{clock(ends_at)}"


def spans(intervals: Sequence[Interval], english: bool) -> str:
    return (", " if english else "、").join(span(i.starts_at, i.ends_at) for i in intervals)


def when(starts_at: datetime, ends_at: datetime, english: bool) -> str:
    return f"{day(starts_at.astimezone(SHANGHAI).date(), english)} {span(starts_at, ends_at)}"


def yuan(amount: float, english: bool) -> str:
    figure = f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"
    return f"¥{figure}" if english else f"{figure} 元"


def months(age_months: int, english: bool) -> str:
    return f"{age_months} months" if english else f"{age_months} 个月"


def listing(items: Sequence[str], english: bool) -> str:
    return (", " if english else "、").join(items)
