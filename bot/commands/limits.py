"""Districts and providers as they are typed on the command line."""

from bot.commands.console import tell
from knowledge.field_faults import did_you_mean
from knowledge.loader import Knowledge
from knowledge.schema import Provider


def districts_of(knowledge: Knowledge) -> dict[str, set[str]]:
    """Name → all that it is called. Also of a pack whose places do not name them."""
    named = {p.name: {p.name, *p.aliases} for p in knowledge.places if p.kind == "district"}
    return named | {p.district: {p.district} for p in knowledge.providers.values() if p.district not in named}


def district_called(knowledge: Knowledge, typed: str) -> str | None:
    called = typed.strip().casefold()
    return next(
        (
            district
            for district, names in districts_of(knowledge).items()
            if called in {name.casefold() for name in names}
        ),
        None,
    )


def providers_called(knowledge: Knowledge, typed: str) -> tuple[Provider, ...]:
    """By id, name or alias."""
    named = (typed.strip() in (p.id, p.name, *p.aliases) for p in knowledge.providers.values())
    return tuple(p for p, is_it in zip(knowledge.providers.values(), named, strict=True) if is_it)


def district_or_tell(knowledge: Knowledge, typed: str | None) -> str | None:
    """None where none was typed, and once it was told that there is no such district."""
    district = district_called(knowledge, typed) if typed else None
    if typed and not district:
        known = districts_of(knowledge)
        hint = did_you_mean(typed, known)
        tell("no_such_district", name=typed, known="、".join(sorted(known)), hint=hint)
    return district
