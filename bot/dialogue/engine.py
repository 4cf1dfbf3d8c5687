"""One turn, one transaction: seen before? load, understand, answer, save. What a parent reads has been
committed; what failed has left nothing behind."""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.answer_json import answer_from_json, answer_to_json, reply_from_json
from bot.clock import Clock
from bot.dialogue.announcements import announce
from bot.dialogue.arrival import as_scan
from bot.dialogue.context import still_meant
from bot.dialogue.conversation import Conversation
from bot.dialogue.loaded import Loaded
from bot.dialogue.respond import to_button, to_document, to_location, to_text
from bot.dialogue.response import Response
from bot.dialogue.staff import commands as staff_commands
from bot.dialogue.staff import trying
from bot.dialogue.turn import ARRANGEMENTS, Arrangements, Turn
from bot.dialogue.why import answer_to_administrator
from bot.dialogue.wording import in_traditional
from bot.messages import Answer, IncomingMessage, TurnFailed
from bot.services import staff
from bot.understanding.reading import Reading, age_in_months
from bot.understanding.understand import Understanding
from db import conversations, outbox
from db.session import Database
from knowledge.loader import Knowledge

log = logging.getLogger(__name__)
_NO_SUBJECT = ("smalltalk", "unknown")  # after a "thank you" the talk goes on where it was
InTransaction = Callable[[Session, Answer], None]


class Engine:
    """admins: pairs of channel and user who may ask /why."""

    def __init__(
        self,
        state: Loaded,
        database: Database,
        clock: Clock,
        rng: random.Random,
        arrangements: Arrangements = ARRANGEMENTS,
        admins: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        self._database = database
        self._clock = clock
        self._rng = rng
        self._arrangements = arrangements
        self._admins = admins
        self._loaded = state
        self._in_order: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    def use(self, state: Loaded) -> None:
        """From the next message on; those under way keep what they began with."""
        self._loaded = state

    def in_use(self) -> Loaded:
        return self._loaded

    @property
    def knowledge(self) -> Knowledge:
        """What answers are given from now."""
        return self._loaded.knowledge

    @property
    def understanding(self) -> Understanding:
        return self._loaded.understanding

    def takes_files(self, channel: str, user: str) -> bool:
        """Whether a file of this person is worth fetching: parents have none to send."""
        with self._database.begin() as tx:
            member = staff.member_of(tx, channel, user)
            return member is not None and staff.may(member, "knowledge")

    def say(self, key: str, language: str, **values: object) -> str:
        """The bot's words, for what channels say themselves."""
        return self._loaded.wording(key, language, **values)

    async def handle(self, message: IncomingMessage, in_transaction: InTransaction | None = None) -> Answer:
        """The answer, committed. in_transaction: called in the turn's transaction just before its commit; for
        a channel that sends by itself what waits in the outbox. With any other, what waits for the person
        comes first in the answer. TurnFailed when nothing was kept."""
        # Held by whoever waits for it, gone with the last of them.
        lock = self._in_order.setdefault((message.channel, message.user), asyncio.Lock())
        async with lock:
            try:
                return await asyncio.to_thread(self._turn, message, in_transaction)
            except Exception as fault:  # the edge of the core: told in one line, logged in full
                log.exception("turn failed on channel %s", message.channel)
                raise TurnFailed(database=isinstance(fault, SQLAlchemyError)) from fault

    def _turn(self, message: IncomingMessage, in_transaction: InTransaction | None) -> Answer:
        message, now = as_scan(message), self._clock()
        using = self._loaded
        reading = using.understanding.read(message.text, now) if message.text is not None else None
        with self._database.begin() as tx:
            who = (message.channel, message.user)
            state = conversations.lock(tx, *who, now)
            if message.update_id and (kept := conversations.first_answer(tx, *who, message.update_id)):
                return answer_from_json(kept)
            turn = self._begin(using, message, reading, tx, state, now)
            if who in self._admins:
                answer = answer_to_administrator(turn, self._answered)
            else:
                answer = self._answered(turn)
            _note(turn, answer)
            if in_transaction is None:
                answer = _with_what_waits(tx, answer, who, now)
            conversations.save(tx, *who, turn.conversation.model_dump(mode="json"), now)
            if message.update_id:
                conversations.keep_answer(tx, *who, message.update_id, answer_to_json(answer), now)
            announce(tx, using.compose, now)
            if in_transaction:
                in_transaction(tx, answer)
        return answer

    def _begin(
        self,
        using: Loaded,
        message: IncomingMessage,
        reading: Reading | None,
        tx: Session,
        state: dict[str, Any],
        now: datetime,
    ) -> Turn:
        conversation = still_meant(
            Conversation.model_validate(state), now, pressed=message.button is not None
        )
        if reading and reading.language and not reading.text.startswith("/"):
            conversation.language = reading.language
        return Turn(
            knowledge=using.knowledge,
            wording=using.wording,
            wishes=using.understanding.wishes,
            now=now,
            rng=self._rng,
            tx=tx,
            conversation=conversation,
            message=message,
            reading=reading,
            arrangements=self._arrangements,
        )

    def _answered(self, turn: Turn) -> Answer:
        response = _respond(turn)
        outcome = response.outcome
        if response.topics[0] not in _NO_SUBJECT:
            turn.conversation.topic = response.topics[0]
        replies = outcome.replies
        if turn.conversation.language == "zh-Hant":
            replies = tuple(in_traditional(reply) for reply in replies)
        return Answer(
            replies=replies,
            topic=response.topics[0],
            more_topics=response.topics[1:],
            faq=outcome.faq,
            provider=outcome.provider,
            providers=outcome.providers,
            entities=_entities(turn),
            confidence=min(1.0, response.confidence),
            alternatives=response.alternatives,
        )


def _respond(turn: Turn) -> Response:
    message = turn.message
    if (tried := trying.answered(turn, staff_commands.NAMES)) is not None:
        return tried
    if message.document is not None:
        return to_document(turn, message.document)
    if message.button is not None:
        return to_button(turn, message.button)
    if message.location is not None:
        return to_location(turn, *message.location)
    return to_text(turn)


def _note(turn: Turn, answer: Answer) -> None:
    conversation = turn.conversation
    conversation.updated_at = turn.now
    if turn.message.text:
        conversation.hear("parent", turn.message.text)
    if answer.replies:
        conversation.hear("bot", answer.replies[0].text)


def _with_what_waits(tx: Session, answer: Answer, who: tuple[str, str], now: datetime) -> Answer:
    """As part of the kept answer, so that it is told once, and again with an update that comes again."""
    waiting = tuple(reply_from_json(payload) for payload in outbox.take_due(tx, *who, now))
    return replace(answer, replies=waiting + answer.replies) if waiting else answer


def _entities(turn: Turn) -> dict[str, Any]:
    reading = turn.reading
    if reading is None:
        return {}
    today = turn.now.date()
    found = reading.entities.as_json(reading.language, age_in_months(reading.entities.age, today))
    if len(reading.entities.children) > 1:
        found["children"] = [
            {"who": child.who, "age_months": age_in_months(child, today)}
            for child in reading.entities.children
        ]
    return found
