"""Chats, people and updates as a Bot API server keeps them."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.channels.bot_api_rules import Refused, bad

BOT = {"id": 424242, "is_bot": True, "first_name": "托育", "username": "tuoyu_test_bot"}
NOW = 1_795_400_000  # the server's clock stands still: nothing here depends on it


@dataclass
class Chat:
    """blocked: the person has blocked the bot. migrated_to: the supergroup that a group has become."""

    id: int
    type: str = "private"
    language_code: str | None = "zh-hans"
    blocked: bool = False
    migrated_to: int | None = None
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)

    def brief(self) -> dict[str, Any]:
        return {"id": self.id, "type": self.type}

    def person(self) -> dict[str, Any]:
        person: dict[str, Any] = {"id": abs(self.id), "is_bot": False, "first_name": "<Li_*&>"}
        return person | ({"language_code": self.language_code} if self.language_code else {})

    def from_bot(self) -> list[dict[str, Any]]:
        return [message for message in self.messages.values() if message["from"]["is_bot"]]


@dataclass
class Fault:
    """What befalls the next `times` calls of a method ("" any), in a chat (None any).

    kind: flood (429), error (502), garbage (an answer that is not JSON), drop (the connection is cut
    before anything is done), drop_after (done, then cut), odd (done, but told in an undocumented way),
    refuse (400 with `description`)."""

    kind: str
    method: str = ""
    chat: int | None = None
    times: int = 1
    retry_after: int = 1
    description: str = ""


@dataclass
class World:
    next_update_id: int = 70_000
    pending: list[dict[str, Any]] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    chats: dict[int, Chat] = field(default_factory=dict)
    webhook: str = ""
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    open_queries: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    polls: int = 0
    _last_message_id: int = 0

    def chat(self, given: dict[str, Any]) -> Chat:
        """The chat that a call names; refused as Telegram refuses it."""
        try:
            chat = self.chats[int(given["chat_id"])]
        except (KeyError, ValueError):
            raise bad("chat not found") from None
        if chat.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat.migrated_to is not None:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        return chat

    def add_message(self, chat: Chat, sender: dict[str, Any], **content: Any) -> dict[str, Any]:
        self._last_message_id += 1
        message = {
            "message_id": self._last_message_id,
            "from": sender,
            "chat": chat.brief(),
            "date": NOW,
            **{name: value for name, value in content.items() if value is not None},
        }
        chat.messages[self._last_message_id] = message
        return message

    async def add_update(self, kind: str, content: dict[str, Any]) -> int:
        """Queued for the bot when it asked for this kind; the update's id."""
        self.next_update_id += 1
        if not self.allowed or kind in self.allowed:
            self.pending.append({"update_id": self.next_update_id, kind: dict(content)})
        await self.tell()
        return self.next_update_id

    async def updates(self, offset: int, limit: int, timeout_s: float) -> list[dict[str, Any]]:
        """Long polling; a positive offset forgets all updates before it, a negative one all but the last."""
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self.polls += 1
        mine = self.polls
        if offset > 0:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]
        elif offset < 0:
            self.pending = self.pending[offset:]
        await self.tell()
        async with self.changed:
            try:
                async with asyncio.timeout(timeout_s):
                    await self.changed.wait_for(lambda: self.pending or self.polls != mine)
            except TimeoutError:
                return []
        if self.polls != mine:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        return self.pending[:limit]

    def fault_for(self, method: str, given: dict[str, Any]) -> Fault | None:
        for fault in self.faults:
            in_chat = fault.chat is None or str(fault.chat) == str(given.get("chat_id"))
            if fault.method in ("", method) and in_chat and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    async def tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()
