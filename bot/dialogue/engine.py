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

from bot.answer_json import answer_from_json, answer_to_json
from bot.clock import Clock
from bot.dialogue.announcements import announce
from bot.dialogue.context import still_meant
from bot.dialogue.conversation import Conversation
from bot.dialogue.news_words import composer
from bot.dialogue.respond import Response, to_button, to_location, to_text
from bot.dialogue.turn import Turn
from bot.dialogue.why import answer_to_administrator
from bot.dialogue.wording import Wording
from bot.messages import Answer, Button, IncomingMessage, Reply, TurnFailed
from bot.understanding.reading import Reading, age_in_months
from bot.understanding.understand import Understanding
from db import conversations
from db.session import Database
from knowledge.loader import Knowledge
from knowledge.text import to_traditional

log = logging.getLogger(__name__)
_NO_SUBJECT = ("smalltalk", "unknown")  # after a "thank you" the talk goes on where it was
InTransaction = Callable[[Session, Answer], None]


class Engine:
    """chat_link: how the chat is opened at a provider, with {provider} in it; None when there is no link.
    admins: pairs of channel and user who may ask /why."""

    def __init__(
        self,
        knowledge: Knowledge,
        database: Database,
        clock: Clock,
        rng: random.Random,
        chat_link: str | None = None,
        admins: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        self._knowledge = knowledge
        self._database = database
        self._clock = clock
        self._rng = rng
        self._chat_link = chat_link
        self._admins = admins
        self._wording = Wording(knowledge.replies)
        self._compose = composer(self._wording)
        self.understanding = Understanding(knowledge)
        self._in_order: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def handle(self, message: IncomingMessage, in_transaction: InTransaction | None = None) -> Answer:
        """The answer, committed. in_transaction: called in the turn's transaction just before its commit.
        TurnFailed when nothing was kept."""
        # Held by whoever waits for it, gone with the last of them.
        lock = self._in_order.setdefault((message.channel, message.user), asyncio.Lock())
        async with lock:
            try:
                return await asyncio.to_thread(self._turn, message, in_transaction)
            except Exception as fault:  # the edge of the core: told in one line, logged in full
                log.exception("turn failed on channel %s", message.channel)
                raise TurnFailed(database=isinstance(fault, SQLAlchemyError)) from fault

    def _turn(self, message: IncomingMessage, in_transaction: InTransaction | None) -> Answer:
        now = self._clock()
        reading = self.understanding.read(message.text, now) if message.text is not None else None
        with self._database.begin() as tx:
            who = (message.channel, message.user)
            state = conversations.lock(tx, *who, now)
            if message.update_id and (kept := conversations.first_answer(tx, *who, message.update_id)):
                return answer_from_json(kept)
            turn = self._begin(message, reading, tx, state, now)
            if who in self._admins:
                answer = answer_to_administrator(turn, self._answered)
            else:
                answer = self._answered(turn)
            turn.conversation.updated_at = now
            conversations.save(tx, *who, turn.conversation.model_dump(mode="json"), now)
            if message.update_id:
                conversations.keep_answer(tx, *who, message.update_id, answer_to_json(answer), now)
            announce(tx, self._compose, now)
            if in_transaction:
                in_transaction(tx, answer)
        return answer

    def _begin(
        self,
        message: IncomingMessage,
        reading: Reading | None,
        tx: Session,
        state: dict[str, Any],
        now: datetime,
    ) -> Turn:
        conversation = still_meant(
            Conversation.model_validate(state), now, pressed=message.button is not None
        )
        if reading and reading.language:
            conversation.language = reading.language
        return Turn(
            knowledge=self._knowledge,
            wording=self._wording,
            wishes=self.understanding.wishes,
            now=now,
            rng=self._rng,
            tx=tx,
            conversation=conversation,
            message=message,
            reading=reading,
            chat_link=self._chat_link,
        )

    def _answered(self, turn: Turn) -> Answer:
        response = _respond(turn)
        outcome = response.outcome
        if response.topics[0] not in _NO_SUBJECT:
            turn.conversation.topic = response.topics[0]
        replies = outcome.replies
        if turn.conversation.language == "zh-Hant":
            replies = tuple(_in_traditional(reply) for reply in replies)
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
    if message.button is not None:
        return to_button(turn, message.button)
    if message.location is not None:
        return to_location(turn, *message.location)
    return to_text(turn)


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


def _in_traditional(reply: Reply) -> Reply:
    rows = tuple(tuple(Button(to_traditional(b.label), b.data) for b in row) for row in reply.buttons)
    return replace(reply, text=to_traditional(reply.text), buttons=rows)
