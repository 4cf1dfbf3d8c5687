"""What a test says to the Bot API server: it plays the people of one bot."""

import base64
from dataclasses import dataclass
from typing import Any

import aiohttp


class Wrong(AssertionError):
    """What the test asked for was not to be had, such as a button that is not offered."""


@dataclass
class Phones:
    """The telephones of all people who talk to the bot with this token. chat: the number of a chat."""

    url: str
    token: str
    session: aiohttp.ClientSession

    async def type(self, chat: int, text: str) -> int:
        """The id of the message."""
        return int((await self.send(chat, text=text))["message_id"])

    async def send(self, chat: int, **content: Any) -> dict[str, Any]:
        return await self._ask("send", chat=chat, content=content)

    async def send_file(self, chat: int, name: str, content: bytes, *, missing: bool = False) -> None:
        encoded = base64.b64encode(content).decode()
        await self._ask("send_file", chat=chat, name=name, base64=encoded, missing=missing)

    async def edit(self, chat: int, message_id: int, text: str) -> None:
        await self._ask("edit", chat=chat, message_id=message_id, content={"text": text})

    async def press(self, chat: int, label: str) -> None:
        await self._ask("press", chat=chat, label=label)

    async def read(self, chat: int, at_least: int = 1) -> list[dict[str, Any]]:
        return await self._ask("read", chat=chat, at_least=at_least)

    async def texts(self, chat: int, at_least: int = 1) -> list[str]:
        return [message.get("text", "") for message in await self.read(chat, at_least)]

    async def calls(self, method: str, at_least: int = 1) -> list[dict[str, Any]]:
        return await self._ask("wait_for_calls", method=method, at_least=at_least)

    async def all_acknowledged(self) -> None:
        await self._ask("wait_until_acknowledged")

    async def chat(self, chat: int, **changes: Any) -> None:
        await self._ask("chat", chat=chat, **changes)

    async def fault(self, kind: str, **where: Any) -> None:
        await self._ask("fault", kind=kind, **where)

    async def state(self) -> dict[str, Any]:
        return await self._ask("state")

    async def expire_queries(self) -> None:
        await self._ask("expire_queries")

    async def set_update_id(self, following: int) -> None:
        await self._ask("set_update_id", next=following)

    async def _ask(self, action: str, **body: Any) -> Any:
        async with self.session.post(f"{self.url}/test/{self.token}/{action}", json=body) as response:
            found = await response.json()
            if response.status != 200:
                raise Wrong(found["wrong"])
            return found
