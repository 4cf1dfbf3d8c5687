"""Where the bot is not sure, or was not right: asking back, admitting it, offering something else."""

from bot.dialogue.topics import faq, smalltalk
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services import questions
from bot.services.questions import Question, Taken
from bot.understanding.reading import Candidate

SECOND_BEST_KEPT = 3


def ask_which(turn: Turn, candidates: tuple[Candidate, ...]) -> Outcome:
    targets = [candidate.target for candidate in candidates]
    return Outcome((Reply(turn.say("ask.which"), _choices(turn, targets)),))


def not_understood(turn: Turn, nearest: tuple[Candidate, ...]) -> Outcome:
    likely = [candidate.target for candidate in nearest if candidate.target != "smalltalk"]
    if likely:
        return Outcome((Reply(turn.say("unknown.sorry"), _choices(turn, likely)),))
    rows = (*smalltalk.menu(turn)[:2], (turn.button("button.human", "human:"),))
    return Outcome((Reply(turn.say("unknown.sorry"), rows),))


def something_else(turn: Turn) -> Outcome | None:
    """ "That is not it": what else the question could have meant. None where nothing was answered before."""
    conversation = turn.conversation
    if conversation.recorded is None:
        return None
    questions.amend(turn.tx, conversation.recorded, "rejected")
    conversation.recorded = None
    return Outcome((Reply(turn.say("unknown.not_it"), _choices(turn, conversation.second_best)),))


def record(turn: Turn, outcome: Taken, best: Candidate | None) -> None:
    """Keeps the message for the administrators, and what it could have meant for the next message."""
    assert turn.reading is not None
    conversation, spot = turn.conversation, turn.conversation.spot
    conversation.last_question = turn.message.text or ""
    others = [c.target for c in turn.reading.whole.candidates if best is None or c.target != best.target]
    conversation.second_best = tuple(t for t in others if t != "smalltalk")[:SECOND_BEST_KEPT]
    question = Question(
        turn.reading.raw,
        outcome,
        topic=best.topic if best else None,
        entry=best.faq if best else None,
        confidence=round(best.score, 3) if best else None,
        district=spot.district if spot else None,
    )
    conversation.recorded = questions.record(turn.tx, question, turn.now)


def _choices(turn: Turn, targets: tuple[str, ...] | list[str]) -> tuple[tuple[Button, ...], ...]:
    return (*((_button(turn, target),) for target in targets), (turn.button("button.human", "human:"),))


def _button(turn: Turn, target: str) -> Button:
    entry = turn.knowledge.faq.get(target.removeprefix("faq:"))
    if entry:
        return Button(faq.label(turn, entry), f"faq:{entry.id}")
    label = turn.knowledge.topics[target].label  # type: ignore[index]
    return Button(label.in_language(turn.language), f"topic:{target}")
