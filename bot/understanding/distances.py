"""How far a parent would go: 3公里内, 500米, within 2 km, 走路10分钟."""

import re

from bot.understanding.numerals import NUMBER, parse_number

Span = tuple[int, int]
WALKING_M_PER_MINUTE = 80
_METRES = {"公里": 1_000, "千米": 1_000, "km": 1_000, "kilometers": 1_000, "kilometres": 1_000, "kilometer": 1_000,
           "kilometre": 1_000, "里": 500, "米": 1, "m": 1, "meters": 1, "metres": 1}  # fmt: skip
_DISTANCE = re.compile(
    rf"(?:within )?({NUMBER})\s?(公里|千米|kilomet(?:er|re)s?|km|里(?![面边])|met(?:er|re)s|米|m(?![a-z]))(?:以内|之内|内|范围内?|左右)?"
)
_WALK = re.compile(
    rf"(?:走路|步行|走)\s?({NUMBER})\s?分钟(?:以内|内|左右)?|({NUMBER})[ -]?min(?:ute)?s?'? walk"
)
_HALF = re.compile(r"半公里(?:以内|内)?")


def read_radius_m(text: str) -> tuple[int, Span] | None:
    """Metres. text: normalised."""
    if match := _WALK.search(text):
        minutes = parse_number(match.group(1) or match.group(2))
        return (int(minutes * WALKING_M_PER_MINUTE), match.span()) if minutes else None
    if match := _HALF.search(text):
        return 500, match.span()
    if match := _DISTANCE.search(text):
        number = parse_number(match.group(1))
        metres = int((number or 0) * _METRES[match.group(2)])
        return (metres, match.span()) if 50 <= metres <= 200_000 else None
    return None
