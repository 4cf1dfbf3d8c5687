"""Words that point back at what was talked about: 它, 刚才那家, 另外一家, 不是这个, 同样时间."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.understanding.spans import Span

To = Literal["last", "other", "not_this"]
_CLAUSE_END = r"(?=$|[\s,，.。!！?？吧了呢吗的呀啊哦、]|多少|几点|怎么|在哪|开|收|约)"
_PATTERNS: tuple[tuple[To, re.Pattern[str]], ...] = (
    (
        "not_this",
        re.compile(
            rf"(?<![是要])不(?:是|想?要|想?去|想?约|选|考虑)(?:这|那|它|此)?(?:一?[家所]|个(?:机构|托班|地方)?{_CLAUSE_END})"
            r"|换(?:一|另)?(?:一?[家所]|别家|个(?:机构|托班|地方|别的))|\bnot (?:this|that)(?: one| place)?(?=$|[\s.,!?])"
            r"|\b(?:a different|somewhere else|a?nother)(?: one| place| nursery| provider)(?=$|[\s.,!?])"
        ),
    ),
    (
        "other",
        re.compile(
            rf"另外?的?(?:那|一|这)?(?:[家所]|个{_CLAUSE_END})|另外那一[家个]|\b(?:the )?other (?:one|place|nursery|provider)\b"
        ),
    ),
    (
        "last",
        re.compile(
            rf"它(?!们)|(?:刚刚?才?|之前|前面|方才)(?:我?(?:说|问|提|看|讲|聊)(?:的|到|过)*)?的?(?:[那这]一?[家所]|[那这]一?个{_CLAUSE_END})"
            r"|(?<!一)[这那该]一?[家所](?![里人长中庭伙属])|上一家|[这那]个(?:机构|托班|地方|园)|\b(?:that|this|the same) (?:one|place|nursery|provider)\b"
        ),
    ),
)
_SAME_TIME = re.compile(
    r"(?:还是|也是?)?(?:同样的?|同一?个?|一样的?|原来的?|老|[这那]个)(?:时间|时段|钟点)(?![开关段])|\bsame (?:time|slot|hour)s?\b(?: as (?:before|last time))?"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """to: "last": the provider last talked about; "other": the one beside it; "not_this": any but it.
    same_time: at the hour, or a week after the day, that was talked about."""

    to: To | None = None
    same_time: bool = False
    to_spans: tuple[Span, ...] = ()
    time_spans: tuple[Span, ...] = ()


NO_REFERENCE = Reference()


def read_reference(text: str) -> Reference:
    """text: normalised."""
    time = _SAME_TIME.search(text)
    time_spans = (time.span(),) if time else ()
    for to, pattern in _PATTERNS:
        if spans := tuple(match.span() for match in pattern.finditer(text)):
            return Reference(to, time is not None, spans, time_spans)
    return Reference(None, time is not None, (), time_spans)
