"""A small core for the channel's tests: it answers by rules a test can count on, and keeps its one effect
of each update in the database. As a program it is a bot: `python -m tests.channels.echo`."""

import asyncio
import os
import signal
from dataclasses import dataclass, field

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.channels.channel import InTransaction
from bot.channels.telegram.channel import TelegramChannel
from bot.clock import system_clock
from bot.messages import Answer, Button, Document, IncomingMessage, Location, Reply, TurnFailed
from db.models import Base, RecordedQuestion
from db.session import Database

MENU = ((Button("甲", "press:1"), Button("乙", "press:2")), (Button("很" * 70, "press:3"),))
REPLIES: dict[str, tuple[Reply, ...]] = {
    "buttons": (Reply("请选", MENU),),
    "long": (Reply("一二三四五六七八九。\n" * 900, MENU),),
    "venue": (Reply("在这里", MENU, location=Location(31.2, 121.5, "奉浦宝宝屋", "奉浦大道 1 号")),),
    "point": (Reply("", location=Location(31.2, 121.5, "奉浦宝宝屋", "")),),
    "document": (Reply("资料", document=Document("tuoyu.json", "application/json", b"{}")),),
    "picture": (Reply("", document=Document("code.png", "image/png", b"\x89PNG")),),
    "markup": (Reply("<3 & _a_ *b* [c](d) `e` \ud83d!"),),
    "two": (Reply("first"), Reply("second")),
    "nothing": (Reply(""),),
}


@dataclass
class Echo:
    """gates: a message with such a text waits for its event. broken_turns: so many turns fail because of
    the database before it works again."""

    database: Database
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    broken_turns: int = 0
    waiting: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, message: IncomingMessage, in_transaction: InTransaction | None = None) -> Answer:
        if gate := self.gates.get(message.text or ""):
            self.waiting.set()
            await gate.wait()
        if message.text == "fault":
            raise TurnFailed(database=False)
        return await asyncio.to_thread(self._turn, message, in_transaction)

    def _turn(self, message: IncomingMessage, in_transaction: InTransaction | None) -> Answer:
        try:
            with self.database.begin() as tx:
                return self._answer(tx, message, in_transaction)
        except OperationalError as fault:
            raise TurnFailed(database=True) from fault

    def _answer(self, tx: Session, message: IncomingMessage, in_transaction: InTransaction | None) -> Answer:
        said = message.text or message.button or str(message.location)
        words = f"{message.user} {said}"
        tx.add(RecordedQuestion(words=words, outcome="unknown", asked_at=system_clock()))
        answer = Answer(REPLIES.get(said, (Reply(f"echo {said}"),)), topic="unknown")
        if in_transaction:
            in_transaction(tx, answer)
        if self.broken_turns > 0:
            self.broken_turns -= 1
            raise OperationalError("COMMIT", {}, Exception("disk I/O error"))
        return answer


def nobody(channel: str, user: str) -> bool:
    """Whose files are read."""
    return False


def words_of(key: str, language: str, **values: object) -> str:
    return f"{key} {language}"


async def main() -> None:
    database = Database(os.environ["TUOYU_DATABASE_URL"])
    Base.metadata.create_all(database.engine)
    token, api = os.environ["TELEGRAM_BOT_TOKEN"], os.environ["TUOYU_TELEGRAM_API"]
    channel = TelegramChannel(token, api, database, Echo(database), words_of, system_clock, nobody)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, channel.stop)
    await channel.run()


if __name__ == "__main__":
    asyncio.run(main())
