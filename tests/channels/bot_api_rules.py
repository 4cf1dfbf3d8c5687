"""What the Bot API takes and what it refuses, in its own words. https://core.telegram.org/bots/api"""

import json
from typing import Any

MOST_TEXT = 4096  # UTF-16 units
MOST_CALLBACK_DATA = 64  # bytes of UTF-8
MOST_BUTTONS = 100
MOST_COMMANDS = 100
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
_BUTTON_ACTIONS = {"url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "pay"}


class Refused(Exception):
    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


def bad(description: str) -> Refused:
    return Refused(400, f"Bad Request: {description}")


def text(given: dict[str, Any], name: str = "text") -> str:
    found = str(given.get(name, "")).strip()
    if not found:
        raise bad(f"message {name} is empty")
    if len(found.encode("utf-16-le")) // 2 > MOST_TEXT:
        raise bad("message is too long")
    return found


def number(given: dict[str, Any], name: str, low: float, high: float) -> float:
    try:
        found = float(given[name])
    except (KeyError, ValueError):
        raise bad(f"{name} must be non-empty") from None
    if not low <= found <= high:
        raise bad(f"wrong {name}")
    return found


def required(given: dict[str, Any], name: str) -> str:
    if not str(given.get(name, "")).strip():
        raise bad(f"parameter {name} is required")
    return str(given[name])


def structure(given: dict[str, Any], name: str, default: Any = None) -> Any:
    """A JSON-serialised parameter."""
    value = given.get(name, default)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad(f"can't parse {name} JSON object") from None


def keyboard(given: dict[str, Any]) -> dict[str, Any] | None:
    markup = structure(given, "reply_markup")
    if markup is None:
        return None
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    for button in buttons:
        _check(button)
    return {"inline_keyboard": rows}


def commands(given: dict[str, Any]) -> list[dict[str, str]]:
    found = structure(given, "commands", [])
    if not isinstance(found, list) or len(found) > MOST_COMMANDS:
        raise bad("wrong commands")
    for one in found:
        name = one.get("command", "")
        if not (
            1 <= len(name) <= 32 and name.isascii() and name.replace("_", "a").isalnum() and name.islower()
        ):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(one.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return found


def action(given: dict[str, Any]) -> str:
    if given.get("action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    return str(given["action"])


def _check(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not str(button.get("text", "")).strip():
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(_BUTTON_ACTIONS & button.keys()) != 1:
        raise bad("can't parse inline keyboard button: exactly one of the optional fields must be used")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= MOST_CALLBACK_DATA:
        raise bad("BUTTON_DATA_INVALID")
