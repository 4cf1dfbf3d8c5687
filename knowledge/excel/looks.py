"""How the values of a column look: what a column may be when its heading tells nothing."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from knowledge.excel.cells import Misread, flag, hours, number
from knowledge.excel.foreign_points import coordinate, pair
from knowledge.excel.targets import list_words
from knowledge.hours_text import fault_of

SAMPLES = 30  # values that are looked at
_TELEPHONE = re.compile(r"(?:\(?0\d{2,3}\)?[- ]?)?\d{7,8}|1[3-9]\d{9}|400[- ]?\d{3,4}[- ]?\d{3,4}")
_ADDRESS = re.compile(r".+(?:路|街|大道|巷|弄|里|村|道)\S*\d*号?.*")
_NAME = re.compile(r".*(?:托育|幼儿园|宝宝屋|托班|早教|婴幼|照护|托管|托儿所).*")
_AGES = re.compile(
    r"[\d.]+\s*(?:岁|个?月龄?|周岁)?\s*[-—~至到]\s*[\d.]+\s*(?:岁|个?月龄?|周岁).*|.*岁以[下上].*"
)
_IN_WORDS = ("name", "district", "street", "address", "kind", "operator")
_FEE = re.compile(r".*\d+\s*元.*")


def share(looks: str, values: Sequence[str]) -> float:
    """Of the values, so many look like it; 0 where there are none."""
    filled = [plain for value in values if (plain := unicodedata.normalize("NFKC", value).strip())]
    seen = filled[:SAMPLES]
    return sum(map(_LOOKS[looks], seen)) / len(seen) if seen else 0.0


def can_be(target: str, values: Sequence[str]) -> bool:
    """Whether the values allow what the heading says: numbers are no names, and words no coordinates."""
    if not values:
        return True
    if target in ("lat", "lon"):
        degrees = [coordinate(value) for value in values]
        return any(isinstance(value, float) and abs(value) <= 180 for value in degrees)
    if target == "point":
        return any(not isinstance(pair(value), Misread) for value in values)
    return target not in _IN_WORDS or any(number(value.strip()) is None for value in values)


def _between(low: float, high: float) -> Callable[[str], bool]:
    def inside(text: str) -> bool:
        value = number(text)
        return value is not None and low <= float(value) <= high and "." in value

    return inside


def _ends(key: str) -> Callable[[str], bool]:
    return lambda text: len(text) <= 12 and text.endswith(tuple(list_words()[key]))


def _is_hours(text: str) -> bool:
    return fault_of(hours(text)) is None


def _is_flag(text: str) -> bool:
    return flag(text) is not None or text in (*list_words()["is_inclusive"], *list_words()["not_inclusive"])


def _names_services(text: str) -> bool:
    return any(word in text for words in list_words()["services"].values() for word in words)


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


_LOOKS: Mapping[str, Callable[[str], bool]] = {
    "name": _matches(_NAME), "address": _matches(_ADDRESS), "ages": _matches(_AGES),
    "point": lambda text: not isinstance(pair(text), Misread), "fee": _matches(_FEE),
    "hours": _is_hours, "flag": _is_flag,
    "telephone": lambda text: _TELEPHONE.match(text) is not None,
    "lat": _between(18, 54), "lon": _between(73, 136),
    "district": _ends("district_ends"), "street": _ends("street_ends"), "services": _names_services,
}  # fmt: skip
