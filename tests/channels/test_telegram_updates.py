from typing import Any

import pytest

from bot.channels.telegram import updates
from bot.channels.telegram.updates import ForTheCore, Hint, Ignored, language_of, meaning
from bot.messages import IncomingMessage

PERSON = {"id": 7, "is_bot": False, "first_name": "李", "language_code": "zh-hans"}
PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -100, "type": "supergroup"}


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    return {"update_id": 5, "message": {"message_id": 3, "from": PERSON, "chat": chat, "date": 1, **content}}


def core(**content: Any) -> ForTheCore:
    return ForTheCore(IncomingMessage("telegram", "7", update_id="5", **content))


def press(data: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    query = {"id": "9", "from": PERSON, "message": {"message_id": 2, "chat": chat, "date": 0}, "data": data}
    return {"update_id": 5, "callback_query": query}


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (message(text="奉浦宝宝屋几点开门"), core(text="奉浦宝宝屋几点开门")),
        (message(text="半\0空"), core(text="半空")),
        (message(text="/find"), core(text="/find")),
        (message(text="/start"), core(text="/start")),
        (message(text="/start fengpu"), core(button="start:fengpu")),
        (message(text="/start@TuoyuBot fengpu"), core(button="start:fengpu")),
        (message(location={"latitude": 31.2, "longitude": 121}), core(location=(31.2, 121.0))),
        (
            message(venue={"title": "x"}, location={"latitude": 31, "longitude": 121}),
            core(location=(31.0, 121.0)),
        ),
        (press("book:"), core(button="book:")),
        (press("book:", GROUP), Ignored()),
        (message(photo=[{}], caption="这是什么"), Hint("telegram.unreadable")),
        (message(sticker={}), Hint("telegram.unreadable")),
        (message(voice={}), Hint("telegram.unreadable")),
        (message(pinned_message={}), Ignored()),
        (message(GROUP, text="/find@tuoyubot"), Hint("telegram.private_only")),
        (message(GROUP, text="/find"), Hint("telegram.private_only")),
        (message(GROUP, text="/find@another_bot"), Ignored()),
        (message(GROUP, text="大家好"), Ignored()),
        ({"update_id": 5, "my_chat_member": {}}, Ignored()),
        ({"update_id": 5, "callback_query": {"id": "9", "from": PERSON, "game_short_name": "x"}}, Ignored()),
    ],
)
def test_what_an_update_means(update: dict[str, Any], expected: updates.Meaning) -> None:
    assert meaning(update, "TuoyuBot") == expected


def test_an_edit_tells_which_message_it_corrects() -> None:
    edit = {"update_id": 5, "edited_message": message(text="周四")["message"]}
    assert meaning(edit, "TuoyuBot") == ForTheCore(
        IncomingMessage("telegram", "7", text="周四", update_id="5"), 3
    )
    moved = {
        "update_id": 5,
        "edited_message": message(location={"latitude": 31, "longitude": 121})["message"],
    }
    assert meaning(moved, "TuoyuBot") == Ignored()


@pytest.mark.parametrize(
    ("code", "language"),
    [("zh-hans", "zh-Hans"), ("zh", "zh-Hans"), (None, "zh-Hans"), ("en-GB", "en"), ("fr", "en")],
)
def test_the_language_of_a_persons_telegram(code: str | None, language: str) -> None:
    for kind in ("message", "edited_message", "callback_query"):
        assert language_of({kind: {"from": {**PERSON, "language_code": code}}}) == language


@pytest.mark.parametrize(
    "kind", ["poll", "inline_query", "my_chat_member", "channel_post", "kind_of_tomorrow"]
)
def test_updates_of_other_kinds_are_ignored(kind: str) -> None:
    update = {"update_id": 5, kind: {"id": "9", "from": PERSON, "chat": PRIVATE, "text": "x"}}
    assert meaning(update, "TuoyuBot") == Ignored()
    assert updates.chat_of(update) == ""
    assert updates.query_of(update) is None
