"""How far a parent would go: 3公里内, 500米, within 2 km, 走路10分钟."""

import re

from bot.understanding.numerals import NUMBER, parse_at_most
from bot.understanding.spans import Span

WALKING_M_PER_MINUTE = 80
LEAST_M, MOST_M = 50, 200_000
_METRES = {"公里": 1_000, "千米": 1_000, "km": 1_000, "kms": 1_000, "里地": 500, "里路": 500, "米": 1, "m": 1,
           "mile": 1_609, "miles": 1_609}  # fmt: skip
_UNIT = r"(公里|千米|kilomet(?:er|re)s?|kms?(?![a-z])|里[地路]|miles?(?![a-z])|met(?:er|re)s?(?![a-z])|米|m(?![a-z/]))"
_WITHIN = r"(?:以内|之内|内(?!容)|范围内?|左右)?"
_DISTANCE = re.compile(rf"(?:\bwithin )?({NUMBER}|半)\s?{_UNIT}(半?){_WITHIN}(?!\s?以?外|\s?[\d高])")
_WALK = re.compile(
    rf"(?:走路|步行|走|walk(?:ing)?)\s?(?:about |around |大概|大约)?({NUMBER})\s?(?:分钟|min(?:ute)?s?){_WITHIN}"
    rf"|({NUMBER})\s?分钟(?:以内|之内|内)?(?:的?(?:步行|走路|脚程))|({NUMBER})[ -]?min(?:ute)?s?'? ?(?:walk|on foot)"
)


def read_radius_m(text: str) -> tuple[int, Span] | None:
    """Metres; of an approximation (两三公里) the larger. text: normalised."""
    for match in _WALK.finditer(text):
        minutes = parse_at_most(next(number for number in match.groups() if number))
        if radius := _plausible((minutes or 0) * WALKING_M_PER_MINUTE):
            return radius, match.span()
    for match in _DISTANCE.finditer(text):
        number, unit, half = match.groups()
        metres = _METRES[unit if unit in _METRES else "km" if unit.startswith("k") else "m"]
        if radius := _plausible(((parse_at_most(number) or 0) + (0.5 if half else 0)) * metres):
            return radius, match.span()
    return None


def _plausible(metres: float) -> int | None:
    return round(metres) if LEAST_M <= metres <= MOST_M else None
