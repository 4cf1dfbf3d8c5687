"""A small Bot API server for tests: `python -m tests.channels.bot_api_server` prints its port.

It keeps to https://core.telegram.org/bots/api. Under /test a test plays the people (bot_api_people.py).
Every token that a test has used there is a bot in a world of its own; any other is unauthorized.
"""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.channels import bot_api_rules as rules
from tests.channels.bot_api_people import routes
from tests.channels.bot_api_rules import Refused, bad
from tests.channels.bot_api_world import BOT, Chat, World

Given = dict[str, Any]
HANDED_OUT = 20 * 1024 * 1024  # bytes
WORLDS = web.AppKey("worlds", dict[str, World])


async def call(request: web.Request) -> web.StreamResponse:
    world, method = request.app[WORLDS].get(request.match_info["token"]), request.match_info["method"]
    if world is None:
        return _refusal(Refused(401, "Unauthorized"))
    given = await _parameters(request)
    chat_id = given.get("chat_id")
    world.calls.append({"method": method, "chat": chat_id and int(chat_id)})
    await world.tell()
    fault = world.fault_for(method, given)
    match fault.kind if fault else "":
        case "flood":
            seconds = fault.retry_after
            return _refusal(Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds))
        case "error":
            return _refusal(Refused(502, "Bad Gateway"))
        case "refuse":
            return _refusal(bad(fault.description))
        case "garbage":
            return web.Response(text="<html>")
        case "drop":
            request.transport.abort()
            return web.Response()
    answer = await _answer(world, method, given)
    await world.tell()
    if fault and fault.kind == "drop_after":
        request.transport.abort()
    return web.json_response({"ok": True, "result": {"date": "?"}}) if fault else answer


async def _answer(world: World, method: str, given: Given) -> web.Response:
    if method not in METHODS:
        return _refusal(Refused(404, "Not Found"))
    try:
        result = await METHODS[method](world, given)
    except Refused as refused:
        return _refusal(refused)
    return web.json_response({"ok": True, "result": result})


def _refusal(refused: Refused) -> web.Response:
    body: Given = {"ok": False, "error_code": refused.status, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return web.json_response(body, status=refused.status)


async def _parameters(request: web.Request) -> Given:
    """From the query string, a form, JSON or multipart/form-data. A file is (name, mime, content)."""
    given: Given = dict(request.query)
    if request.content_type == "application/json":
        return given | await request.json()
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            given[name] = (value.filename, value.content_type, value.file.read())
        else:
            given[name] = value
    return given


async def get_updates(world: World, given: Given) -> list[Given]:
    world.allowed = rules.structure(given, "allowed_updates", world.allowed)
    limit = min(100, max(1, int(given.get("limit", 100))))
    return await world.updates(int(given.get("offset", 0)), limit, float(given.get("timeout", 0)))


async def set_webhook(world: World, given: Given) -> bool:
    world.webhook = str(given.get("url", ""))
    return True


async def delete_webhook(world: World, given: Given) -> bool:
    world.webhook = ""
    return True


async def get_me(world: World, given: Given) -> Given:
    return {
        **BOT,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


async def send_message(world: World, given: Given) -> Given:
    chat = world.chat(given)
    return _sent(world, chat, given, text=rules.text(given))


async def send_location(world: World, given: Given) -> Given:
    chat = world.chat(given)
    return _sent(world, chat, given, location=_point(given))


async def send_venue(world: World, given: Given) -> Given:
    chat = world.chat(given)
    names = {name: rules.required(given, name) for name in ("title", "address")}
    return _sent(world, chat, given, location=_point(given), venue={"location": _point(given), **names})


async def send_document(world: World, given: Given) -> Given:
    chat = world.chat(given)
    return _sent(world, chat, given, document=_upload(given, "document"))


async def send_photo(world: World, given: Given) -> Given:
    chat = world.chat(given)
    return _sent(world, chat, given, photo=[_upload(given, "photo") | {"width": 300, "height": 300}])


async def get_file(world: World, given: Given) -> Given:
    """https://core.telegram.org/bots/api#getfile"""
    content = world.files.get(rules.required(given, "file_id"))
    if not content:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(content) > HANDED_OUT:
        raise bad("file is too big")
    path = f"documents/{given['file_id']}"
    return {"file_id": given["file_id"], "file_unique_id": "u", "file_size": len(content), "file_path": path}


async def download(request: web.Request) -> web.Response:
    world = request.app[WORLDS].get(request.match_info["token"])
    content = world.files.get(request.match_info["file_id"]) if world else None
    return web.Response(body=content) if content else web.json_response({"ok": False}, status=404)


async def send_chat_action(world: World, given: Given) -> bool:
    world.chat(given)
    rules.action(given)
    return True


async def edit_message_text(world: World, given: Given) -> Given:
    message = world.chat(given).messages.get(int(given.get("message_id", 0)))
    if message is None:
        raise bad("message to edit not found")
    if not message["from"]["is_bot"]:
        raise bad("message can't be edited")
    new = {"text": rules.text(given), "reply_markup": rules.keyboard(given)}
    if all(message.get(name) == value for name, value in new.items()):
        raise bad("message is not modified")
    message.update(new)
    return message


async def answer_callback_query(world: World, given: Given) -> bool:
    query = str(given.get("callback_query_id", ""))
    if query not in world.open_queries:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    world.open_queries.discard(query)
    return True


async def set_my_commands(world: World, given: Given) -> bool:
    world.commands[str(given.get("language_code", ""))] = rules.commands(given)
    return True


def _sent(world: World, chat: Chat, given: Given, **content: Any) -> Given:
    return world.add_message(chat, BOT, **content, reply_markup=rules.keyboard(given))


def _point(given: Given) -> Given:
    return {
        "latitude": rules.number(given, "latitude", -90, 90),
        "longitude": rules.number(given, "longitude", -180, 180),
    }


def _upload(given: Given, name: str) -> Given:
    if not isinstance(given.get(name), tuple):
        raise bad(f"there is no {name} in the request")
    filename, mime, content = given[name]
    if not content:
        raise bad("file must be non-empty")
    kept = base64.b64encode(content).decode()  # beyond the documented fields: for the tests to read
    ids = {"file_id": f"file-{len(kept)}", "file_unique_id": f"unique-{len(kept)}"}
    return {**ids, "file_name": filename, "mime_type": mime, "file_size": len(content), "content": kept}


METHODS: dict[str, Callable[[World, Given], Awaitable[Any]]] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getMe": get_me,
    "sendMessage": send_message,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "getFile": get_file,
    "sendChatAction": send_chat_action,
    "editMessageText": edit_message_text,
    "answerCallbackQuery": answer_callback_query,
    "setMyCommands": set_my_commands,
}


async def main() -> None:
    app = web.Application()
    app[WORLDS] = {}
    app.router.add_route("*", "/bot{token}/{method}", call)
    app.router.add_get("/file/bot{token}/documents/{file_id}", download)
    app.add_routes(routes(app[WORLDS]))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(json.dumps({"port": runner.addresses[0][1]}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
