"""How a message was understood, step by step: `tuoyu ask --explain`, and `/why` for administrators."""

from collections.abc import Iterator
from pathlib import Path

from bot.dialogue import policy
from bot.dialogue.conversation import Conversation
from bot.dialogue.policy import AskWhich, Run, choose
from bot.understanding.reading import Candidate, Reading, Segment
from bot.word_files import words_in

SHOWN = 5  # candidates
_WORDS = Path(__file__).parent / "explain_words.yaml"


def explanation(reading: Reading, conversation: Conversation) -> str:
    """conversation: as it was when the message came."""
    return "\n".join(_lines(reading, conversation))


def say(key: str, **values: object) -> str:
    return words_in(_WORDS)[key].format(**values)


def _lines(reading: Reading, conversation: Conversation) -> Iterator[str]:
    yield say("typed", text=reading.raw)
    if reading.repairs:
        changes = (say("repair", typed=typed, understood=meant) for typed, meant in reading.repairs)
        yield say("repaired", repairs=", ".join(changes))
    yield say("normalised", text=reading.text)
    yield say("language", language=reading.language or "–")
    yield from _entities(reading)
    for segment in reading.segments if len(reading.segments) > 1 else (reading.whole,):
        yield from _segment(segment)
    yield say("thresholds", thresholds=_named(_thresholds()))
    yield say("decision", decision=_decision(reading, conversation))


def _entities(reading: Reading) -> Iterator[str]:
    entities = reading.entities
    found = entities.as_json(None, None) | {
        "age_months": entities.age.months if entities.age else None,
        "born_on": entities.age.born_on if entities.age else None,
        "excluded_kinds": ", ".join(entities.wishes.excluded_kinds),
        "ordinal": entities.ordinal,
        "radius_m": entities.radius_m,
        "people": ", ".join(entities.people),
    }
    told = {key: value for key, value in found.items() if value not in (None, "")}
    yield say("entities", entities=_named(told) or "–")
    for kind, (start, end) in reading.spans:
        yield say("span", kind=kind, words=reading.text[start:end], start=start, end=end)


def _segment(segment: Segment) -> Iterator[str]:
    yield say("segment", text=segment.text)
    if segment.bare:
        yield say("bare")
    for candidate in segment.candidates[:SHOWN]:
        yield from _candidate(candidate)


def _candidate(candidate: Candidate) -> Iterator[str]:
    yield say("candidate", score=candidate.score, target=candidate.target)
    if candidate.signals:
        yield say("signals", signals=_named({side: f"{share:.3f}" for side, share in candidate.signals}))
    if candidate.cue:
        yield say("cue", cue=candidate.cue)
    if candidate.example:
        yield say("example", example=candidate.example)


def _thresholds() -> dict[str, object]:
    return {
        "answer ≥": policy.ANSWER_FROM,
        "ask ≥": policy.ASK_FROM,
        "margin": policy.MARGIN,
        "sure ≥": policy.SURE_FROM,
    }


def _decision(reading: Reading, conversation: Conversation) -> str:
    match choose(reading, conversation):
        case Run(targets):
            return say("run", targets=", ".join(target.target for target in targets))
        case AskWhich(candidates):
            return say("ask_which", targets=", ".join(candidate.target for candidate in candidates))
        case _:
            return say("unknown")


def _named(values: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())
