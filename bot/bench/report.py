"""What `tuoyu bench understanding` prints and writes. Of the measuring half no sentence, unless asked for."""

from collections.abc import Mapping, Sequence

from bot.bench.judging import OUTCOMES, VERDICTS, Judged
from bot.bench.labelled import Half
from bot.bench.last_run import Moved
from bot.bench.tables import say, table
from bot.bench.tally import Measured, Share, Tally, entities_right

# Percent; of the issue "Understanding parents". The last two are at most, the others at least.
GOALS = {
    "topics": "≥ 97 %",
    "entries": "≥ 95 %",
    "entities": "≥ 97 %",
    "wrong": "≤ 1 %",
    "out_of_scope": "≤ 3 %",
}


def numbers(half: Half, found: Measured) -> str:
    """Everything that can be said of a half without a sentence of it."""
    inside = found.in_scope
    parts = [
        f"## {say(half)}",
        say(
            "figures",
            messages=inside.messages,
            median_ms=found.median_ms,
            taught=found.taught.count,
            all=found.taught.all,
        ),
        _goals(found),
        _tallies(say("style"), found.by_style),
        _tallies(say("topic"), {**found.by_topic, say("all"): inside}),
        _entities(found),
    ]
    return "\n\n".join(parts)


def page(found: Mapping[Half, Measured]) -> str:
    return (
        "\n\n".join([say("understanding_page"), *(numbers(half, one) for half, one in found.items())]) + "\n"
    )


def sentences(judged: Sequence[Judged]) -> str:
    """Every message that was not right at once, the worst kind first, and every entity that was not."""
    missed = [one for outcome in reversed(OUTCOMES[1:]) for one in judged if one.outcome == outcome]
    lines = [say("confusions", count=len(missed)), *map(_confusion, missed)]
    faults = [_entity_faults(one) for one in judged]
    flat = [line for lines_of_one in faults for line in lines_of_one]
    return "\n".join([*lines, "", say("entity_faults", count=len(flat)), *flat])


def movement(moved: Moved, *, with_sentences: bool) -> str:
    lines = [say("moved", better=len(moved.better), worse=len(moved.worse))]
    if with_sentences:
        lines += [say("became_right", say=one) for one in moved.better]
        lines += [say("became_wrong", say=one) for one in moved.worse]
    return "\n".join(lines)


def _goals(found: Measured) -> str:
    inside = found.in_scope
    shares = {
        "topics": found.topics,
        "entries": found.entries,
        "entities": entities_right(found.entities.values()),
        "wrong": Share(inside.outcomes.get("wrong", 0), inside.messages),
        "out_of_scope": found.answered_out_of_scope,
    }
    rows = [(say(name), share, share.all, GOALS[name]) for name, share in shares.items()]
    return table(["", say("share"), say("count"), say("goal")], rows)


def _tallies(heading: str, tallies: Mapping[str, Tally]) -> str:
    headings = [heading, say("messages"), say("right_share"), *(say(f"outcome_{o}") for o in OUTCOMES)]
    rows = [
        (
            name,
            tally.messages,
            Share(tally.outcomes.get("right", 0), tally.messages),
            *(tally.outcomes.get(outcome, 0) for outcome in OUTCOMES),
            tally.needless,
        )
        for name, tally in tallies.items()
    ]
    return table([*headings, say("needless")], rows)


def _entities(found: Measured) -> str:
    rows = [
        (key, entities_right([verdicts]), *(verdicts.get(verdict, 0) for verdict in VERDICTS))
        for key, verdicts in found.entities.items()
    ]
    return table([say("entity"), say("share"), *(say(f"verdict_{v}") for v in VERDICTS)], rows)


def _confusion(one: Judged) -> str:
    nearest = ""
    if first := one.first:
        example = say("example", example=first.example) if first.example else ""
        nearest = say("nearest", target=first.target, score=first.score, example=example)
    return say(
        "confusion",
        outcome=one.outcome,
        say=one.message.say,
        wanted=" + ".join(one.message.targets),
        came=" + ".join(one.targets) or "–",
        nearest=nearest,
    )


def _entity_faults(one: Judged) -> list[str]:
    return [
        say(
            "entity_fault",
            verdict=e.verdict,
            entity=e.key,
            labelled=e.labelled,
            found=e.found,
            say=one.message.say,
        )
        for e in one.entities
        if e.verdict != "right"
    ]
