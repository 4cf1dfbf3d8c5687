"""Opening hours as people write them, in the syntax of the files: 周二 上午9点到11点 → Tu 09:00-11:00."""

import re
import unicodedata

_DAYS = dict(zip("一二三四五六日天", ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "Su"), strict=True))
_DAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_DAY_AFTER_DAY = re.compile(r"((?:Mo|Tu|We|Th|Fr|Sa|Su)\s*[-,]\s*)([一二三四五六日天])(?![\d])")
_ENGLISH_DAY = re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)(?:n|e|es|d|u|ur|i|t)?(?:[a-z]*day)?s?\b", re.IGNORECASE)
_WORDS = {"每天": "Mo-Su", "天天": "Mo-Su", "工作日": "Mo-Fr", "周末": "Sa,Su", "daily": "Mo-Su"}
_HOLIDAYS_CLOSED = re.compile(r"[;,，。]?\s*(?:法定)?节?假日(?:休息|不开放?|关闭|除外|off)", re.IGNORECASE)
_CLOCK = re.compile(
    r"(上午|早上|中午|下午|晚上|早|晚)?\s*(\d{1,2})(?:[:.](\d{2})|[点时](半|(\d{1,2})分?)?)?\s*(am|pm)?"
    r"(?=\s*(?:-|,|;|$|am|pm))",
    re.IGNORECASE,
)
_AFTERNOON = ("下午", "晚上", "晚", "pm")


def rewritten(opens: str) -> str | None:
    """What was probably meant; not yet checked. None when nothing was found to change."""
    text = unicodedata.normalize("NFKC", opens)
    text = re.sub(r"\s*(?:[–—~～至到]|\bto\b)\s*", "-", text)
    text = re.sub(r"\s*[、和及]\s*", ",", text)
    text = _HOLIDAYS_CLOSED.sub("; PH off", text)
    for word, days in _WORDS.items():
        text = text.replace(word, days)
    text = _DAY.sub(lambda match: _DAYS[match[1]], text)
    while (spread := _DAY_AFTER_DAY.sub(lambda match: match[1] + _DAYS[match[2]], text)) != text:
        text = spread
    text = _ENGLISH_DAY.sub(lambda match: match[1].capitalize(), text)
    text = "; ".join(filter(None, (_with_clocks(clause) for clause in re.split(r"\s*;\s*", text))))
    text = re.sub(r"([A-Za-z])(\d)", r"\1 \2", re.sub(r"\s*([-,])\s*", r"\1", text))
    return text if text != opens else None


def _with_clocks(clause: str) -> str:
    """Times as HH:MM; a span's second half counts as afternoon when its first does."""
    half = ""

    def clock(match: re.Match[str]) -> str:
        nonlocal half
        half = (match[1] or match[6] or half).lower()
        hour = int(match[2])
        minute = "30" if match[4] == "半" else f"{int(match[3] or match[5] or 0):02}"
        later = 12 if half in _AFTERNOON and hour < 12 else 0
        return f"{hour + later:02}:{minute}"

    days = re.match(r"[A-Za-z,\-\s]*", clause)
    begin = days.end() if days else 0
    return (clause[:begin].strip() + " " + _CLOCK.sub(clock, clause[begin:])).strip()
