"""Numbers as parents write them: 12, 十二, 两千五, 4千, 1.5k."""

import re

DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
HAN_NUMBER = "[零〇一二两三四五六七八九十百千万]{1,9}"
NUMBER = rf"(?:\d{{1,9}}(?:[.,]\d{{1,9}})?|{HAN_NUMBER})"
_ARABIC = re.compile(r"(\d[\d,]*(?:\.\d+)?)([千万k])?")


def parse_number(text: str) -> float | None:
    """None for what is no number. "两千五" is 2500, as it is said."""
    if match := _ARABIC.fullmatch(text):
        scale = {"千": 1_000, "k": 1_000, "万": 10_000}.get(match.group(2) or "", 1)
        return float(match.group(1).replace(",", "")) * scale
    return _han_number(text)


def _han_number(text: str) -> float | None:
    if not text or any(c not in DIGITS and c not in _UNITS for c in text):
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
