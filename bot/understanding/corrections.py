"""What one message takes back or leaves out: 不是周二，周四; 明天，哦不后天; 浦东…不对是闵行的; 除了周二; 民办的不要."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.understanding.spans import Span

Thing = TypeVar("Thing")
_REACH = 16  # characters looked at on either side of what was told
_GAP = r"[\s,，.。;；:、!?！？…~-]*"
_IS = r"(?:应该|而|我|还是)?(?:是|说的是|想说|指的是|要问的是|问的是|要|去|约|看)?(?:在|去|约)?"
# What stands before the second telling and takes the first back.
_INSTEAD = re.compile(
    rf"(?:不对|[说打搞弄记写]?错|(?<=[哦噢喔啊呃额哎唉嗯诶])不是?|(?<=[\s,，.。;；!?…、])不(?!是)|更正一?下?|纠正一?下?|算了|想了想|呸|忘了[^,，。]{{0,6}}|搬家了?|(?:改|换)(?:成|到|为)|[挪调]到"
    rf"|\bno,? wait\b|\bwait,? no\b|\bno\b|\bi mean[t]?\b|\bmake that\b|\bscratch that\b|\bsorry\b|\bactually\b|\brather\b|\bcorrection\b)"
    rf"(?:了|啦|的|,? (?:it'?s|on|for|in|at|near))?{_GAP}{_IS}{_GAP}(?:on |for |in |at |near |the )*$"
)
_DENIED = re.compile(
    r"(?:(?<![是要])(?P<weak>不是|并非)|(?<![是要])不(?:想)?[要去约选]|别(?:[要去约选]|是)?|不考虑|除[了开去]|排除|(?P<not>\bnot)|\b(?:except|excluding|other than|anything but|any day but|but not)(?: for)?)"
    r"\s?(?:在|于|有|the |on |for |in |at |near )*$"
)
_LEFT_OUT = re.compile(
    r"\s?(?:的|那天|那边|这天|幼儿园|机构)?\s?(?:就|都|我?们?家?)?(?:"
    r"(?P<only>不(?:想|需)?要(?=$|[\s,，.。;；!、了吧的啊哦]|我|有)|不考虑|除外|不行(?!吗)|就?算了)"
    r"|不想[去约]|没空(?!位)|没时间|有事|不方便|[去来]不了|不[去约](?!吗))(?!\s?[吗么?])"
    r"|(?P<only_en>\s?(?:does not|doesn't|won't|will not) work\b)"
)
_AND_IS = re.compile(rf"{_GAP}(?:而?是|要|选|约|去)\s?")  # 不是周二是周四
_JOINED = re.compile(r"\s?(?:[、/&和与跟或及到至~-]|以及|或者|and|or|to)\s?")
_ASKS = re.compile(r"[吗么?]")


@dataclass(frozen=True, slots=True)
class Weighed(Generic[Thing]):
    """standing: what holds in the end; left_out: what is not wanted; spans: of all, with the words that
    take back or leave out."""

    standing: tuple[Thing, ...]
    left_out: tuple[Thing, ...]
    spans: tuple[Span, ...]


def weigh(text: str, things: Sequence[Thing], span_of: Callable[[Thing], Span]) -> Weighed[Thing]:
    """Things of one kind, in the order told: of a correction the last word counts. text: normalised."""
    standing: list[Thing] = []
    left_out: list[Thing] = []
    merely_denied: list[Thing] = []
    spans: list[Span] = []
    last, before = 0, None  # where the thing before ended, and the list it went to
    for thing in things:
        span = span_of(thing)
        window = text[max(last, span[0] - _REACH) : span[0]]
        denial, instead = _DENIED.search(window), _INSTEAD.search(window) if standing else None
        chosen = standing
        if denial and not (instead and instead.start() < denial.start()):
            chosen = merely_denied if denial.group("weak") or denial.group("not") else left_out
        elif behind := _LEFT_OUT.match(text, span[1]):
            chosen = left_out
            if behind.group("only") or behind.group("only_en"):  # 周四不去了 says more than which day
                span = (span[0], behind.end())
        elif before is not None and before is not standing and _JOINED.fullmatch(window):
            chosen = before
        elif instead:
            standing.clear()
        marker = (
            denial
            or instead
            or (_AND_IS.fullmatch(window) if before is not None and before is not standing else None)
        )
        spans.append((span[0] - len(window) + marker.start(), span[1]) if marker else span)
        chosen.append(thing)
        last, before = span[1], chosen
    if merely_denied and not standing:  # 不是周二开吗 asks about Tuesday
        (standing if _ASKS.search(text, last) else left_out).extend(merely_denied)
    return Weighed(tuple(standing), tuple(left_out), tuple(spans))


def last_word(
    text: str, read: Callable[[str], tuple[int, Span] | None]
) -> tuple[int, tuple[Span, ...]] | None:
    """Of what a reader finds once: the one told after a correction, with the spans of both."""
    first = read(text)
    if first is None:
        return None
    rest = " " * first[1][1] + text[first[1][1] :]
    second = read(rest)
    if second is None:
        return first[0], (first[1],)
    weighed = weigh(text, (first, second), lambda hit: hit[1])
    if len(weighed.standing) > 1:  # 5公里内，太远了改3公里: of two limits the later holds
        return weighed.standing[-1][0], weighed.spans
    value = weighed.standing[0][0] if weighed.standing else first[0]
    return value, weighed.spans
