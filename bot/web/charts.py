"""Plots as SVG, drawn here so that nothing is fetched from anywhere. Attributes only: the pages' policy lets
no style in."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import accumulate
from math import ceil, log10
from xml.sax.saxutils import escape

from bot.web.figures import OTHER, Places, Questions

COLOURS = ("#0f766e", "#d98a1f", "#4967a8", "#b24f7f", "#6f8f2f", "#8a5a3c")
OTHER_COLOUR = "#9aa5a1"
INK, FAINT, LINE = "#24302e", "#5c6b67", "#dfe4e0"
GOOD, HELD, FREE = "#0f766e", "#d98a1f", "#d5e5e1"
WIDE, NARROW, HEIGHT = 720, 340, 280  # units of the drawing, about a pixel each
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 16, 34
_ROW = 30  # of bars that lie
_LETTER = 13  # height of the letters, and width of a Chinese one


def colours(topics: Sequence[str]) -> dict[str, str]:
    """The same in plot and legend."""
    named = [topic for topic in topics if topic != OTHER]
    return {**dict(zip(named, COLOURS, strict=False)), OTHER: OTHER_COLOUR}


def topics_over_time(found: Questions, width: int) -> str:
    """A bar a day, a colour a topic."""
    most = _rounded_up(max(found.asked, default=0))
    shade, step = colours(list(found.by_topic)), (width - _LEFT - _RIGHT) / len(found.days)
    parts = [*_scale(most, str, width), *_day_marks(found.days, width)]
    for index in range(len(found.days)):
        counts = [counted[index] for counted in found.by_topic.values()]
        for topic, count, top in zip(found.by_topic, counts, accumulate(counts), strict=True):
            if count:
                x, y = _LEFT + index * step + step * 0.14, _y(top, most)
                parts.append(_rect(x, y, step * 0.72, _y(top - count, most) - y, shade[topic]))
    return svg(width, HEIGHT, parts)


def answered_share(found: Questions, width: int) -> str:
    """A line through the days on which something was asked."""
    parts = [*_scale(100, lambda value: f"{value}%", width), *_day_marks(found.days, width)]
    step = (width - _LEFT - _RIGHT) / len(found.days)
    shares = ((index, found.share_on(index)) for index in range(len(found.days)))
    points = [
        (_LEFT + (index + 0.5) * step, _y(share * 100, 100)) for index, share in shares if share is not None
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    if len(points) > 1:
        parts.append(f'<polyline points="{line}" fill="none" stroke="{GOOD}" stroke-width="2.5"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{GOOD}"/>' for x, y in points]
    return svg(width, HEIGHT, parts)


def places_by_provider(found: Sequence[Places], width: int) -> str:
    """Bars that lie: booked, held, free."""
    height = _TOP + _ROW * len(found) + 10
    longest = max((one.booked + one.held + one.free for one in found), default=0) or 1
    labels = width // 3
    scale = (width - labels - 70) / longest
    parts = []
    for index, one in enumerate(found):
        y, x = _TOP + index * _ROW, float(labels)
        parts.append(
            text(labels - 10, y + 14, _short(one.provider.name, labels - 10), anchor="end", fill=INK)
        )
        for count, colour in ((one.booked, GOOD), (one.held, HELD), (one.free, FREE)):
            if count:
                parts.append(_rect(x, y, count * scale, _ROW - 11, colour))
                x += count * scale
        parts.append(text(x + 8, y + 14, f"{one.booked} / {one.booked + one.held + one.free}"))
    return svg(width, height, parts)


def _scale(most: int, label: Callable[[int], str], width: int) -> Iterator[str]:
    """Lines across, from nothing to most."""
    for quarter in range(5):
        value = most * quarter // 4
        y = _y(value, most)
        yield f'<line x1="{_LEFT}" x2="{width - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>'
        yield text(_LEFT - 8, y + 4, label(value), anchor="end")


def _day_marks(days: Sequence[date], width: int) -> Iterator[str]:
    """A date a week, counted back from the last day."""
    step = (width - _LEFT - _RIGHT) / len(days)
    for index in range(len(days) - 1, -1, -7):
        x = _LEFT + (index + 0.5) * step
        yield text(x, HEIGHT - 12, f"{days[index].month}/{days[index].day}", anchor="middle")


def _rounded_up(value: int) -> int:
    """To a figure of which a quarter is whole."""
    if value <= 4:
        return 4
    magnitude: int = 10 ** int(log10(value))
    steps = (1, 2, 4, 6, 8, 10)
    whole = next(step * magnitude for step in steps if step * magnitude >= value)
    return ceil(whole / 4) * 4


def _y(value: float, most: float) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / most


def _short(name: str, room: int) -> str:
    longest = room // _LETTER - 1
    return name if len(name) <= longest else f"{name[:longest]}…"


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


def text(x: float, y: float, words: str, *, anchor: str = "start", fill: str = FAINT) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'


def svg(width: int, height: int, parts: Sequence[str]) -> str:
    fonts = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
    return f'{opening} font-family="{fonts}" font-size="{_LETTER}">{"".join(parts)}</svg>'
