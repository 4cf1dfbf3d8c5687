"""A person: the parent's words are kept for the district's staff, who answer in this chat. And reports of
wrong facts."""

from bot.dialogue import formats
from bot.dialogue.conversation import Open
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Reply
from bot.services import audit, cases, questions
from bot.services.cases import Asked
from bot.services.fact_reports import report_fact
from db.models import HumanRequest
from knowledge.opening import is_open, next_interval

# "转人工" alone says nothing about the matter yet.
SHORT_CALL_CHARACTERS, SHORT_CALL_WORDS = 12, 10
LONGEST_WORDS = 2_000


def answer(turn: Turn) -> Outcome:
    text = turn.message.text or ""
    short = len(text.split()) <= SHORT_CALL_WORDS if turn.english else len(text) <= SHORT_CALL_CHARACTERS
    if short:
        return ask(turn, "")
    return _leave(turn, text)


def ask(turn: Turn, _: str) -> Outcome:
    conversation = turn.conversation
    if conversation.recorded is not None:  # the answer before did not help
        questions.amend(turn.tx, conversation.recorded, "human")
    conversation.open = Open(what="human", about=conversation.last_question)
    said = f"{turn.say('human.ask')}\n{_when_answered(turn)}"
    return Outcome((Reply(said, ((turn.button("button.never_mind", "stop:"),),)),))


def receive(turn: Turn, words: str, earlier: str = "") -> Outcome:
    turn.conversation.open = None
    return _leave(turn, f"{earlier}\n{words}" if earlier else words)


def go_on(turn: Turn, case: HumanRequest) -> Outcome:
    """What is written while a case is being answered is for the person who answers it."""
    cases.go_on(turn.tx, case, turn.message.text or "", turn.now)
    return Outcome((Reply(turn.say("human.passed_on"), ((turn.button("button.end_case", "case_end:"),),)),))


def end(turn: Turn, _: str) -> Outcome:
    """The parent is content, and talks to the bot again."""
    case = cases.talk_with(turn.tx, turn.message.channel, turn.message.user)
    if case is not None:
        by = audit.guardian(turn.guardian.id)
        cases.close(turn.tx, case, by, turn.now, by_parent=True)
    rows = ((turn.button("button.find", "find:new"), turn.button("button.bookings", "bookings:")),)
    return Outcome((Reply(turn.say("human.ended"), rows),))


def _leave(turn: Turn, words: str) -> Outcome:
    provider = turn.provider(turn.conversation.provider)
    spot = turn.conversation.spot
    district = provider.district if provider else (spot.district if spot else None)
    asked = Asked(
        turn.guardian,
        words,
        district,
        provider.id if provider else None,
        tuple({"from": line.by, "words": line.words} for line in turn.conversation.recent),
    )
    case = cases.open_case(turn.tx, asked, turn.now)
    key = "human.left_district" if district else "human.left"
    lines = [turn.say(key, number=case.id, district=district), _when_answered(turn)]
    if asked.excerpt:
        lines.append(turn.say("human.excerpt"))
    return Outcome((Reply("\n".join(lines)),))


def _when_answered(turn: Turn) -> str:
    """Nothing is refused: outside of working hours it says when somebody is there again."""
    if is_open((turn.arrangements.staff_hours,), turn.now):
        return turn.say("human.staffed")
    staffed = next_interval((turn.arrangements.staff_hours,), turn.now)
    if staffed is None:
        return turn.say("human.unknown_hours")
    return turn.say("human.from", when=formats.day_and_time(staffed.starts_at, turn.english))


def ask_what_is_wrong(turn: Turn, subject: str) -> Outcome:
    turn.conversation.open = Open(what="wrong", about=subject)
    return Outcome(
        (Reply(turn.say("wrong.ask"), ((turn.button("button.never_mind", "stop:"),),)),), topic="human"
    )


def receive_what_is_wrong(turn: Turn, words: str, subject: str) -> Outcome:
    turn.conversation.open = None
    report_fact(turn.tx, turn.family.id, subject, words[:LONGEST_WORDS], turn.now)
    return Outcome((Reply(turn.say("wrong.thanks")),), topic="human")


TOPIC = TopicHandler("human", answer, {"human": ask, "wrong": ask_what_is_wrong, "case_end": end})
