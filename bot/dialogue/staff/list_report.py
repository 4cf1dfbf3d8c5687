"""What a list from elsewhere waits for, told to the one who sent it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.dialogue.formats import listing
from bot.dialogue.speaker import Speaker
from bot.messages import Button, Reply

EXAMPLES, LONGEST_EXAMPLE, LONGEST_HEADING, LONGEST_ON_BUTTON = 2, 16, 40, 14
IN_A_ROW = 2
MOST_TO_CHANGE = 90  # Telegram sends nothing that has more than 100 buttons


def report(speaker: Speaker, number: int, revision: int, waiting: Mapping[str, Any]) -> Reply:
    """waiting: what the list waits for, as the review has it (bot/publishing/listed.py)."""
    choices, shown = waiting["choices"], f"{number}:{revision}"
    heading = "list.columns" if choices[0]["sort"] == "column" else "list.open"
    lines = (
        speaker.say(heading, number=number, file=waiting["file"], rows=waiting["rows"]),
        *_lines(speaker, waiting),
        speaker.say("list.right"),
        *([speaker.say("list.first_ones", count=MOST_TO_CHANGE)] if len(choices) > MOST_TO_CHANGE else []),
    )
    ones = [
        speaker.button(
            "button.list_one",
            f"desk:column:{shown}:{at}",
            n=at + 1,
            about=_cut(choice["about"], LONGEST_ON_BUTTON),
        )
        for at, choice in enumerate(choices[:MOST_TO_CHANGE])
    ]
    right = speaker.button("button.list_right", f"desk:listed:{shown}")
    drop = speaker.button("button.draft_drop", f"desk:drop:{number}")
    return Reply("\n".join(lines), ((right,), *rows(ones), (drop,)))


def _lines(speaker: Speaker, waiting: Mapping[str, Any]) -> Iterator[str]:
    offered = {sort: dict(options) for sort, options in waiting["options"].items()}
    for at, choice in enumerate(waiting["choices"]):
        yield line(speaker, at, choice, offered[choice["sort"]])


def line(speaker: Speaker, at: int, choice: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    about = _cut(choice["about"], LONGEST_HEADING)
    examples = listing(
        [_cut(example, LONGEST_EXAMPLE) for example in choice["examples"][:EXAMPLES]], speaker.english
    )
    told = speaker.say(_key(choice), about=about, examples=examples, count=choice["count"])
    key = "list.line" if choice["sure"] else "list.line_unsure"
    return speaker.say(key, n=at + 1, told=told, label=labels[choice["chosen"]])


def _key(choice: Mapping[str, Any]) -> str:
    match choice["sort"]:
        case "column":
            return "list.column" if choice["examples"] else "list.column_empty"
        case "kind" if choice["about"]:
            return "list.kind_of"
        case "kind":
            return "list.kind_of_many" if choice["count"] else "list.kind_of_all"
        case "district":
            return "list.district"
        case "datum":
            return "list.datum"
        case _:
            return "list.days"


def _cut(text: str, longest: int) -> str:
    """On one line."""
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW))
