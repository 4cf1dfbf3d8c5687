"""Opening hours that say something and yet open on no day that is to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from knowledge.hours_text import fault_of
from knowledge.opening import intervals_on
from knowledge.problems import Problem
from knowledge.records import Loc, Located
from knowledge.schema import Hours, Provider, Schedule

LOOKED_AHEAD = 400  # days: a year and the holidays after it


def check(located: Located[Provider], today: date) -> Iterator[Problem]:
    """What has expired or is refused as a text is reported as that."""
    for path, rule in _rules(located):
        expired = rule.valid_until is not None and rule.valid_until < today
        if (
            not expired
            and not fault_of(rule.opens)
            and not _opens(rule.opens, rule.valid_from, rule.valid_until, today)
        ):
            yield located.problem(
                "never_open", *path, "opens", severity="warning", value=rule.opens, days=str(LOOKED_AHEAD)
            )


def _rules(located: Located[Provider]) -> Iterator[tuple[Loc, Hours | Schedule]]:
    provider = located.record
    if provider is None:
        return
    for index, hours in enumerate(provider.opening_hours):
        yield ("opening_hours", index), hours
    for number, offer in enumerate(provider.services):
        for index, schedule in enumerate(offer.sessions):
            yield ("services", number, "sessions", index), schedule


@lru_cache(maxsize=8192)
def _opens(opens: str, valid_from: date | None, valid_until: date | None, today: date) -> bool:
    rule = Hours(opens=opens, valid_from=valid_from, valid_until=valid_until)
    days = (today + timedelta(days=offset) for offset in range(LOOKED_AHEAD))
    return any(intervals_on((rule,), day) for day in days)
