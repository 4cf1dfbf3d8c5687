"""One part of a reply as one call of the Bot API."""

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Message

from bot.channels.telegram.rendering import Part, Rows
from bot.messages import Document, Location

_SHOWN_AS_PHOTO = ("image/png", "image/jpeg")


async def send(bot: Bot, chat: str, part: Part) -> int:
    """The id of the message. telegram.error.TelegramError when it was not taken.

    No parse_mode: names with <, & or _ are plain text.
    """
    sent = await _call(bot, int(chat), part.content, _keyboard(part.rows))
    return sent.message_id


async def _call(
    bot: Bot, chat: int, content: str | Location | Document, keyboard: InlineKeyboardMarkup | None
) -> Message:
    match content:
        case str():
            return await bot.send_message(chat, content, reply_markup=keyboard)
        case Location() if content.name and content.address:
            return await bot.send_venue(
                chat, content.lat, content.lon, content.name, content.address, reply_markup=keyboard
            )
        case Location():
            return await bot.send_location(chat, content.lat, content.lon, reply_markup=keyboard)
        case Document() if content.mime in _SHOWN_AS_PHOTO:
            return await bot.send_photo(chat, _file(content), reply_markup=keyboard)
        case Document():
            return await bot.send_document(chat, _file(content), reply_markup=keyboard)


async def fetch(bot: Bot, file_id: str) -> bytes:
    """telegram.error.BadRequest for a file that Telegram does not hand out; TelegramError when it cannot
    be had now."""
    found = await bot.get_file(file_id)
    return bytes(await found.download_as_bytearray())


def _file(document: Document) -> InputFile:
    return InputFile(document.content, filename=document.name)


def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in rows]
    )
