"""Streets of which no provider is known: one line a district, where the district stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.problems import Problem

if TYPE_CHECKING:
    from knowledge.loader import Files

NAMED = 8  # streets that a line names


def check(files: Files) -> Iterator[Problem]:
    """Made-up providers cover nothing. A provider without a street may stand in any of its district."""
    streets: dict[str, list[str]] = defaultdict(list)
    for place in files.places:
        if place.record and place.record.kind == "street":
            streets[place.record.district].append(place.record.name)
    real = [located.record for located in files.providers if located.record and not located.record.sample]
    covered = {(provider.district, provider.street) for provider in real}
    for located in files.places:
        district = located.record.name if located.record and located.record.kind == "district" else ""
        bare = [street for street in streets.get(district, ()) if (district, street) not in covered]
        if bare:
            named = "、".join(bare[:NAMED]) + ("……" if len(bare) > NAMED else "")
            yield located.problem(
                "streets_uncovered", severity="warning", district=district, count=str(len(bare)),
                of=str(len(streets[district])), streets=named,
            )  # fmt: skip
