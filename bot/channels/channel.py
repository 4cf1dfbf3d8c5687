"""What the core gives to a channel. A channel carries messages and decides nothing."""

from collections.abc import Callable
from typing import Protocol

from sqlalchemy.orm import Session

from bot.messages import Answer, IncomingMessage

InTransaction = Callable[[Session, Answer], None]
Say = Callable[..., str]  # say(key, language, **values)
TakesFiles = Callable[[str, str], bool]  # (channel, user) → whether files of this person are read


class Handle(Protocol):
    """Answers one message in one transaction. in_transaction is called in it, just before its commit,
    unless the message had been answered before. bot.messages.TurnFailed when nothing was kept."""

    async def __call__(
        self, message: IncomingMessage, in_transaction: InTransaction | None = None
    ) -> Answer: ...


class ChannelSetupError(Exception):
    """Telegram does not let this bot in; the message is Telegram's reason, without the token."""
