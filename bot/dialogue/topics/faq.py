"""General questions, answered by the entry that was matched."""

from bot.dialogue import cards
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Button, Reply
from knowledge.schema import FaqEntry

LABEL_LENGTH = 24


def entry_answer(turn: Turn, entry_id: str) -> Outcome:
    entry = turn.knowledge.faq.get(entry_id)
    if entry is None:
        return Outcome((Reply(turn.say("faq.gone"), ((turn.button("button.human", "human:"),),)),))
    if not entry.holds_on(turn.now.date()):
        return Outcome(
            (Reply(turn.say("faq.expired"), ((turn.button("button.human", "human:"),),)),), faq=entry.id
        )
    text = entry.answer.in_language(turn.language)
    suggested = [turn.knowledge.faq[other] for other in entry.suggest if other in turn.knowledge.faq]
    rows = tuple((Button(label(turn, other), f"faq:{other.id}"),) for other in suggested[:3])
    last = (turn.button("button.wrong", f"wrong:{entry.id}"), turn.button("button.human", "human:"))
    return Outcome((Reply(f"{text}\n{cards.source_line(turn, entry.source)}", (*rows, last)),), faq=entry.id)


def label(turn: Turn, entry: FaqEntry) -> str:
    """The entry's first question in the parent's language."""
    fitting = [q for q in entry.questions if q.isascii() == turn.english]
    return (fitting or list(entry.questions))[0][: LABEL_LENGTH * (2 if turn.english else 1)]


def answer(turn: Turn) -> Outcome:
    """Shows what can be asked: the entry itself is chosen by the policy."""
    entries = list(turn.knowledge.faq.values())[:5]
    rows = tuple((Button(label(turn, entry), f"faq:{entry.id}"),) for entry in entries)
    return Outcome((Reply(turn.say("faq.examples"), rows),))


TOPIC = TopicHandler("faq", answer, {"faq": entry_answer})
