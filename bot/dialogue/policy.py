"""Which topic answers, from one ranked list: run it, ask which, or admit not to understand. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.dialogue.context import tells_when, topic_continued
from bot.dialogue.conversation import Conversation
from bot.understanding.reading import Candidate, Reading, Segment

# Probabilities (knowledge/confidence.py), chosen on the development half of the labelled messages.
ANSWER_FROM = 0.45  # below: asked back
ASK_FROM = 0.12  # below: unknown
LONE_TOPIC_FROM, LONE_MARGIN = 0.33, 0.1  # a topic far ahead of all else is run rather than asked
MARGIN = 0.05  # closer than this, two readings are asked back
SURE_FROM = 0.80  # from here on a close second is no reason to ask
_NOT_MEANT = re.compile(r"(?:(?<!是)不是|并非|没想|先不|\bnot )(?:要|想|来|去|trying to |going to )*$")
_TAKES_BACK = re.compile(
    r"(?:[哦噢啊呃额哎唉]?不不?对?|不是|[说打搞]错了?|错了|算了|我(?:是说|意思是|是问|问的是)"
    r"|no wait|sorry|i mean)(?:不|了|啊|我意思是|我是说|我是问)*"
)
STORY_FROM = 60  # characters
_ASKING = re.compile(
    r"吗|多少|哪|怎么|什么|几[点个次岁号家]|能不能|可以|可不可|有没有|是不是|如何|帮我|拜托|想问|请问|约|取消|能.{0,12}[吧么]|呢$"
    r"|\b(?:what|how|where|when|which|who|can|could|do|does|is|are|any|please|book|cancel)\b"
)
_NOTHING = Candidate("unknown", 0.0)
_ASKS_INFORMATION = ("price", "hours", "register")


@dataclass(frozen=True, slots=True)
class Run:
    """targets: what to answer, in this order; the first gives the message its topic."""

    targets: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class AskWhich:
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    nearest: tuple[Candidate, ...]


Decision = Run | AskWhich | Unknown


def choose(reading: Reading, conversation: Conversation) -> Decision:
    if reading.whole.bare:
        topic = topic_continued(reading, conversation)
        return Run((Candidate(topic, 0.9),)) if topic else Unknown(())
    if reading.whole.only_wishes and reading.entities.wishes.has_places and tells_when(reading.entities.when):
        return Run((Candidate("hours", 0.9),))
    if reading.whole.only_wishes:
        if conversation.topic in ("find", "price", "hours"):
            return Run((Candidate(conversation.topic if conversation.topic == "price" else "find", 0.9),))
        if reading.entities.wishes.asks_for_some or reading.entities.places:
            return Run((Candidate("find", 0.9),))
    clear = _clear_questions(reading)
    if len(clear) > 1:
        return Run(tuple(clear))
    ranked = reading.whole.candidates
    if clear and (not ranked or clear[0].score >= ranked[0].score - MARGIN):
        return Run(tuple(clear))
    decision = decide(ranked)
    if not isinstance(decision, Run) and reading.entities.provider and _vague(decision):
        about = "hours" if tells_when(reading.entities.when) else "find"
        return Run((Candidate(about, ASK_FROM),))  # what is known of it answers best
    return decision


def _vague(decision: AskWhich | Unknown) -> bool:
    return isinstance(decision, Unknown) or decision.candidates[0].score < LONE_TOPIC_FROM


def decide(ranked: Sequence[Candidate]) -> Decision:
    if not ranked or ranked[0].score < ASK_FROM or ranked[0].topic == "unknown":
        return Unknown(tuple(c for c in ranked[:3] if c.topic != "unknown"))
    best = ranked[0]
    ranked = [c for c in ranked if c.topic != "unknown"]
    rivals = tuple(c for c in ranked[1:3] if best.score - c.score < MARGIN and c.score >= ASK_FROM)
    if best.score >= SURE_FROM or (best.score >= ANSWER_FROM and not rivals):
        return Run((best,))
    if best.score >= ANSWER_FROM and all(_answered_alike(best, rival) for rival in rivals):
        return Run((best,))
    second = ranked[1].score if len(ranked) > 1 else 0.0
    if best.topic != "faq" and best.score >= LONE_TOPIC_FROM and best.score - second >= LONE_MARGIN:
        return Run((best,))
    return AskWhich((best, *(rivals or tuple(c for c in ranked[1:3] if c.score >= ASK_FROM))))


def _answered_alike(best: Candidate, rival: Candidate) -> bool:
    """A cue decides between a topic and an entry that is merely similar."""
    return bool(best.cue) and not rival.cue


def _clear_questions(reading: Reading) -> list[Candidate]:
    """One candidate for each segment that holds a question of its own, none twice; what is taken back by
    a later segment (不对，我是说…) is not asked."""
    clear: list[Candidate] = []
    only_courtesy = True
    for segment in _that_ask(reading):
        asked = [c for c in _questions_in(segment) if not _denied(segment, c)]
        only_courtesy = only_courtesy and (
            segment.bare or all(c.topic == "smalltalk" for c in asked or [_NOTHING])
        )
        if asked and _TAKES_BACK.match(segment.text):
            clear = []
        clear += [c for c in asked if c.target not in [known.target for known in clear]]
        if _TAKES_BACK.fullmatch(segment.text):
            clear = []
    if only_courtesy:
        return clear
    substance = [c for c in clear if c.topic not in ("smalltalk", "human")]
    return substance + [c for c in clear if c.topic == "human"]


def _that_ask(reading: Reading) -> Sequence[Segment]:
    """Of a long story only the sentences with a word that asks, when there are any."""
    if len(reading.text) < STORY_FROM:
        return reading.segments
    return [s for s in reading.segments if _ASKING.search(s.text)] or reading.segments


def _denied(segment: Segment, candidate: Candidate) -> bool:
    """不是要预约，就是问问: the verb is named only to say that it is not meant."""
    before = segment.masked.partition(candidate.cue)[0] if candidate.cue else ""
    return candidate.target == "book" and _NOT_MEANT.search(before) is not None


def _questions_in(segment: Segment) -> list[Candidate]:
    match decide(segment.candidates):
        case Run(targets):
            best = targets[0]
        case AskWhich(candidates) if all(c.target in _ASKS_INFORMATION and c.cue for c in candidates):
            best = candidates[0]
        case _:
            return []
    if best.target not in _ASKS_INFORMATION or not best.cue:
        return [best]
    # "几点开门多少钱" without a stop between: both are asked in so many words.
    both = [c for c in segment.candidates if c.target in _ASKS_INFORMATION and c.cue]
    return sorted(both, key=lambda c: segment.masked.find(c.cue))
