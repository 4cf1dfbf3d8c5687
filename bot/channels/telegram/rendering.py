"""A Reply as what the Bot API takes: one part for each call. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from bot.messages import Button, Document, Location, Reply

MOST_TEXT = 4096  # UTF-16 units, https://core.telegram.org/bots/api#sendmessage
MOST_LABEL = 60  # characters; more is not shown on a telephone
_ZERO_WIDTH_JOINER = "\u200d"
# From the best place to end a message to the worst.
_ENDINGS = (r"\n\n", r"\n", r"[。！？!?…]|\.(?=\s)", r"[，；,;、]|\s")

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One call. rows: on the last part of a reply only, so that they stand next to the keyboard."""

    content: str | Location | Document
    rows: Rows = ()


def parts(reply: Reply) -> tuple[Part, ...]:
    contents: list[str | Location | Document] = [*split(_sendable(reply.text))]
    contents += [content for content in (reply.location, reply.document) if content]
    if not contents:
        return ()
    *first, last = contents
    return (*(Part(content) for content in first), Part(last, _shortened(reply.buttons)))


def split(text: str, limit: int = MOST_TEXT) -> list[str]:
    """Pieces of at most limit UTF-16 units, ending at a paragraph, line, sentence or word where that
    leaves at least half a piece. None is blank: Telegram refuses those."""
    pieces = []
    rest = text.strip()
    while rest:
        most = _longest_prefix(rest, limit)
        end = len(rest) if most == len(rest) else _good_end(rest, most)
        pieces.append(rest[:end].strip())
        rest = rest[end:].strip()
    return pieces


def _longest_prefix(text: str, limit: int) -> int:
    """How many characters of text fit into limit UTF-16 units."""
    if len(text) * 2 <= limit:
        return len(text)
    units = 0
    for count, character in enumerate(text):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > limit:
            return count
    return len(text)


def _good_end(text: str, most: int) -> int:
    for ending in _ENDINGS:
        ends = [match.end() for match in re.finditer(ending, text[:most])]
        if ends and ends[-1] >= most // 2:
            return ends[-1]
    end = most
    while end > max(1, most // 2) and _joined(text[end - 1], text[end]):
        end -= 1
    return end


def _joined(before: str, after: str) -> bool:
    """Both belong to one sign, such as an emoji of several code points."""
    return (
        _ZERO_WIDTH_JOINER in (before, after)
        or unicodedata.category(after) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= after <= "\U0001f3ff"
    )


def _sendable(text: str) -> str:
    """Without what cannot be encoded: half of a surrogate pair would fail at every attempt."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _shortened(rows: Rows) -> Rows:
    return tuple(tuple(Button(_short(button.label), button.data) for button in row) for row in rows if row)


def _short(label: str) -> str:
    label = _sendable(label)
    return label if len(label) <= MOST_LABEL else f"{label[: MOST_LABEL - 1].rstrip()}…"
