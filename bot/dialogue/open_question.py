"""A message as the answer to what the bot asked last."""

from bot.dialogue.response import Response
from bot.dialogue.staff import commands as staff_commands
from bot.dialogue.topics import cancel, find, human, privacy
from bot.dialogue.turn import Turn


def answered(turn: Turn) -> Response | None:
    """None when it is none."""
    asked, reading = turn.conversation.open, turn.reading
    assert reading is not None
    if asked is None:
        return None
    if turn.wishes.is_exactly("no", reading.text) or _calls_off(turn):
        turn.conversation.open = None
        return Response(cancel.stop(turn, ""), ("cancel",))
    words = turn.message.text or ""
    match asked.what:
        case "human":
            return Response(human.receive(turn, words, asked.about), ("human",))
        case "answer":
            turn.conversation.open = None
            told = staff_commands.receive(turn, words, asked.about)
            return Response(told, ("smalltalk",)) if told else None
        case "wrong":
            return Response(human.receive_what_is_wrong(turn, words, asked.about), ("human",))
        case "erase" if turn.wishes.is_all("yes", reading.text):
            return Response(privacy.erase_now(turn, ""), ("privacy",))
        case "place_choice" if reading.entities.ordinal and reading.whole.bare:
            return Response(find.choose_place(turn, str(reading.entities.ordinal - 1)), ("find",))
    if asked.what not in ("place", "day_choice"):
        turn.conversation.open = None
    return None


def _calls_off(turn: Turn) -> bool:
    assert turn.reading is not None
    ranked = turn.reading.whole.candidates
    return bool(ranked) and ranked[0].target == "cancel" and len(turn.reading.text) <= 6
