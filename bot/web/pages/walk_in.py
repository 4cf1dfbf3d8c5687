"""Somebody at the door without a booking."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from starlette.responses import Response

from bot.dialogue import formats
from bot.services.outcomes import Booked
from bot.services.walk_in import WalkIn, walk_in
from bot.web.access import Way
from bot.web.pages.day import PATH, path_of
from bot.web.visit import NOT_HERE, Visit
from bot.web.whole_day import day_of, meant, whole_day

LONGEST_NICKNAME, LONGEST_TELEPHONE = 40, 20


@dataclass(frozen=True, slots=True)
class _Born:
    on: date
    day_known: bool


def ask(visit: Visit) -> Response:
    return _form(visit)


def take(visit: Visit) -> Response:
    provider, day = visit.provider(visit.given["provider"]), day_of(visit)
    born, nickname = _born(visit.field("born", 10)), visit.field("nickname", LONGEST_NICKNAME)
    if not nickname:
        return _form(visit, visit.say("walk_in_no_name"))
    if born is None or born.on > day:
        return _form(visit, visit.say("walk_in_no_birthday"))
    when, service = meant(visit, day)
    if service is None or not isinstance(when, datetime):
        raise NOT_HERE
    visitor = WalkIn(
        provider=provider,
        service=service,
        starts_at=when,
        nickname=nickname,
        born_on=born.on,
        born_day_known=born.day_known,
        request_key=f"desk:{visit.member.id}:{visit.field('key', 24)}",
        telephone=visit.field("telephone", LONGEST_TELEPHONE) or None,
        note=visit.field("note") or None,
    )
    with visit.tx() as tx:
        outcome = walk_in(tx, visitor, visit.now, visit.office.rng, visit.who, visit.office.hold_for)
    if isinstance(outcome, Booked):
        said = visit.say("walk_in_done", child=outcome.child, number=outcome.number)
        return visit.to(path_of(provider, day), said)
    return _form(visit, visit.say(f"refused_{type(outcome).__name__}"))


def _born(text: str) -> _Born | None:
    """A day, or a month where nobody knows the day."""
    for shape, day_known in (("%Y-%m-%d", True), ("%Y-%m", False)):
        try:
            return _Born(datetime.strptime(text, shape).date(), day_known)
        except ValueError:
            continue
    return None


def _form(visit: Visit, fault: str = "") -> Response:
    provider, day = visit.provider(visit.given["provider"]), day_of(visit)
    when, service = meant(visit, day)
    with visit.tx() as tx:
        sessions = [one for one in whole_day(tx, provider, day) if one.ends_at > visit.now]
    chosen = next((one for one in sessions if one.starts_at == when and one.service == service), None)
    if chosen is None:
        said = visit.say("walk_in_over", day=formats.day(day, visit.language == "en"))
        return visit.to(path_of(provider, day), said, "bad")
    return visit.page(
        "walk_in",
        provider=provider,
        session=chosen,
        here=path_of(provider, day),
        key=visit.field("key", 24) or secrets.token_urlsafe(12),
        fault=fault,
        status=422 if fault else 200,
    )


WAYS = (
    Way("GET", PATH + "/{provider}/{day}/walk-in", ask, "bookings"),
    Way("POST", PATH + "/{provider}/{day}/walk-in", take, "bookings"),
)
