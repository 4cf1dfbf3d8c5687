"""Characters that nobody types on purpose, and text that went through the wrong encoding."""

import re

# Controls, zero-width spaces, direction marks and Unicode's own line breaks; the joiner of emoji may stay.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff]"
)
_REPLACED = re.compile("\ufffd|锟斤拷|烫烫烫")
# Three bytes of UTF-8 read as Latin-1 or Windows-1252: "å¥‰" for "奉".
_LATIN = re.compile("[à-ï][\x80-\xbf€‚ƒ„†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2}")
_HAN = re.compile("[\u4e00-\u9fff]")
_RUN = re.compile("[^\x00-\x7f]{4,}")


def garbled(text: str) -> str:
    """The first garbled piece of the text, "" when there is none."""
    if match := _REPLACED.search(text) or _LATIN.search(text):
        return match.group()
    return next((run for run in _RUN.findall(text) if _is_utf8_read_as_gbk(run)), "")


def _is_utf8_read_as_gbk(run: str) -> bool:
    """Such as 濂夎搐 for 奉贤. Real words give bytes that hold next to no Chinese in UTF-8; of garbled ones
    two thirds come back, less what was lost on the way."""
    restored = run.encode("gbk", errors="ignore").decode("utf-8", errors="ignore")
    found = len(_HAN.findall(restored))
    return found >= 3 and 2 * found >= len(run)
