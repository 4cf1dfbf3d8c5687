"""The reply files against the replies that the bot says and what it fills in."""

import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from knowledge.field_faults import did_you_mean
from knowledge.problems import Problem, Severity
from knowledge.records import Located
from knowledge.reply_keys import REPLY_KEYS
from knowledge.schema import Text


def check(replies: Sequence[Located[Text]], *, complete: bool) -> Iterator[Problem]:
    """complete: every reply file could be read, so that a missing key is one."""
    missing = sorted(REPLY_KEYS.keys() - {str(located.path[0]) for located in replies})
    for located in replies:
        key = str(located.path[0])
        if key not in REPLY_KEYS:
            hint = did_you_mean(key, missing)
            severity: Severity = "error" if hint else "warning"  # of an older program, no misspelling
            yield replace(_about(located, "reply_unknown", key=key, hint=hint), severity=severity)
            continue
        if "en" not in located.data:
            yield _about(located, "reply_no_english")
        for language in ("zh", "en"):
            yield from _placeholders(located, language, REPLY_KEYS[key])
    if complete:
        for key in missing:
            yield Problem("replies", 1, "reply_missing", key, "warning", details={"key": key})


def _about(located: Located[Text], code: str, language: str = "", **details: str) -> Problem:
    """Names the key, which says more than the language."""
    line = located.line_of(language) if language else located.line_of()
    field = ".".join(filter(None, (str(located.path[0]), language)))
    return Problem(located.file, line, code, field, details=details)


def _placeholders(located: Located[Text], language: str, wanted: Iterable[str]) -> Iterator[Problem]:
    text = located.text(language)
    if text is None:
        return
    try:
        fields = [
            (name, spec, how) for _, name, spec, how in string.Formatter().parse(text) if name is not None
        ]
    except ValueError:
        yield _about(located, "reply_braces", language)
        return
    got = {name for name, _, _ in fields}
    if any(spec or how for _, spec, how in fields):
        yield _about(located, "reply_braces", language)
    elif got != set(wanted):
        surplus = sorted(got - set(wanted))
        hint = did_you_mean(surplus[0], wanted) if surplus else ""
        yield _about(
            located, "reply_placeholders", language, wanted=_braced(wanted), got=_braced(got), hint=hint
        )


def _braced(names: Iterable[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "-"
