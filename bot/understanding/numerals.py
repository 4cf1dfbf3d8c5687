"""Numbers as parents write them: 12, 十二, 两千五, 4千, 1.5k."""

import re

DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
_SCALES = {"百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000}
HAN_NUMBER = "[零〇一二两三四五六七八九十百千万]{1,9}"
NUMBER = rf"(?:\d{{1,9}}(?:[.,]\d{{1,9}})?|{HAN_NUMBER})"
_LONGEST = 15  # characters; beyond them a float is no longer exact, and nobody says such a number
_ARABIC = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?:([百千万kw])(\d?))?")
_OR_SO = re.compile(r"(?<=.)[多来余几]$")
_APPROXIMATE = re.compile("([一二两三四五六七八九])([二三四五六七八九])([十百千万]?)")


def parse_number(text: str) -> float | None:
    """None for what is no number or no single one (三四千). "两千五" is 2500, as it is said."""
    if not text or len(text) > _LONGEST:
        return None
    if text == "半":
        return 0.5
    text = _OR_SO.sub("", text)
    if match := _ARABIC.fullmatch(text):
        scale = _SCALES.get(match.group(2) or "", 1)
        return float(match.group(1).replace(",", "")) * scale + int(match.group(3) or 0) * (scale // 10)
    return None if _APPROXIMATE.fullmatch(text) else _han_number(text)


def parse_at_most(text: str) -> float | None:
    """As parse_number; of an approximation (三四千, 两三) the larger."""
    if match := _APPROXIMATE.fullmatch(text):
        return parse_number(match.group(2) + match.group(3))
    return parse_number(text)


def _han_number(text: str) -> float | None:
    if any(c not in DIGITS and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return float("".join(str(DIGITS[c]) for c in text))
    total, section, digit, last_unit = 0, 0, None, 1
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
            if character in "零〇":
                last_unit = 10
            continue
        unit = _UNITS[character]
        if unit == 10_000:
            total, section, digit = (total + section + (digit or 0)) * unit, 0, None
        else:
            section += (1 if digit is None else digit) * unit
            digit = None
        last_unit = unit
    if digit is not None:
        section += digit * (last_unit // 10 if last_unit > 10 else 1)
    return float(total + section)
