"""What a draft would do, told to the one who prepares it."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.dialogue.formats import listing
from bot.dialogue.speaker import Speaker
from bot.dialogue.staff import list_report
from bot.messages import Button, Document, Reply

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES_SHOWN, LISTS_SHOWN, FAULTS_SHOWN, CHANGES_SHOWN, DOUBTS_SHOWN, SHIFTS_SHOWN = 3, 3, 12, 15, 5, 5


def report(speaker: Speaker, facts: Mapping[str, Any]) -> Reply:
    """facts: the draft's number and its review as it was kept (bot/publishing/review.py)."""
    if facts.get("to_tell"):
        return list_report.report(speaker, facts["draft"], facts["revision"], facts["to_tell"])
    lines = "\n".join(line for line in _lines(speaker, facts) if line)
    return Reply(lines, _buttons(speaker, facts), document=_marked(facts))


def workbook(speaker: Speaker, facts: Mapping[str, Any]) -> Reply:
    """The knowledge in force, to be changed and sent back."""
    name = speaker.say("draft.workbook_name", day=facts["day"])
    return Reply(
        speaker.say("news.workbook"), document=Document(name, XLSX, base64.b64decode(facts["base64"]))
    )


def _lines(speaker: Speaker, facts: Mapping[str, Any]) -> Iterator[str]:
    say = speaker.say
    yield _heading(speaker, facts["draft"], facts["touched"])
    if facts["faults"]:
        yield say("draft.faults", count=facts["counts"]["faults"])
        yield from _listed(speaker, facts, "faults", FAULTS_SHOWN)
        yield say("draft.send_again")
        return
    if not facts["changes"]:
        yield say("draft.changes_nothing")
        yield from _doubts(speaker, facts)
        return
    yield say("draft.changes", count=facts["counts"]["changes"])
    yield from _listed(speaker, facts, "changes", CHANGES_SHOWN)
    if facts["outside"]:
        yield say("draft.outside", count=facts["counts"]["outside"])
        yield from _listed(speaker, facts, "outside", FAULTS_SHOWN)
    yield from _doubts(speaker, facts)
    yield from _effect(speaker, facts)
    if facts["from_folder"]:
        yield say("draft.from_folder")


def _heading(speaker: Speaker, number: int, files: Sequence[str]) -> str:
    named = listing(files[:FILES_SHOWN], speaker.english)
    key = "draft.heading" if len(files) <= FILES_SHOWN else "draft.heading_many"
    return speaker.say(key, number=number, files=named, count=len(files))


def _doubts(speaker: Speaker, facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["doubts"]:
        yield speaker.say("draft.doubts", count=facts["counts"]["doubts"])
        yield from _listed(speaker, facts, "doubts", DOUBTS_SHOWN)
        if facts.get("marked"):
            yield speaker.say("draft.marked")


def _effect(speaker: Speaker, facts: Mapping[str, Any]) -> Iterator[str]:
    if not facts["asked"]:
        yield speaker.say("draft.nobody_asked")
        return
    yield speaker.say("draft.effect", asked=facts["asked"], count=facts["counts"]["shifts"])
    for shift in facts["shifts"][:SHIFTS_SHOWN]:
        yield speaker.say("draft.shift", **shift)
    yield _more(speaker, facts["counts"]["shifts"] - SHIFTS_SHOWN)


def _listed(speaker: Speaker, facts: Mapping[str, Any], name: str, most: int) -> Iterator[str]:
    language = "en" if speaker.english else "zh"
    yield from (f"· {line[language]}" for line in facts[name][:most])
    yield _more(speaker, facts["counts"][name] - most)


def _more(speaker: Speaker, count: int) -> str:
    return speaker.say("draft.more", count=count) if count > 0 else ""


def _buttons(speaker: Speaker, facts: Mapping[str, Any]) -> tuple[tuple[Button, ...], ...]:
    number = facts["draft"]
    drop = speaker.button("button.draft_drop", f"desk:drop:{number}")
    shown = f"{number}:{facts['revision']}"
    anew = [
        (speaker.button("button.list_anew", f"desk:anew:{shown}:{at}", file=name),)
        for at, name in enumerate(facts["lists"][:LISTS_SHOWN])
    ]
    if facts["faults"] or not facts["changes"]:
        return (*anew, (drop,))
    trying = speaker.button("button.draft_try", f"desk:try:{number}")
    if facts["outside"]:
        return ((trying,), *anew, (drop,))
    publish = speaker.button("button.draft_publish", f"desk:publish:{shown}")
    return ((trying,), (publish, drop), *anew)


def _marked(facts: Mapping[str, Any]) -> Document | None:
    marked = facts.get("marked")
    return Document(marked["name"], XLSX, base64.b64decode(marked["base64"])) if marked else None
