"""A list from elsewhere in the chat: what its columns mean is proposed, put right by a press, confirmed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.dialogue.formats import listing
from bot.dialogue.speaker import Speaker
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services import drafts, list_choices
from bot.services.drafts import Another, TooManySteps
from bot.services.list_choices import NoName
from db.models import KnowledgeDraft, StaffMember

EXAMPLES, LONGEST_EXAMPLE, LONGEST_HEADING, LONGEST_ON_BUTTON = 2, 16, 40, 14
IN_A_ROW = 2
MOST_TO_CHANGE = 90  # Telegram sends nothing that has more than 100 buttons


def report(speaker: Speaker, number: int, waiting: Mapping[str, Any]) -> Reply:
    """waiting: what the list waits for, as the review has it (bot/publishing/listed.py)."""
    choices = waiting["choices"]
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
            f"desk:column:{number}:{at}",
            n=at + 1,
            about=_cut(choice["about"], LONGEST_ON_BUTTON),
        )
        for at, choice in enumerate(choices[:MOST_TO_CHANGE])
    ]
    right = speaker.button("button.list_right", f"desk:listed:{number}")
    drop = speaker.button("button.draft_drop", f"desk:drop:{number}")
    return Reply("\n".join(lines), ((right,), *_rows(ones), (drop,)))


def ask_one(turn: Turn, member: StaffMember, about: str) -> Outcome:
    """What one column, or one thing that the columns leave open, should be."""
    number, _, at = about.partition(":")
    draft = drafts.draft_of(turn.tx, member, number)
    waiting = list_choices.to_tell(draft) if draft else None
    if waiting is None or not at.isdecimal() or int(at) >= len(waiting["choices"]):
        return _gone(turn, number)
    choice = waiting["choices"][int(at)]
    offered = waiting["options"][choice["sort"]]
    buttons = [
        Button(label, f"desk:means:{number}:{at}:{option}") for option, (_, label) in enumerate(offered)
    ]
    line = _line(Speaker(turn.knowledge, turn.wording, turn.language), int(at), choice, dict(offered))
    return Outcome((Reply(turn.say("list.which", line=line), _rows(buttons)),))


def choose(turn: Turn, member: StaffMember, about: str) -> Outcome:
    number, *numbers = about.split(":")
    draft = drafts.draft_of(turn.tx, member, number)
    waiting = list_choices.to_tell(draft) if draft else None
    if draft is None or waiting is None or len(numbers) != 2 or not all(map(str.isdecimal, numbers)):
        return _gone(turn, number)
    at, option = map(int, numbers)
    offered = waiting["options"][waiting["choices"][at]["sort"]] if at < len(waiting["choices"]) else []
    if option >= len(offered):
        return _gone(turn, number)
    list_choices.choose(draft, at, offered[option][0])
    return _shown(turn, draft)


def confirm(turn: Turn, member: StaffMember, number: str) -> Outcome:
    draft = drafts.draft_of(turn.tx, member, number)
    if draft is None or list_choices.to_tell(draft) is None:
        return _gone(turn, number)
    match list_choices.confirm(turn.tx, member, draft, turn.now):
        case NoName():
            shown = _shown(turn, draft)
            return Outcome((Reply(turn.say("list.no_name")), *shown.replies))
        case Another(draft=other):
            return Outcome((Reply(turn.say("draft.another", number=other)),))
        case TooManySteps():
            return Outcome((Reply(turn.say("draft.too_many", most=drafts.MOST_STEPS)),))
        case KnowledgeDraft():
            return Outcome((Reply(turn.say("list.goes_on", number=number)),))


def _shown(turn: Turn, draft: KnowledgeDraft) -> Outcome:
    waiting = list_choices.to_tell(draft)
    assert waiting is not None
    speaker = Speaker(turn.knowledge, turn.wording, turn.language)
    return Outcome((report(speaker, draft.id, waiting),))


def _gone(turn: Turn, number: str) -> Outcome:
    return Outcome((Reply(turn.say("draft.gone", number=number)),))


def _lines(speaker: Speaker, waiting: Mapping[str, Any]) -> Iterator[str]:
    offered = {sort: dict(options) for sort, options in waiting["options"].items()}
    for at, choice in enumerate(waiting["choices"]):
        yield _line(speaker, at, choice, offered[choice["sort"]])


def _line(speaker: Speaker, at: int, choice: Mapping[str, Any], labels: Mapping[str, str]) -> str:
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


def _rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW))
