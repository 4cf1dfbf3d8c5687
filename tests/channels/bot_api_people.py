"""The test's side of the Bot API server: people who type, press what is really offered, share locations
and read. Every request is a POST of JSON."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.channels.bot_api_world import Chat, Fault, World

Body = dict[str, Any]
WAIT_S = 20.0


def routes(worlds: dict[str, World]) -> list[web.RouteDef]:
    async def answer(request: web.Request) -> web.Response:
        people = People(worlds.setdefault(request.match_info["token"], World()))
        action = ACTIONS[request.match_info["action"]]
        try:
            return web.json_response(await action(people, await request.json()))
        except (LookupError, TimeoutError) as wrong:
            return web.json_response({"wrong": f"{type(wrong).__name__} {wrong}"}, status=400)

    return [web.post("/test/{token}/{action}", answer)]


class People:
    def __init__(self, world: World) -> None:
        self._world = world

    async def send(self, body: Body) -> Body:
        """content: the fields of the message, such as {"text": …} or {"photo": […]}."""
        chat = self._chat(body["chat"])
        message = self._world.add_message(chat, chat.person(), **body["content"])
        update_id = await self._world.add_update("message", message)
        return {"update_id": update_id, "message_id": message["message_id"]}

    async def send_file(self, body: Body) -> Body:
        """A document, which the bot can fetch by its id. missing: it cannot, though it was sent."""
        content = base64.b64decode(body["base64"])
        file_id = f"sent-{len(self._world.files)}"
        self._world.files[file_id] = b"" if body.get("missing") else content
        document = {
            "file_id": file_id,
            "file_unique_id": f"unique-{file_id}",
            "file_name": body["name"],
            "mime_type": "application/octet-stream",
            "file_size": len(content),
        }
        return await self.send({"chat": body["chat"], "content": {"document": document}})

    async def edit(self, body: Body) -> Body:
        message = self._chat(body["chat"]).messages[body["message_id"]]
        message.update(body["content"])
        return {"update_id": await self._world.add_update("edited_message", message)}

    async def press(self, body: Body) -> Body:
        """The newest button that holds this label; LookupError when none is offered."""
        chat = self._chat(body["chat"])
        for message in reversed(chat.from_bot()):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in (button for row in rows for button in row):
                if body["label"] in button["text"]:
                    return await self._pressed(chat, message, button["callback_data"])
        raise LookupError(f"no button {body['label']!r} is offered")

    async def read(self, body: Body) -> list[Body]:
        """The bot's messages in the chat, as soon as there are at_least so many."""
        chat, least = self._chat(body["chat"]), body.get("at_least", 0)
        await self._until(lambda: len(chat.from_bot()) >= least)
        return chat.from_bot()

    async def wait_for_calls(self, body: Body) -> list[Body]:
        """The calls of a method so far, as soon as there are at_least so many."""

        def calls() -> list[Body]:
            return [call for call in self._world.calls if call["method"] == body["method"]]

        await self._until(lambda: len(calls()) >= body["at_least"])
        return calls()

    async def wait_until_acknowledged(self, body: Body) -> None:
        await self._until(lambda: not self._world.pending)

    async def set_chat(self, body: Body) -> None:
        chat = self._chat(body.pop("chat"))
        for name, value in body.items():
            setattr(chat, name, value)

    async def set_fault(self, body: Body) -> None:
        self._world.faults.append(Fault(**body))

    async def state(self, body: Body) -> Body:
        world = self._world
        return {
            "pending": len(world.pending),
            "webhook": world.webhook,
            "commands": world.commands,
            "open_queries": len(world.open_queries),
            "calls": world.calls,
        }

    async def expire_queries(self, body: Body) -> None:
        self._world.open_queries.clear()

    async def set_update_id(self, body: Body) -> None:
        """Telegram numbers updates anew after a week without any."""
        self._world.next_update_id = body["next"]

    async def _pressed(self, chat: Chat, message: Body, data: str) -> Body:
        query = f"q{self._world.next_update_id}"
        self._world.open_queries.add(query)
        content = {"id": query, "from": chat.person(), "message": message, "chat_instance": "1", "data": data}
        return {"update_id": await self._world.add_update("callback_query", content)}

    def _chat(self, number: int) -> Chat:
        return self._world.chats.setdefault(number, Chat(number))

    async def _until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT_S), self._world.changed:
            await self._world.changed.wait_for(true)


ACTIONS: dict[str, Callable[[People, Body], Awaitable[Any]]] = {
    "send": People.send,
    "send_file": People.send_file,
    "edit": People.edit,
    "press": People.press,
    "read": People.read,
    "wait_for_calls": People.wait_for_calls,
    "wait_until_acknowledged": People.wait_until_acknowledged,
    "chat": People.set_chat,
    "fault": People.set_fault,
    "state": People.state,
    "expire_queries": People.expire_queries,
    "set_update_id": People.set_update_id,
}
