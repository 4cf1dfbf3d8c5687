"""My data: what is stored, export, delete everything."""

import json
import re

from bot.dialogue.conversation import Conversation, Open
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Document, Reply
from bot.services.families import children_of, find_family
from bot.services.privacy import erase, export

_ERASE = re.compile(r"删|清除|注销|忘记|delete|erase|forget|remove")
_EXPORT = re.compile(r"导出|export|download")


def answer(turn: Turn) -> Outcome:
    text = turn.reading.text if turn.reading else ""
    if _ERASE.search(text):
        return ask_erase(turn, "")
    if _EXPORT.search(text):
        return send_export(turn, "")
    return _what_is_stored(turn)


def _what_is_stored(turn: Turn) -> Outcome:
    family = find_family(turn.tx, turn.message.channel, turn.message.user)
    children = [child.nickname for child in children_of(turn.tx, family)] if family else []
    names = (", " if turn.english else "、").join(children) or turn.say("privacy.none")
    rows = ((turn.button("button.export", "export:"), turn.button("button.erase", "erase:")),)
    return Outcome((Reply(turn.say("privacy.stored", children=names), rows),))


def send_export(turn: Turn, _: str) -> Outcome:
    data = export(turn.tx, turn.family.id)
    content = json.dumps(data, ensure_ascii=False, indent=2, default=str).encode()
    return Outcome(
        (Reply(turn.say("privacy.export"), document=Document("tuoyu.json", "application/json", content)),)
    )


def ask_erase(turn: Turn, _: str) -> Outcome:
    turn.conversation.open = Open(what="erase")
    rows = ((turn.button("button.erase_now", "erase_now:"), turn.button("button.never_mind", "stop:")),)
    return Outcome((Reply(turn.say("privacy.ask_erase"), rows),))


def erase_now(turn: Turn, _: str) -> Outcome:
    """Only after having been asked: an old button does nothing."""
    asked = turn.conversation.open
    if asked is None or asked.what != "erase":
        return ask_erase(turn, "")
    erase(turn.tx, turn.family.id, turn.now, turn.knowledge.providers)
    turn.conversation = Conversation(language=turn.conversation.language)
    return Outcome((Reply(turn.say("privacy.erased")),))


TOPIC = TopicHandler("privacy", answer, {"export": send_export, "erase": ask_erase, "erase_now": erase_now})
