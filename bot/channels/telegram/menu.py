"""The menu of commands that Telegram shows beside the keyboard."""

from telegram import Bot, BotCommand

from bot.channels.channel import Say

COMMANDS = ("find", "book", "bookings", "quota", "register", "cancel", "human", "privacy", "help", "start")


async def publish(bot: Bot, say: Say) -> None:
    """In Chinese, and in English for those whose Telegram is in English."""
    await bot.set_my_commands(_commands(say, "zh-Hans"))
    await bot.set_my_commands(_commands(say, "zh-Hans"), language_code="zh")
    await bot.set_my_commands(_commands(say, "en"), language_code="en")


def _commands(say: Say, language: str) -> list[BotCommand]:
    return [BotCommand(name, say(f"telegram.command.{name}", language)) for name in COMMANDS]
