"""What an update of the Bot API means. Pure. https://core.telegram.org/bots/api#update"""

from dataclasses import dataclass
from typing import Any

from bot.channels.telegram import NAME
from bot.messages import IncomingMessage

ALLOWED = ("message", "edited_message", "callback_query")
# What a parent sends on purpose and the bot cannot read; anything else unread is Telegram's own notice.
_UNREADABLE = frozenset(
    ("photo", "sticker", "voice", "video", "video_note", "audio", "animation", "document", "contact", "poll",
     "dice", "game", "story", "paid_media", "checklist")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ForTheCore:
    """edit_of: the id of the message that this is a corrected version of."""

    message: IncomingMessage
    edit_of: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that Telegram keeps until it is fetched. size: bytes, None where Telegram does not tell."""

    message: IncomingMessage
    file_id: str
    name: str
    mime: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Hint:
    """Answered by the channel itself, with the words of this key."""

    key: str


@dataclass(frozen=True, slots=True)
class Ignored:
    pass


Meaning = ForTheCore | Sent | Hint | Ignored


def meaning(update: dict[str, Any], bot_name: str) -> Meaning:
    """bot_name: the bot's username, which tells a group's commands for it from those for others.
    KeyError, TypeError or ValueError for an update that breaks the documented shape."""
    if "callback_query" in update:
        return _press(update)
    edited = "edited_message" in update
    message = update.get("edited_message") or update.get("message")
    if message is None or message.get("from", {}).get("is_bot", False) or "from" not in message:
        return Ignored()
    if message["chat"]["type"] != "private":
        return (
            Hint("telegram.private_only") if _is_command_for(message, bot_name) and not edited else Ignored()
        )
    if "text" in message:
        return ForTheCore(_typed(update, message), message["message_id"] if edited else None)
    if edited:
        return Ignored()  # such as a live location on its way
    if "location" in message:  # a venue has one too
        at = message["location"]
        where = (float(at["latitude"]), float(at["longitude"]))
        return ForTheCore(_incoming(update, message["from"], location=where))
    if "document" in message and "animation" not in message:
        return _file(update, message)
    return Hint("telegram.unreadable") if _UNREADABLE & message.keys() else Ignored()


def chat_of(update: dict[str, Any]) -> str:
    """The chat's id, "" for an update without one: its messages are handled in order."""
    query = update.get("callback_query")
    message = query.get("message") if query else update.get("message") or update.get("edited_message")
    chat = (message or {}).get("chat") or (query or {}).get("from") or {}
    return str(chat.get("id", ""))


def query_of(update: dict[str, Any]) -> str | None:
    """The id of a press, which Telegram wants answered at once."""
    query = update.get("callback_query")
    return str(query["id"]) if query and "id" in query else None


def typed_id(update: dict[str, Any]) -> int | None:
    """The message id of a message that is no edit."""
    message = update.get("message")
    return message.get("message_id") if message else None


def language_of(update: dict[str, Any]) -> str:
    """The language of the person's Telegram, as far as the bot speaks it; Chinese when it is not told."""
    for part in ("callback_query", "message", "edited_message"):
        sender = (update.get(part) or {}).get("from") or {}
        if code := sender.get("language_code"):
            return "zh-Hans" if str(code).lower().startswith("zh") else "en"
    return "zh-Hans"


def _press(update: dict[str, Any]) -> Meaning:
    query = update["callback_query"]
    chat = (query.get("message") or {}).get("chat") or {"type": "private"}
    if "data" not in query or chat["type"] != "private":
        return Ignored()
    return ForTheCore(_incoming(update, query["from"], button=query["data"]))


def _typed(update: dict[str, Any], message: dict[str, Any]) -> IncomingMessage:
    # No keyboard types a NUL, and PostgreSQL keeps none.
    text = message["text"].replace("\0", "")
    command, _, payload = text.partition(" ")
    if command.partition("@")[0] == "/start" and payload.strip():
        return _incoming(update, message["from"], button=f"start:{payload.strip()}")
    return _incoming(update, message["from"], text=text)


def _file(update: dict[str, Any], message: dict[str, Any]) -> Sent:
    """https://core.telegram.org/bots/api#document"""
    sent = message["document"]
    name, mime = str(sent.get("file_name") or ""), str(sent.get("mime_type") or "")
    return Sent(_incoming(update, message["from"]), str(sent["file_id"]), name, mime, sent.get("file_size"))


def _incoming(update: dict[str, Any], sender: dict[str, Any], **content: Any) -> IncomingMessage:
    return IncomingMessage(NAME, str(sender["id"]), update_id=str(update["update_id"]), **content)


def _is_command_for(message: dict[str, Any], bot_name: str) -> bool:
    command = message.get("text", "").partition(" ")[0]
    if not command.startswith("/"):
        return False
    _, _, addressee = command.partition("@")
    return addressee.lower() in ("", bot_name.lower())
